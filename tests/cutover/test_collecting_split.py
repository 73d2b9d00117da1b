"""Staff of a commune that is split: each person says where, who leaves stays with the old one, nobody is guessed."""

import pytest

from tests.cutover.test_collecting import asked, handed, request_of, staff, written
from tests.factories.accounts import make_official
from tests.factories.reorganisations import LONG_BEFORE
from thongsuot.accounts.models import Role
from thongsuot.cutover.models import DataKind, Going, PersonClaim, PlanPost, PlanUnit
from thongsuot.cutover.selectors import collect as selectors
from thongsuot.cutover.services import people
from thongsuot.org.models import Relation

pytestmark = pytest.mark.django_db
LEAVES = {"stay": "thôi việc, nghỉ hưu", "role": ""}


@pytest.fixture
def split(made, world):
    """Đại Nài goes to Thành Sen and Hà Huy Tập."""
    for side, info in (("old", world.dai_nai), ("new", world.thanh_sen), ("new", world.ha_huy_tap)):
        made.units[info.id] = PlanUnit.objects.create(
            plan=made.plan,
            side=side,
            unit_id=info.id if side == "old" else None,
            code=info.code,
            name=info.name,
            full_name=info.full_name,
            kind=info.kind,
        )
    for new in (world.thanh_sen, world.ha_huy_tap):
        Going.objects.create(plan=made.plan, old=made.of(world.dai_nai), new=made.of(new), relation=Relation.PART)
    made.users["dainai.chutich"] = make_official(world, "dainai.chutich", Role.CHAIR, world.dai_nai, since=LONG_BEFORE)
    return made


def test_who_stays_in_a_split_commune_must_say_where(split, world):
    asked(split, DataKind.STAFF, side="old")
    request = request_of(split, world.dai_nai)
    version = written(split, request, staff(), by="dainai.chutich")
    assert version.wrong_count == 1
    request.refresh_from_db()
    [row] = selectors.rows_of(request)
    assert "phải ghi người này sang xã nào" in row.problem_of("new_unit")
    assert "Phường Hà Huy Tập, Phường Thành Sen" in row.problem_of("new_unit")


def test_each_person_goes_where_the_row_says_and_leavers_leave(split, world):
    asked(split, DataKind.STAFF, DataKind.ACCOUNTS, side="old")
    rows = [
        staff(new_unit="Phường Thành Sen"),
        staff(full_name="Lê Văn Tư", id_number="", new_unit="Phường Hà Huy Tập"),
        staff(full_name="Bùi Ba", id_number="", **LEAVES),
    ]
    fed = handed(split, request_of(split, world.dai_nai), *rows, by="dainai.chutich")
    assert (fed.made, fed.left) == (3, [])
    went = {post.full_name: post.new and post.new.name for post in PlanPost.objects.select_related("new")}
    assert went == {"Trần Thị An": "Thành Sen", "Lê Văn Tư": "Hà Huy Tập", "Bùi Ba": None}
    person = {"full_name": "Lê Văn Tư", "birth_date": "05/07/1990", "mailbox": "có"}
    stranger = {"full_name": "Người Lạ", "birth_date": "05/07/1990", "mailbox": "có"}
    fed = handed(split, request_of(split, world.dai_nai, DataKind.ACCOUNTS), person, stranger, by="dainai.chutich")
    assert fed.left == ["Người Lạ có trong bảng tài khoản, hộp thư nhưng không có trong bảng nhân sự."]
    assert PlanPost.objects.get(full_name="Lê Văn Tư").wants_mailbox
    again = people.feed(request_of(split, world.dai_nai))
    assert (again.made, again.changed, again.removed) == (0, 0, 0)


def test_somebody_without_a_way_is_never_taken_for_one_who_leaves(split, world):
    asked(split, DataKind.STAFF, side="old")
    Going.objects.filter(old=split.of(world.dai_nai)).delete()
    fed = handed(split, request_of(split, world.dai_nai), staff(), by="dainai.chutich")
    assert fed.left == ["Trần Thị An chưa biết sang xã mới nào."]
    assert not PlanPost.objects.exists()
    assert not PersonClaim.objects.exists()


def test_old_and_new_commune_may_both_name_the_same_staff(made, world):
    for side in ("old", "new"):
        asked(made, DataKind.STAFF, side=side)
    handed(made, request_of(made, world.mai_phu), staff())
    handed(made, request_of(made, world.phu_luu), staff(), by="phuluu.chutich")
    assert PlanPost.objects.count() == 1
    assert selectors.conflicts(made.plan) == []
