"""Accounts made, moved and closed for a whole plan: dated from the instant, done once, undone before it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.accounts import give_post, make_official, principal_for, sign_in
from tests.factories.reorganisations import AFTER, BEFORE, INSTANT, LONG_BEFORE, make_plan
from tests.page_client import PageClient
from thongsuot.accounts import services as rooms
from thongsuot.accounts.models import Post, Role, Session, User
from thongsuot.accounts.principal import principal_of
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.now import frozen
from thongsuot.cutover.models import AccountChange, AccountRow, AccountRun, AccountWish, PersonClaim, PlanPost
from thongsuot.cutover.selectors import accounts as selectors
from thongsuot.cutover.services import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(world):
    """Decided: the new communes stand in `org` from the day."""
    return make_plan(world, decided=True)


def planned(made, unit=None, **more):
    """A post of the plan; without a unit somebody who leaves."""
    values = {"full_name": "Trần Thị An", "role": Role.SPECIALIST, "title": "Công chức Tư pháp"} | more
    if unit is None:
        values["role"] = ""
    return PlanPost.objects.create(plan=made.plan, new=made.of(unit) if unit else None, **values)


def moved(made, unit, name="thachchau.tuphap", **more):
    return planned(made, unit, user=made.users[name], full_name=made.users[name].full_name, **more)


def run(made, verb="apply", at=BEFORE, by="hatinh.quantri"):
    asked, _new = accounts.ask(by=made.who(by, at), plan=made.plan, uid=uuid4(), verb=verb, at=at)
    accounts.carry_out(asked.pk, clock=lambda: at)
    asked.refresh_from_db()
    return asked


def words(asked):
    return {row.post.full_name: (row.state, row.words) for row in asked.rows.select_related("post")}


def test_a_person_without_an_account_gets_one_with_a_post_from_the_instant(made, world):
    post = planned(made, world.mai_phu, organ_kind="office", email="an@vi.example", wants_mailbox=True)
    assert words(run(made)) == {
        "Trần Thị An": ("done", "Tạo tài khoản maiphu.antt, Công chức Tư pháp từ 00:00 01/07/2025.")
    }
    post.refresh_from_db()
    user = User.objects.get(username="maiphu.antt")
    assert post.user == user
    assert post.written_at == BEFORE
    assert not user.has_usable_password()
    given = user.posts.get()
    assert (given.unit_id, given.organ_id, given.valid.lower, given.decision) == (
        world.mai_phu.id,
        world.organ(world.mai_phu, "office"),
        INSTANT,
        made.plan.legal_basis,
    )
    assert principal_of(user.pk, BEFORE).posts == ()
    assert len(principal_of(user.pk, INSTANT).posts) == 1
    assert AccountWish.objects.get().proposed == "maiphu.antt"


def test_proposed_names_meet_neither_each_other_nor_those_that_exist(made, world):
    make_official(world, "maiphu.antt", Role.SPECIALIST, world.thach_khe)
    for day in (1, 2):
        planned(made, world.mai_phu, birth_date=f"1990-01-0{day}")
    planned(made, world.thach_khe, full_name="Đỗ Ước")
    found = selectors.intended(made.plan, made.who("hatinh.quantri"))
    assert [one.username for one in found] == ["maiphu.antt2", "maiphu.antt3", "thachkhe.uocd"]
    run(made)
    assert list(PlanPost.objects.order_by("id").values_list("username", flat=True)) == [
        "maiphu.antt2",
        "maiphu.antt3",
        "thachkhe.uocd",
    ]


def test_one_person_with_two_posts_is_one_account(made, world):
    for unit in (world.mai_phu, world.thach_khe):
        planned(made, unit, birth_date="1990-07-05")
    run(made)
    user = User.objects.get(username="maiphu.antt")
    assert set(user.posts.values_list("unit_id", flat=True)) == {world.mai_phu.id, world.thach_khe.id}


def test_an_official_keeps_the_account_and_changes_rights_in_the_same_open_session(made, world):
    user = made.users["thachchau.tuphap"]
    moved(made, world.mai_phu)
    run(made)
    client = sign_in(PageClient(), user)
    key = client.cookies["sessionid" if "sessionid" in client.cookies else next(iter(client.cookies))].value
    before = principal_of(user.pk, INSTANT - timedelta(seconds=1))
    after = principal_of(user.pk, INSTANT)
    assert [(p.unit_id, p.role) for p in before.posts] == [(world.thach_chau.id, "specialist")]
    assert [(p.unit_id, p.role) for p in after.posts] == [(world.mai_phu.id, "specialist")]
    for at in (INSTANT - timedelta(seconds=1), INSTANT):
        with frozen(at):
            assert client.get("/can-bo/viec/").status_code == 200
            assert client.session.session_key == key
    with frozen(AFTER):
        page = client.get("/tai-khoan/bao-mat/").content.decode()
        assert "Xã Mai Phụ" in page
        assert "Xã Thạch Châu" not in page


def test_the_open_session_of_a_leaver_ends_at_the_instant(made, world):
    user = made.users["thachchau.tuphap"]
    planned(made, user=user, full_name=user.full_name)
    assert words(run(made))["Trần Thị An"][0] == "done"
    client = sign_in(PageClient(), user)
    with frozen(INSTANT - timedelta(seconds=1)):
        assert client.get("/can-bo/viec/").status_code == 200
    with frozen(INSTANT):
        answer = client.get("/can-bo/viec/")
        assert (answer.status_code, answer["Location"].startswith("/dang-nhap/")) == (302, True)
        assert principal_of(user.pk, INSTANT) is None
    client = sign_in(PageClient(), user)
    assert rooms.close_due(INSTANT - timedelta(seconds=1)) == 0
    assert rooms.close_due(INSTANT) == 1
    assert not Session.objects.filter(user=user).exists()
    user.refresh_from_db()
    assert not user.is_active


def test_a_second_run_finds_nothing_to_do(made, world):
    planned(made, world.mai_phu)
    run(made)
    with pytest.raises(MoveNotAllowed, match="Không có gì để làm"):
        run(made)
    assert User.objects.filter(username__startswith="maiphu.antt").count() == 1


def test_the_same_button_pressed_twice_is_one_run_and_two_runs_do_not_meet(made, world):
    planned(made, world.mai_phu)
    by, uid = made.who("hatinh.quantri"), uuid4()
    first, new = accounts.ask(by=by, plan=made.plan, uid=uid, verb="apply", at=BEFORE)
    again, newer = accounts.ask(by=by, plan=made.plan, uid=uid, verb="apply", at=BEFORE)
    assert (first, new, newer) == (again, True, False)
    with pytest.raises(MoveNotAllowed, match="đang chạy"):
        accounts.ask(by=by, plan=made.plan, uid=uuid4(), verb="apply", at=BEFORE)


def test_a_run_killed_on_its_way_goes_on_where_it_stopped(made, world, monkeypatch):
    for number in range(3):
        planned(made, world.mai_phu, full_name=f"Bùi Thị {'ABC'[number]}")
    asked, _new = accounts.ask(by=made.who("hatinh.quantri"), plan=made.plan, uid=uuid4(), verb="apply", at=BEFORE)
    act, done = accounts._act, []

    def killed_at_the_second(*args):
        if len(done) == 1:
            raise KeyboardInterrupt
        done.append(args)
        return act(*args)

    monkeypatch.setattr(accounts, "_act", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        accounts.carry_out(asked.pk, clock=lambda: BEFORE)
    assert asked.rows.filter(state=AccountRow.State.DONE).count() == 1
    monkeypatch.setattr(accounts, "_act", act)
    accounts.carry_out(asked.pk, clock=lambda: BEFORE)
    assert asked.rows.filter(state=AccountRow.State.DONE).count() == 3
    assert User.objects.filter(username__startswith="maiphu.").count() == 3


def test_what_stands_against_it_is_said_and_not_done(made, world):
    made.units[world.thach_khe.id].unit = None
    made.units[world.thach_khe.id].save()
    planned(made, world.thach_khe, full_name="Chưa Quyết")
    planned(made, world.mai_phu, full_name="Quá Quyền", role=Role.AUDITOR)
    planned(made, world.mai_phu, full_name="Sai Phòng", organ_kind="justice")
    planned(made, full_name="Không Tài Khoản")
    moved(made, world.mai_phu, "hatinh.quantri")
    found = selectors.intended(made.plan, made.who("hatinh.quantri"))
    said = {one.post.full_name: " ".join(one.problems) for one in found}
    assert "hãy quyết kế hoạch trước" in said["Chưa Quyết"]
    assert "chỉ giao từng người" in said["Quá Quyền"]
    assert "không có bộ phận" in said["Sai Phòng"]
    assert "không có tài khoản nào" in said["Không Tài Khoản"]
    assert "Không ai tự giao" in said["Trần Quang Huy"]
    with pytest.raises(MoveNotAllowed):
        run(made)


def test_a_person_of_two_communes_waits_until_somebody_has_chosen(made, world):
    for unit in (world.mai_phu, world.thach_khe):
        post = planned(made, unit)
        PersonClaim.objects.create(
            plan=made.plan, unit=made.of(unit), key=b"k" * 32, full_name="Trần Thị An", post=post
        )
    found = selectors.intended(made.plan, made.who("hatinh.quantri"))
    assert all("Hai xã cùng khai" in one.problems[0] for one in found)


def test_a_leaver_with_a_post_elsewhere_is_not_shut_out(made, world):
    user = made.users["thachchau.tuphap"]
    give_post(world, user, Role.DEPARTMENT_OFFICIAL, world.department, since=LONG_BEFORE)
    planned(made, user=user, full_name=user.full_name)
    [one] = selectors.intended(made.plan, made.who("hatinh.quantri"))
    assert "Còn giữ chức vụ ở nơi khác" in one.problems[0]


def test_before_the_instant_everything_goes_back_and_can_be_done_again(made, world):
    user = made.users["thachchau.tuphap"]
    leaver = made.users["thachchau.quantri"]
    moved(made, world.mai_phu)
    planned(made, world.mai_phu, full_name="Bùi Văn Mới")
    planned(made, user=leaver, full_name=leaver.full_name)
    ends = dict(Post.objects.values_list("id", "valid"))
    run(made)
    undone = run(made, "undo", at=BEFORE + timedelta(days=1))
    assert undone.rows.exclude(state=AccountRow.State.DONE).count() == 0
    assert dict(Post.objects.values_list("id", "valid")) == ends
    leaver.refresh_from_db()
    assert leaver.closes_at is None
    fresh = User.objects.get(username="maiphu.moibv")
    assert not fresh.is_active
    assert PlanPost.objects.exclude(written_at=None).count() == 0
    run(made, at=BEFORE + timedelta(days=2))
    fresh.refresh_from_db()
    assert fresh.is_active
    assert [(p.unit_id, p.valid.lower) for p in fresh.posts.all()] == [(world.mai_phu.id, INSTANT)]
    assert principal_of(user.pk, INSTANT).posts[0].unit_id == world.mai_phu.id
    assert AccountChange.objects.filter(undone_at=None).count() == 3


def test_after_the_instant_nothing_is_taken_back(made, world):
    moved(made, world.mai_phu)
    run(made)
    with pytest.raises(MoveNotAllowed, match="Đã qua thời điểm hiệu lực"):
        run(made, "undo", at=INSTANT)


def test_whoever_lost_the_right_meanwhile_does_nothing(made, world):
    planned(made, world.mai_phu)
    asked, _new = accounts.ask(by=made.who("hatinh.quantri"), plan=made.plan, uid=uuid4(), verb="apply", at=BEFORE)
    Post.objects.filter(user=made.users["hatinh.quantri"]).delete()
    accounts.carry_out(asked.pk, clock=lambda: BEFORE)
    assert words(asked)["Trần Thị An"] == ("refused", "Người đặt việc này không còn quyền quản trị tỉnh.")


def test_the_preview_asks_as_much_for_one_person_as_for_thirty(made, world, django_assert_max_num_queries):
    for number in range(30):
        planned(made, world.mai_phu, full_name=f"Người {'ABCDEFGHIJKLMNOPQRSTUVWXYZabcd'[number]}")
    by = principal_for(made.users["hatinh.quantri"], BEFORE)
    selectors.intended(made.plan, by)
    with django_assert_max_num_queries(5):
        assert len(selectors.intended(made.plan, by)) == 30
    with django_assert_max_num_queries(1):
        [first, second] = selectors.progress(made.plan)
    assert (first.name, first.people, first.ready, second.people) == ("Xã Mai Phụ", 30, 0, 0)
    assert AccountRun.objects.count() == 0


def test_nothing_is_made_before_the_plan_is_decided(made, world):
    planned(made, world.mai_phu)
    made.plan.state = "draft"
    made.plan.save()
    with pytest.raises(MoveNotAllowed, match="chưa quyết"):
        run(made)


def test_leavers_come_back_when_the_whole_reorganisation_goes_back(made, world):
    user = made.users["thachchau.tuphap"]
    planned(made, user=user, full_name=user.full_name)
    run(made)
    assert rooms.close_due(AFTER) == 1
    assert accounts.leavers_return(plan=made.plan, by_id=None, at=AFTER) == 1
    user.refresh_from_db()
    assert (user.is_active, user.closes_at) == (True, None)
    assert accounts.leavers_return(plan=made.plan, by_id=None, at=AFTER) == 0


def test_who_was_closed_otherwise_meanwhile_stays_closed(made, world):
    user = made.users["thachchau.tuphap"]
    planned(made, user=user, full_name=user.full_name)
    run(made)
    rooms.close_account_at(by=made.who("hatinh.quantri"), user=user, closes_at=BEFORE + timedelta(days=1), at=BEFORE)
    assert accounts.leavers_return(plan=made.plan, by_id=None, at=AFTER) == 0
    user.refresh_from_db()
    assert user.closes_at == BEFORE + timedelta(days=1)
