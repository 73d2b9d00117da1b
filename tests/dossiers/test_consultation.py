"""Opinions of other units: asked, answered (late too), withdrawn; who sees the dossier while and after."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.dossiers import Office, in_processing, moment
from thongsuot.common import files, stamps
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.dossiers import reveal, services
from thongsuot.dossiers.models import Consultation, Dossier, DossierFile, Holding, Status
from thongsuot.dossiers.permissions import Sight, possible
from thongsuot.dossiers.receipts import file_of
from thongsuot.dossiers.selectors.lists import Wanted, dossiers_of_units
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.procedures.models import ProcedureVersion
from thongsuot.tasks.models import OpenWork, Task, TaskState

pytestmark = pytest.mark.django_db
JUSTICE, THACH_KHE, ECONOMY = "42-STP", "18604", "18583-KT"
SOON, TEN, TWO = moment(8, 11), moment(7, 10), moment(7, 14)


def ask(office: Office, code: str, at: datetime = TEN, **more: Any) -> Loaded:
    given = {"to": JUSTICE, "question": "Giấy tờ của nước ngoài có dùng được không?", "due_at": SOON, **more}
    return services.consult(code=code, principal=office.who("hotich"), at=at, **given)


def answer(office: Office, code: str, at: datetime = TWO, by: str = "hatinh_so", **more: Any) -> Loaded:
    return services.answer_consultation(
        code=code, principal=office.who(by), at=at, **{"answer": "Dùng được, đã hợp pháp hóa lãnh sự.", **more}
    )


def refusal(act: Any) -> Any:
    with pytest.raises((Invalid, MoveNotAllowed, Forbidden)) as refused:
        act()
    return refused.value


def test_the_asked_department_sees_the_dossier_while_asked_and_reads_it_afterwards(office: Office) -> None:
    code = in_processing(office)
    with pytest.raises(NotFound):
        dossier_for(office.who("hatinh_so"), code)
    ask(office, code)
    seen = dossier_for(office.who("hatinh_so"), code)
    assert seen.sight is Sight.OFFICIAL
    assert possible(office.who("hatinh_so"), seen.dossier, seen.holders) == ["answer-consultation"]
    open_list = Wanted(statuses=(Status.PROCESSING,))
    assert [line.code for line in dossiers_of_units(office.who("hatinh_so"), open_list).rows] == [code]
    answer(office, code)
    after = dossier_for(office.who("hatinh_so"), code)
    assert possible(office.who("hatinh_so"), after.dossier, after.holders) == []
    assert [line.code for line in dossiers_of_units(office.who("hatinh_so"), Wanted()).rows] == [code]
    assert not dossiers_of_units(office.who("hatinh_so"), open_list).rows


def test_who_is_asked_does_not_hold_the_dossier_and_reveals_no_number(office: Office) -> None:
    code = in_processing(office)
    ask(office, code, to="18604")
    asked = office.who("tk_hotich")
    assert not reveal.may_reveal(asked, dossier_for(asked, code))
    with pytest.raises(Forbidden):
        reveal.reveal_number(code=code, principal=asked, at=TWO, reason="Đối chiếu giấy tờ")
    assert reveal.may_reveal(office.who("hotich"), dossier_for(office.who("hotich"), code))


def test_the_asked_unit_gets_a_task_with_five_clears_due_by_the_question(office: Office) -> None:
    code = in_processing(office)
    ask(office, code)
    work = OpenWork.objects.get(kind="dossier.consult")
    assert (work.unit_id, work.role, work.due_at) == (office.world.department.id, "department_official", SOON)
    held = Holding.objects.get(involvement="consulted")
    assert (held.unit_id, held.due_at, held.status) == (office.world.department.id, SOON, Status.PROCESSING)
    task = Task.objects.get(kind="dossier.consult")
    assert all((task.what, task.result, task.accountable))
    answer(office, code)
    task.refresh_from_db()
    assert task.state == TaskState.DONE
    assert not Holding.objects.filter(involvement="consulted").exists()


def test_several_are_asked_at_once_and_each_answers_for_itself(office: Office) -> None:
    code = in_processing(office)
    ask(office, code)
    ask(office, code, to=THACH_KHE, due_at=moment(8, 17))
    ask(office, code, to=ECONOMY, due_at=moment(8, 17))
    assert Consultation.objects.filter(answered_at=None).count() == 3
    assert refusal(lambda: ask(office, code)).extra["reason"] == "already_asked"
    assert isinstance(refusal(lambda: answer(office, code, by="tk_motcua1")), Forbidden)
    answer(office, code, by="tk_hotich")
    answer(office, code, by="kinhte")
    answer(office, code)
    assert Dossier.objects.get().clock.get("asked") is None
    assert [w.kind for w in OpenWork.objects.all()] == ["dossier.step"]


def test_the_successor_of_an_organ_that_ended_answers_what_its_predecessor_was_asked(office: Office) -> None:
    code = in_processing(office)
    ask(office, code, to=ECONOMY)
    dossier = Dossier.objects.get()
    ended = office.world.thach_chau.id  # a unit that is no longer in force stands for the organ of before
    Dossier.objects.update(clock={**dossier.clock, "asked": [["competent", ended]]})
    seen = dossier_for(office.who("kinhte"), code)
    assert "answer-consultation" in possible(office.who("kinhte"), seen.dossier, seen.holders)
    answer(office, code, by="kinhte")
    assert "asked" not in Dossier.objects.get().clock


def test_a_late_answer_is_taken_and_shown_as_late(office: Office) -> None:
    code = in_processing(office)
    ask(office, code, due_at=moment(7, 11))
    answer(office, code, at=moment(7, 14))
    question = Consultation.objects.get()
    assert question.answered_at is not None
    assert question.answered_at > question.due_at


def test_an_answer_twice_is_told_that_it_was_answered(office: Office) -> None:
    code = in_processing(office)
    ask(office, code)
    answer(office, code)
    assert refusal(lambda: answer(office, code)).extra["reason"] == "answered"


def test_the_lead_unit_withdraws_a_question_with_its_reason(office: Office) -> None:
    code = in_processing(office)
    act = {"code": code, "principal": office.who("vanphong"), "at": moment(7, 11)}
    assert refusal(lambda: services.withdraw_consultation(**act, reason="x")).extra["reason"] == "no_question"
    ask(office, code)
    assert refusal(lambda: services.withdraw_consultation(**act, reason=" ")).errors[0]["field"] == "reason"
    services.withdraw_consultation(**act, reason="Đã tra được")
    assert Consultation.objects.get().closed_reason == "Đã tra được"
    assert Task.objects.get(kind="dossier.consult").state == TaskState.CANCELLED
    assert refusal(lambda: answer(office, code)).extra["reason"] == "answered"


def test_a_result_never_overtakes_an_open_question(office: Office) -> None:
    code = in_processing(office)
    ask(office, code)
    sign = {"code": code, "principal": office.who("chutich"), "at": moment(7, 15), "outcome": "granted"}
    assert refusal(lambda: services.finish(**sign)).extra["reason"] == "consultation_open"
    answer(office, code)
    assert services.finish(**sign).dossier.status == Status.FINISHED


def test_a_pause_gives_the_asked_unit_its_time_back(office: Office) -> None:
    code = in_processing(office)
    ask(office, code)
    services.stop(code=code, principal=office.who("vanphong"), at=moment(7, 14), reason="COURT_ORDER")
    assert set(OpenWork.objects.values_list("state", flat=True)) == {TaskState.WAITING}
    assert isinstance(refusal(lambda: answer(office, code, at=moment(7, 15))), MoveNotAllowed)
    services.resume(code=code, principal=office.who("vanphong"), at=moment(7, 16))
    assert Consultation.objects.get().due_at == moment(8, 15)  # two working hours later
    assert Holding.objects.get(involvement="consulted").due_at == Consultation.objects.get().due_at
    assert OpenWork.objects.get(kind="dossier.consult").due_at == Consultation.objects.get().due_at


@pytest.mark.parametrize(("policy", "due"), [("NO_STOP", moment(8, 17)), ("RESUME", moment(9, 11))])
def test_the_procedures_policy_says_whether_the_clock_stops_for_opinions(
    office: Office, policy: str, due: datetime
) -> None:
    ProcedureVersion.objects.filter(procedure__code="1.001193").update(pause_policies={"consult": policy})
    stamps.bump(stamps.CATALOGUE)
    code = in_processing(office, at=moment(7, 15, 30))
    ask(office, code, at=moment(7, 16))
    ask(office, code, at=moment(7, 16, 30), to=THACH_KHE)
    answer(office, code, at=moment(8, 8), by="tk_hotich")
    answer(office, code, at=moment(8, 10))
    assert Dossier.objects.get().due_at == due


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"to": "99999"}, "unit_unknown", "to"),
        ({"to": "18583"}, "asks_itself", "to"),
        ({"to": "14758"}, "other_province", "to"),
        ({"to": "18670"}, "unit_not_in_force", "to"),
        ({"question": "  "}, "invalid_input", "question"),
        ({"question": "x" * 10_000}, "invalid_input", "question"),
        ({"due_at": moment(7, 9)}, "due_not_later", "due_at"),
        ({"step": "khac"}, "step_not_open", "step"),
    ],
)
def test_a_question_that_cannot_be_asked_names_what_is_wrong(
    office: Office, change: dict[str, Any], code: str, field: str
) -> None:
    dossier_code = in_processing(office)
    refused = refusal(lambda: ask(office, dossier_code, **change))
    assert (refused.code, refused.errors[0]["field"]) == (code, field)
    assert not Consultation.objects.exists()


def test_files_of_an_answer_are_for_officials_only(office: Office) -> None:
    code = in_processing(office)
    ask(office, code)
    sent = files.store(SimpleUploadedFile("y-kien.pdf", b"%PDF-1.4\n1"), "y-kien.pdf", office.users["hatinh_so"].pk)
    answer(office, code, file_ids=[str(sent.uid)])
    assert DossierFile.objects.get().purpose == "opinion"
    assert file_of(dossier_for(office.who("hotich"), code), str(sent.uid)).pk == sent.pk
    with pytest.raises(NotFound):
        file_of(dossier_for(office.who("lan"), code), str(sent.uid))


def test_questions_end_when_the_citizen_withdraws(office: Office) -> None:
    code = in_processing(office)
    ask(office, code)
    services.withdraw(code=code, principal=office.who("lan"), at=moment(7, 11))
    assert Consultation.objects.get().closed_at == moment(7, 11)
    assert not OpenWork.objects.exists()
    assert not Holding.objects.exists()
    assert dossier_for(office.who("hatinh_so"), code).sight is Sight.OFFICIAL
