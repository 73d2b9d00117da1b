"""Steps and tasks fall due with their dossier: after a supplement, and when a commune takes over from another."""

from datetime import datetime

import pytest

from tests.factories.dossiers import Office, moment, submit
from thongsuot.common import stamps
from thongsuot.common.errors import ClockMovedBack
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import FiledComponent
from thongsuot.dossiers.models import DossierStep, Holding
from thongsuot.procedures.models import ProcedureVersion
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import OpenWork, Task, TaskState

pytestmark = pytest.mark.django_db
SHOWN = [FiledComponent("1.001193-CT", "SHOWN", originals=1)]


def dues() -> set[datetime | None]:
    """The one due moment that step, task and open work have in common."""
    return {
        *DossierStep.objects.filter(state="open").values_list("due_at", flat=True),
        *Task.objects.filter(closed_at=None).values_list("due_at", flat=True),
        *OpenWork.objects.values_list("due_at", flat=True),
    }


def ask(office: Office, code: str, at: datetime, by: str = "hotich") -> None:
    services.request_supplement(
        code=code, principal=office.who(by), at=at, items=["Giấy chứng sinh"], reason="Bản chụp mờ", contact="Hoà"
    )


def in_processing(office: Office, at: datetime) -> str:
    code = submit(office, at=at).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=at, to="maiphu.hotich")
    return code


def test_a_restarted_clock_gives_the_open_step_its_time_anew(office: Office) -> None:
    code = in_processing(office, moment(7, 9))
    assert dues() == {moment(7, 15)}  # 240 working minutes from 9:00
    ask(office, code, moment(7, 10))
    done = services.supplement(code=code, principal=office.who("motcua1"), at=moment(9, 8), components=SHOWN)
    assert done.dossier.due_at == moment(9, 17)
    assert dues() == {moment(9, 14)}


def test_a_resumed_clock_moves_the_open_step_by_the_time_stopped(office: Office) -> None:
    ProcedureVersion.objects.filter(procedure__code="1.001193").update(pause_policies={"supplement": "RESUME"})
    stamps.bump(stamps.CATALOGUE)
    code = in_processing(office, moment(7, 9))
    ask(office, code, moment(7, 10))
    done = services.supplement(code=code, principal=office.who("motcua1"), at=moment(8, 10), components=SHOWN)
    assert done.dossier.due_at == moment(8, 17)
    assert dues() == {moment(8, 15)}


def test_the_counter_has_a_day_again_when_an_online_filing_is_supplemented(office: Office) -> None:
    loaded = submit(office, receive=False)
    code = loaded.dossier.code
    ask(office, code, moment(7, 10), by="motcua1")
    assert OpenWork.objects.get().state == TaskState.WAITING
    services.supplement(code=code, principal=office.who("motcua1"), at=moment(9, 9), components=SHOWN)
    assert dues() == {moment(10, 9)}


def test_steps_fall_due_by_the_second_clock_when_a_commune_takes_over(office: Office) -> None:
    world = office.world
    code = submit(
        office,
        by="tk_motcua1",
        receiving_unit=world.thach_khe.code,
        competent_unit=world.mai_phu.code,
    ).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(8, 9), to="maiphu.hotich")
    assert dues() == {moment(8, 15)}
    assert set(Holding.objects.values_list("due_at", flat=True)) == {moment(8, 17)}


def test_a_clock_that_moved_back_is_refused_with_a_reason(office: Office) -> None:
    code = in_processing(office, moment(7, 9))
    ask(office, code, moment(7, 10))
    with pytest.raises(ClockMovedBack):
        services.supplement(code=code, principal=office.who("motcua1"), at=moment(7, 9, 30), components=SHOWN)


@pytest.mark.parametrize("act", ["claim", "give", "hand_back"])
def test_work_that_waits_for_the_citizen_waits_on_in_other_hands(office: Office, act: str) -> None:
    code = in_processing(office, moment(7, 9))
    ask(office, code, moment(7, 10))
    task_id = OpenWork.objects.get().task_id
    at = moment(7, 10, 30)
    if act == "give":
        tasks.give(task_id=task_id, to="maiphu.kinhte", principal=office.who("vanphong"), at=at)
    else:
        tasks.hand_back(task_id=task_id, principal=office.who("hotich"), at=at, reason="Đi công tác")
    if act == "claim":
        tasks.claim(task_id=task_id, principal=office.who("hotich"), at=at)
    assert OpenWork.objects.get().state == TaskState.WAITING
    assert Task.objects.get().state == TaskState.WAITING
