"""One list for every official: what is mine, what waits for my posts, soonest due first."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.accounts import give_post, principal_for, sign_in
from tests.factories.dossiers import Office, moment, submit
from tests.page_client import PageClient
from thongsuot.accounts.models import Role, User
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.now import frozen
from thongsuot.tasks import services
from thongsuot.tasks.models import OpenWork, Task, TaskState
from thongsuot.tasks.selectors import TaskFilter, colleagues, open_work
from thongsuot.tasks.specs import TaskSpec

pytestmark = pytest.mark.django_db
AT = moment(7, 10)


def spec(office: Office, **changes: Any) -> TaskSpec:
    unit = office.world.mai_phu
    values: dict[str, Any] = {
        "province_id": unit.province_id,
        "unit_id": unit.id,
        "role": Role.SPECIALIST,
        "kind": "test.work",
        "what": "Thẩm tra",
        "result": "Báo cáo",
        "accountable": "Lãnh đạo xã Mai Phụ",
        "subject_kind": "test",
        "subject_id": 1,
        "subject_code": "T-1",
        "subject_title": "Nguyễn Văn An",
        "page": "/can-bo/viec/",
        "due_at": AT,
    }
    return TaskSpec(**{**values, **changes})


def test_the_list_is_ordered_by_due_moment_and_pages_by_key(office: Office) -> None:
    specs = [spec(office, due_at=AT + timedelta(hours=h % 7), subject_id=h, what=f"Việc {h}") for h in range(45)]
    services.open_tasks(specs, at=AT)
    principal = office.who("hotich")
    seen: list[int] = []
    after = None
    for _page in range(3):
        page = open_work(principal, TaskFilter(), after=after)
        seen += [row.id for row in page.rows]
        after = page.next
    assert after is None
    assert len(seen) == len(set(seen)) == 45
    dues = dict(Task.objects.values_list("id", "due_at"))
    assert [dues[i] for i in seen] == sorted(dues.values())


def test_work_without_a_due_moment_stands_last(office: Office) -> None:
    services.open_tasks([spec(office, due_at=None, what="Không hạn"), spec(office, what="Có hạn")], at=AT)
    rows = open_work(office.who("hotich"), TaskFilter()).rows
    assert [(row.what, row.due_at is None) for row in rows] == [("Có hạn", False), ("Không hạn", True)]


def test_work_of_an_organ_is_seen_by_its_people_and_by_all_when_nobody_sits_there(office: Office) -> None:
    office_organ = office.world.organ(office.world.mai_phu, "office")
    police = office.world.organ(office.world.mai_phu, "police")
    services.open_tasks([spec(office, organ_id=office_organ, what="Văn phòng")], at=AT)
    services.open_tasks([spec(office, organ_id=police, what="Công an")], at=AT)
    assert {r.what for r in open_work(office.who("hotich"), TaskFilter()).rows} == {"Văn phòng", "Công an"}
    assert {r.what for r in open_work(office.who("kinhte"), TaskFilter()).rows} == {"Công an"}


def test_one_role_in_two_organs_shows_work_once(office: Office) -> None:
    clerk = User.objects.get(pk=office.who("hotich").user_id)
    give_post(office.world, clerk, Role.SPECIALIST, office.world.mai_phu, "police")
    services.open_tasks([spec(office)], at=AT)
    assert len(open_work(principal_for(clerk), TaskFilter()).rows) == 1


def test_a_role_nobody_holds_goes_to_who_stands_in(office: Office) -> None:
    unit = office.world.thach_khe
    services.open_tasks([spec(office, unit_id=unit.id, role=Role.UNIT_LEADER)], at=AT)
    assert Task.objects.get().role == Role.CHAIR
    assert len(open_work(office.who("tk_chutich"), TaskFilter()).rows) == 1


def test_another_units_work_is_not_there(office: Office) -> None:
    services.open_tasks([spec(office)], at=AT)
    assert open_work(office.who("tk_hotich"), TaskFilter(view="unit")).rows == []
    assert open_work(office.who("tk_hotich"), TaskFilter()).rows == []
    with pytest.raises(NotFound):
        services.claim(task_id=Task.objects.get().pk, principal=office.who("tk_hotich"), at=AT)


def test_the_leader_sees_the_whole_unit(office: Office) -> None:
    services.open_tasks([spec(office), spec(office, role=Role.COUNTER_CLERK)], at=AT)
    assert len(open_work(office.who("chutich"), TaskFilter(view="unit")).rows) == 2
    assert open_work(office.who("chutich"), TaskFilter()).rows == []


@pytest.mark.parametrize(
    ("text", "found"), [("T-1", True), ("nguyen van", True), ("Văn An", True), ("T-2", False), ("%", False)]
)
def test_search_finds_code_and_name_without_marks(office: Office, text: str, found: bool) -> None:
    services.open_tasks([spec(office)], at=AT)
    assert bool(open_work(office.who("hotich"), TaskFilter(text=text)).rows) is found


def test_the_second_to_claim_is_told_who_was_first(office: Office) -> None:
    (task_id,) = services.open_tasks([spec(office)], at=AT)
    services.claim(task_id=task_id, principal=office.who("hotich"), at=AT)
    with pytest.raises(MoveNotAllowed) as refused:
        services.claim(task_id=task_id, principal=office.who("kinhte"), at=AT)
    assert office.users["hotich"].full_name in str(refused.value.detail)


def test_claiming_twice_is_the_same_as_once(office: Office) -> None:
    (task_id,) = services.open_tasks([spec(office)], at=AT)
    for _turn in range(2):
        services.claim(task_id=task_id, principal=office.who("hotich"), at=AT)
    assert OpenWork.objects.get().assignee_id == office.users["hotich"].pk


def test_a_clerk_cannot_take_a_specialists_work(office: Office) -> None:
    (task_id,) = services.open_tasks([spec(office)], at=AT)
    with pytest.raises(Forbidden):
        services.claim(task_id=task_id, principal=office.who("motcua1"), at=AT)


def test_a_leader_gives_work_only_to_who_holds_the_role(office: Office) -> None:
    (task_id,) = services.open_tasks([spec(office)], at=AT)
    services.give(task_id=task_id, to="maiphu.kinhte", principal=office.who("vanphong"), at=AT, note="Gấp")
    assert Task.objects.get().note == "Gấp"
    with pytest.raises(Invalid) as refused:
        services.give(task_id=task_id, to="maiphu.motcua1", principal=office.who("vanphong"), at=AT)
    assert refused.value.errors[0]["field"] == "to"
    with pytest.raises(Forbidden):
        services.give(task_id=task_id, to="maiphu.hotich", principal=office.who("hotich"), at=AT)


def test_work_handed_back_needs_a_reason_and_shows_it(office: Office) -> None:
    (task_id,) = services.open_tasks([spec(office)], at=AT)
    services.claim(task_id=task_id, principal=office.who("hotich"), at=AT)
    with pytest.raises(Invalid):
        services.hand_back(task_id=task_id, principal=office.who("hotich"), at=AT, reason="  ")
    services.hand_back(task_id=task_id, principal=office.who("hotich"), at=AT, reason="Trùng người thân")
    (row,) = open_work(office.who("kinhte"), TaskFilter(states=(TaskState.RETURNED,))).rows
    assert row.note == "Trùng người thân"


def test_closed_work_leaves_the_list_and_cannot_be_taken(office: Office) -> None:
    (task_id,) = services.open_tasks([spec(office)], at=AT)
    for at in (AT, AT + timedelta(hours=1)):
        services.close_tasks([task_id], province_id=office.world.province.id, by_id=None, at=at)
    assert Task.objects.get(pk=task_id).closed_at == AT
    assert not OpenWork.objects.exists()
    with pytest.raises(MoveNotAllowed):
        services.claim(task_id=task_id, principal=office.who("hotich"), at=AT)


def test_colleagues_of_the_organ_come_first(office: Office) -> None:
    economy = office.world.organ(office.world.mai_phu, "economy")
    names = [c.username for c in colleagues(office.world.mai_phu.id, Role.SPECIALIST, AT, organ_id=economy)]
    assert names == ["maiphu.kinhte", "maiphu.hotich"]


def test_the_page_claims_in_bulk_with_a_word_on_each_refusal(office: Office) -> None:
    with frozen(AT):
        codes = [submit(office).dossier.code for _ in range(3)]
        ids = list(OpenWork.objects.order_by("task_id").values_list("task_id", flat=True))
        services.give(task_id=ids[0], to="maiphu.kinhte", principal=office.who("vanphong"), at=AT)
        client = PageClient()
        sign_in(client, office.users["hotich"])
        assert client.get("/can-bo/viec/").status_code == 200
        answer = client.post("/can-bo/viec/nhan/", {"viec": ids, "ve": "/can-bo/viec/"}, follow=True)
    text = answer.content.decode()
    assert "2 việc" in text
    assert office.users["kinhte"].full_name in text
    assert all(code in text for code in codes[1:])


@pytest.mark.parametrize(
    "query", ["?sau=x", "?sau=2025-07-07~1", "?tt=99&tt=a", "?xem=nonsense&han=z&loai=q", "?q=%25_", "?viec=abc"]
)
def test_a_bent_address_shows_the_list(office: Office, query: str) -> None:
    client = PageClient()
    sign_in(client, office.users["hotich"])
    assert client.get(f"/can-bo/viec/{query}").status_code == 200
