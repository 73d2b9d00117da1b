"""The life of a birth registration, from the counter to the citizen's hand."""

import pytest

from tests.factories.dossiers import Office, moment, submit
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Holding, Status
from thongsuot.dossiers.services.closing import GivenResult
from thongsuot.tasks.models import OpenWork, Task, TaskState
from thongsuot.tasks.selectors import TaskFilter, open_work

pytestmark = pytest.mark.django_db


def test_goes_from_the_counter_to_the_hand_of_the_citizen(office: Office) -> None:
    at = moment(7, 9)
    loaded = submit(office, at=at)
    code = loaded.dossier.code
    assert loaded.dossier.status == Status.RECEIVED
    assert code == f"{office.world.mai_phu.identifier}-250707-0001"

    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to="maiphu.hotich")
    assert Dossier.objects.get(code=code).status == Status.PROCESSING
    mine = open_work(office.who("hotich"), TaskFilter(view="mine"))
    assert [row.subject_code for row in mine.rows] == [code]

    services.complete_step(
        code=code, principal=office.who("hotich"), at=moment(7, 10), step="verify", decision="pass", note="Đủ giấy tờ"
    )
    done = services.finish(code=code, principal=office.who("chutich"), at=moment(7, 11), outcome="granted")
    assert done.dossier.status == Status.FINISHED
    results = [f for f in done.files if f["purpose"] == "result"]
    assert len(results) == 1
    assert results[0]["signed"] is False

    returned = services.return_result(
        code=code, principal=office.who("motcua2"), at=moment(7, 14), method="COUNTER", taken_by="Nguyễn Thị Lan"
    )
    assert returned.dossier.status == Status.RETURNED
    assert returned.dossier.closed_at == moment(7, 14)
    assert not OpenWork.objects.exists()
    assert not Holding.objects.exists()
    assert set(Task.objects.values_list("state", flat=True)) == {TaskState.DONE}
    verbs = [e.verb for e in timeline(loaded.dossier.province_id, "dossier", loaded.dossier.pk)]
    assert verbs == ["submitted", "received", "assigned", "step_completed", "finished", "result_returned"]


def test_a_claim_from_the_list_starts_the_processing(office: Office) -> None:
    from thongsuot.tasks.services import claim

    code = submit(office).dossier.code
    (row,) = open_work(office.who("hotich"), TaskFilter(view="pool")).rows
    claim(task_id=row.id, principal=office.who("hotich"), at=moment(7, 9, 30))
    assert Dossier.objects.get(code=code).status == Status.PROCESSING


def test_a_step_returned_comes_back_to_who_did_it(office: Office) -> None:
    code = submit(office).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to="maiphu.hotich")
    services.complete_step(code=code, principal=office.who("hotich"), at=moment(7, 10), step="verify", decision="pass")
    back = services.complete_step(
        code=code,
        principal=office.who("chutich"),
        at=moment(7, 10, 30),
        step="sign",
        decision="return",
        note="Sai ngày sinh",
    )
    (open_step,) = back.open_steps()
    assert (open_step.key, open_step.round, open_step.assignee) == ("verify", 2, office.users["hotich"].pk)
    again = services.complete_step(
        code=code,
        principal=office.who("hotich"),
        at=moment(7, 11),
        step="verify",
        decision="pass",
        result={"form": {"child": {"birth_date": "2025-07-02"}}},
    )
    assert again.dossier.form["child"]["birth_date"] == "2025-07-02"
    assert [s.key for s in again.open_steps()] == ["sign"]


def test_a_supplement_is_asked_once_and_counts_the_time_anew(office: Office) -> None:
    loaded = submit(office)
    code, first_due = loaded.dossier.code, loaded.dossier.due_at
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to="maiphu.hotich")
    waiting = services.request_supplement(
        code=code,
        principal=office.who("hotich"),
        at=moment(7, 10),
        items=["Giấy chứng sinh bản chính"],
        reason="Bản chụp không đọc được",
        contact="maiphu.hotich, 0239 000 000",
    )
    assert waiting.dossier.status == Status.AWAITING_SUPPLEMENT
    assert OpenWork.objects.get().state == TaskState.WAITING
    back = services.supplement(
        code=code,
        principal=office.who("motcua1"),
        at=moment(9, 9),
        components=[loaded_component("1.001193-CS")],
    )
    assert back.dossier.status == Status.PROCESSING
    assert back.dossier.due_at is not None
    assert first_due is not None
    assert back.dossier.due_at > first_due
    assert back.dossier.clock["pauses"][0]["policy"] == "RESTART"
    with pytest.raises(MoveNotAllowed) as refused:
        services.request_supplement(
            code=code,
            principal=office.who("hotich"),
            at=moment(9, 10),
            items=["Thêm nữa"],
            reason="Quên",
            contact="hotich",
        )
    assert refused.value.extra["reason"] == "supplement_once"


def loaded_component(code: str):
    from thongsuot.dossiers.intake_data import FiledComponent

    return FiledComponent(code, "FILED", originals=1)


def test_a_rejection_makes_form_03_its_result(office: Office) -> None:
    code = submit(office).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to="maiphu.hotich")
    done = services.finish(
        code=code, principal=office.who("chutich"), at=moment(7, 11), outcome="rejected", note="Không thuộc thẩm quyền"
    )
    assert [f["code"] for f in done.files if f["purpose"] == "result"] == ["03"]
    assert done.dossier.outcome == "rejected"


def test_withdrawal_closes_everything_that_was_open(office: Office) -> None:
    code = submit(office).dossier.code
    gone = services.withdraw(code=code, principal=office.who("motcua1"), at=moment(7, 10), reason="Đổi ý")
    assert gone.dossier.status == Status.WITHDRAWN
    assert not OpenWork.objects.exists()
    assert Task.objects.get().state == TaskState.CANCELLED


def test_a_finished_dossier_cannot_be_withdrawn(office: Office) -> None:

    code = submit(office).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to="maiphu.hotich")
    services.complete_step(code=code, principal=office.who("hotich"), at=moment(7, 10), step="verify", decision="pass")
    services.finish(
        code=code,
        principal=office.who("chutich"),
        at=moment(7, 11),
        outcome="granted",
        given=[GivenResult(number="15")],
    )
    with pytest.raises(MoveNotAllowed):
        services.withdraw(code=code, principal=office.who("motcua1"), at=moment(7, 12))
