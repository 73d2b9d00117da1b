"""Collecting data: asked with a due date, filled in, handed in by the head, reopened; each task follows."""

from datetime import timedelta

import pytest

from tests.factories.reorganisations import BEFORE, DUE
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.journal import timeline
from thongsuot.common.models import Notice
from thongsuot.cutover.collecting.checking import check
from thongsuot.cutover.models import DataKind, DataRequest, DataState, DataVersion, PersonClaim, PlanPost
from thongsuot.cutover.selectors import claims
from thongsuot.cutover.selectors import collect as selectors
from thongsuot.cutover.services import collect, people, reminders
from thongsuot.tasks.models import OpenWork, Task, TaskState

pytestmark = pytest.mark.django_db
AN = {
    "full_name": "Trần Thị An",
    "birth_date": "05/07/1990",
    "id_number": "042190001234",
    "phone": "0912345678",
    "stay": "làm việc ở xã mới",
    "role": "chuyên viên",
    "organ": "tư pháp",
    "title": "Công chức Tư pháp - Hộ tịch",
}


def asked(made, *kinds, side="new"):
    """Requests for these kinds, all by default."""
    return collect.ask(
        by=made.who("hatinh.quantri"),
        plan=made.plan,
        kinds=kinds or tuple(DataKind.values),
        side=side,
        due_at=DUE,
        at=BEFORE,
    )


def request_of(made, unit, kind=DataKind.STAFF):
    return DataRequest.objects.get(unit=made.of(unit), kind=kind)


def written(made, request, *rows, by="thachchau.chutich", at=BEFORE):
    """A draft with these rows, checked as the doors do it."""
    request.refresh_from_db()
    raw = [(n, row) for n, row in enumerate(rows, 2)]
    checked = check(selectors.shape_of(request), raw, selectors.known_for(request, at))
    return collect.keep(
        by=made.who(by), request_id=request.pk, rows=checked, seen=request.latest, source="excel", at=at
    )


def handed(made, request, *rows, by="thachchau.chutich", at=BEFORE):
    version = written(made, request, *rows, by=by, at=at)
    return collect.hand_in(by=made.who(by), request_id=request.pk, seen=version.number, at=at)


def staff(**changes):
    return AN | {"organ": "văn phòng"} | changes


def test_every_new_commune_gets_a_task_for_each_kind_in_the_list_of_the_head(made, world):
    result = asked(made)
    assert (result.made, result.without, result.headless) == (10, [], [])
    own = DataRequest.objects.filter(answered_by_id=world.thach_chau.id)
    assert {request.kind for request in own} == set(DataKind.values)
    task = Task.objects.get(pk=request_of(made, world.mai_phu).task_id)
    assert (task.role, task.unit_id, task.due_at) == ("chair", world.thach_chau.id, DUE)
    assert task.what == "Nộp số liệu nhân sự của Xã Mai Phụ"
    assert task.page == f"/can-bo/chuyen-doi/so-lieu/{request_of(made, world.mai_phu).pk}/"
    assert OpenWork.objects.filter(kind="cutover.data").count() == 10


def test_asking_again_moves_the_due_day_and_doubles_nothing(made):
    asked(made, DataKind.STAFF)
    later = DUE + timedelta(days=3)
    again = collect.ask(
        by=made.who("hatinh.quantri"), plan=made.plan, kinds=[DataKind.STAFF], side="new", due_at=later, at=BEFORE
    )
    assert (again.made, again.moved) == (0, 2)
    assert set(OpenWork.objects.filter(kind="cutover.data").values_list("due_at", flat=True)) == {later}


def test_a_commune_without_a_main_seat_is_named_and_nobody_is_guessed(made, world):
    made.plan.seats.all().delete()
    result = asked(made, DataKind.STAFF)
    assert {unit.full_name for unit in result.without} == {"Xã Mai Phụ", "Xã Thạch Khê"}
    assert not DataRequest.objects.exists()
    chosen = collect.ask(
        by=made.who("hatinh.quantri"),
        plan=made.plan,
        kinds=[DataKind.STAFF],
        side="new",
        due_at=DUE,
        at=BEFORE,
        chosen={made.of(world.mai_phu).pk: world.phu_luu.id},
    )
    assert chosen.made == 1
    assert DataRequest.objects.get().answered_by_id == world.phu_luu.id


def test_a_due_day_of_the_past_is_refused(made):
    with pytest.raises(Invalid) as refused:
        collect.ask(
            by=made.who("hatinh.quantri"), plan=made.plan, kinds=["staff"], side="new", due_at=BEFORE, at=BEFORE
        )
    assert refused.value.errors[0]["field"] == "due_on"


def test_rows_right_and_wrong_are_kept_and_sealed(made, world):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    version = written(made, request, staff(), staff(id_number="12345", full_name="Bùi Văn Ba"))
    assert (version.row_count, version.wrong_count) == (2, 1)
    request.refresh_from_db()
    assert request.state == DataState.DRAFT
    assert b"042190001234" not in bytes(version.sealed)
    rows = selectors.rows_of(request)
    assert [row.cells["full_name"] for row in rows] == ["Trần Thị An", "Bùi Văn Ba"]
    assert rows[1].cells["id_number"] == "12345"


def test_wrong_rows_stop_the_handing_in_and_say_how_many(made, world):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    version = written(made, request, staff(), staff(id_number="12345", full_name="Bùi Văn Ba"))
    with pytest.raises(MoveNotAllowed, match="Còn 1 dòng chưa đúng") as refused:
        collect.hand_in(by=made.who("thachchau.chutich"), request_id=request.pk, seen=version.number, at=BEFORE)
    assert refused.value.code == "rows_wrong"


def test_handing_in_closes_the_task_and_makes_the_posts_of_the_plan(made, world):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    fed = handed(
        made, request, staff(), staff(full_name="Lê Văn Tư", id_number="", stay="thôi việc, nghỉ hưu", role="")
    )
    assert (fed.made, fed.left) == (2, [])
    stays, leaves = PlanPost.objects.order_by("id")
    assert (stays.full_name, stays.new, stays.role, stays.organ_kind) == (
        "Trần Thị An",
        made.of(world.mai_phu),
        "specialist",
        "office",
    )
    assert (leaves.full_name, leaves.new, leaves.role) == ("Lê Văn Tư", None, "")
    request.refresh_from_db()
    assert request.state == DataState.HANDED_IN
    assert Task.objects.get(pk=request.task_id).state == TaskState.DONE
    verbs = [entry.verb for entry in timeline(world.province.id, "cutover_data", request.pk)]
    assert verbs == ["data_asked", "data_saved", "data_handed_in"]


def test_a_leader_who_is_not_the_head_does_not_hand_in_and_a_stranger_sees_nothing(made, world):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    version = written(made, request, staff())
    with pytest.raises(NotFound):
        collect.hand_in(by=made.who("phuluu.chutich"), request_id=request.pk, seen=version.number, at=BEFORE)
    with pytest.raises(Forbidden):
        collect.hand_in(by=made.who("hatinh.quantri"), request_id=request.pk, seen=version.number, at=BEFORE)


def test_what_somebody_wrote_meanwhile_is_not_overwritten(made, world):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    written(made, request, staff())
    with pytest.raises(MoveNotAllowed, match="người khác") as refused:
        collect.keep(by=made.who("thachchau.quantri"), request_id=request.pk, rows=[], seen=0, source="page", at=BEFORE)
    assert refused.value.code == "stale"
    assert DataVersion.objects.filter(request=request).count() == 1


def test_reopened_with_a_reason_a_new_task_says_it_and_the_old_posts_are_put_right(made, world):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    handed(made, request, staff())
    admin = made.who("hatinh.quantri")
    reopened = collect.reopen(by=admin, plan=made.plan, request_id=request.pk, reason="Thiếu người", at=BEFORE)
    assert Task.objects.get(pk=reopened.task_id).note == "Thiếu người"
    fed = handed(made, request, staff(title="Phó Chánh Văn phòng"), staff(full_name="Bùi Ba", id_number=""))
    assert (fed.made, fed.changed, fed.removed) == (1, 1, 0)
    assert PlanPost.objects.count() == 2
    with pytest.raises(MoveNotAllowed, match="đã nộp"):
        written(made, request, staff())


def test_reopening_asks_for_a_reason(made, world):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    handed(made, request, staff())
    with pytest.raises(Invalid):
        collect.reopen(by=made.who("hatinh.quantri"), plan=made.plan, request_id=request.pk, reason=" ", at=BEFORE)


def test_accounts_and_signers_complete_the_person_whatever_comes_first(made, world):
    asked(made, DataKind.STAFF, DataKind.ACCOUNTS, DataKind.SIGNERS)
    person = {name: AN[name] for name in ("full_name", "birth_date", "id_number")}
    left = handed(made, request_of(made, world.mai_phu, DataKind.SIGNERS), person | {"certificate": "có"}).left
    assert left == ["Trần Thị An có trong bảng người ký, chứng thư số nhưng không có trong bảng nhân sự."]
    handed(made, request_of(made, world.mai_phu), staff())
    handed(
        made,
        request_of(made, world.mai_phu, DataKind.ACCOUNTS),
        person | {"mailbox": "có", "username": "thachchau.tuphap"},
    )
    post = PlanPost.objects.get()
    assert (post.signs, post.wants_certificate, post.wants_mailbox) == (True, True, True)
    assert post.user == made.users["thachchau.tuphap"]


def test_a_person_of_two_communes_waits_for_a_choice(made, world):
    asked(made, DataKind.STAFF)
    handed(made, request_of(made, world.mai_phu), staff())
    fed = handed(made, request_of(made, world.thach_khe), staff(title="Kế toán"), by="thachkhe.cu.chutich")
    assert fed.disputed == 1
    [conflict] = claims.conflicts(made.plan)
    assert [claim.unit.full_name for claim in conflict.claims] == ["Xã Mai Phụ", "Xã Thạch Khê"]
    assert len(claims.disputed_posts(made.plan)) == 2
    here, there = conflict.claims
    people.choose(by=made.who("hatinh.quantri"), plan=made.plan, keep=[there.pk], drop=[here.pk], at=BEFORE)
    assert claims.conflicts(made.plan) == []
    assert PlanPost.objects.get().new == made.of(world.thach_khe)
    people.feed(request_of(made, world.mai_phu))  # read again: what was dropped stays dropped
    assert PlanPost.objects.count() == 1
    assert PersonClaim.objects.count() == 2


def test_the_second_commune_is_told_who_named_the_person_first(made, world):
    asked(made, DataKind.STAFF)
    handed(made, request_of(made, world.mai_phu), staff())
    version = written(made, request_of(made, world.thach_khe), staff(), by="thachkhe.cu.chutich")
    [row] = selectors.rows_of(request_of(made, world.thach_khe))
    assert "Xã Mai Phụ cũng khai người này" in row.problem_of("id_number")
    assert version.wrong_count == 0


def test_reminders_go_out_once_a_day_to_the_task_and_to_the_heads(made, world):
    made.users["thachchau.chutich"].email = "binh@thachchau.example"
    made.users["thachchau.chutich"].save()
    asked(made, DataKind.STAFF, DataKind.EQUIPMENT)
    assert reminders.remind(BEFORE) == 0  # four days are left
    late = DUE + timedelta(hours=16)
    assert reminders.remind(late) == 4
    assert reminders.remind(late + timedelta(hours=1)) == 0
    task = Task.objects.get(pk=request_of(made, world.mai_phu).task_id)
    assert task.note == "Đã quá hạn nộp từ 17:00 20/06/2025."
    notice = Notice.objects.get()
    assert notice.address == "binh@thachchau.example"
    assert "trang thiết bị, Xã Mai Phụ" in notice.body
    assert reminders.remind(late + timedelta(days=1)) == 4


def test_a_handed_in_table_is_not_reminded_of(made, world):
    asked(made, DataKind.STAFF)
    handed(made, request_of(made, world.mai_phu), staff())
    assert reminders.remind(DUE + timedelta(days=1)) == 1


def test_the_board_counts_and_puts_late_units_first_in_one_statement(made, world, django_assert_num_queries):
    asked(made)
    handed(made, request_of(made, world.mai_phu), staff())
    DataRequest.objects.filter(unit=made.of(world.thach_khe), kind=DataKind.STAFF).update(
        due_at=BEFORE - timedelta(days=1)
    )
    with django_assert_num_queries(1):
        board = selectors.board(made.plan, BEFORE)
    assert [line.name for line in board.units] == ["Xã Thạch Khê", "Xã Mai Phụ"]
    [of_staff] = [kind for kind in board.kinds if kind.kind == DataKind.STAFF]
    assert (of_staff.done, of_staff.total, of_staff.late) == (1, 2, 1)
    assert ("Xã Thạch Khê", "nhân sự") in selectors.missing(made.plan)


def test_versions_say_what_changed(made, world):
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    written(made, request, staff(), staff(full_name="Bùi Ba", id_number=""))
    written(made, request, staff(title="Kế toán"), staff(full_name="Lê Tư", id_number=""))
    request.refresh_from_db()
    known = selectors.known_for(request, BEFORE)
    shape = selectors.shape_of(request)
    changes = selectors.diff(shape, selectors.rows_of(request, 1), selectors.rows_of(request, 2), known)
    assert [(change.how, change.name.split(" · ")[0]) for change in changes] == [
        ("changed", "Trần Thị An"),
        ("added", "Lê Tư"),
        ("removed", "Bùi Ba"),
    ]
    assert changes[0].cells == [("Chức vụ", "Công chức Tư pháp - Hộ tịch", "Kế toán")]
