"""The agency's own stop: with a reason of sector law, by its leaders, and the time given back by policy."""

from datetime import date
from typing import Any

import pytest

from tests.factories.dossiers import Office, in_processing, moment, submit
from tests.factories.procedures import BIRTH
from thongsuot.common import stamps
from thongsuot.common.errors import ClockMovedBack, Forbidden, Invalid, MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.dossiers import services, stop_reasons
from thongsuot.dossiers.models import Dossier, Status
from thongsuot.procedures.models import ProcedureVersion
from thongsuot.tasks.models import OpenWork, TaskState

pytestmark = pytest.mark.django_db


def stop(office: Office, code: str, by: str = "vanphong", **more: Any) -> Dossier:
    given = {"reason": "Tranh chấp đang được giải quyết", "basis": "Văn bản 12/TA ngày 07/7/2025", **more}
    return services.stop(code=code, principal=office.who(by), **{"at": moment(7, 16), **given}).dossier


def resume(office: Office, code: str, **more: Any) -> Dossier:
    return services.resume(code=code, principal=office.who("vanphong"), **{"at": moment(9, 10), **more}).dossier


def policy(value: str) -> None:
    ProcedureVersion.objects.filter(procedure__code=BIRTH).update(pause_policies={"stop": value})
    stamps.bump(stamps.CATALOGUE)


# The worked clock of contracts.md: received Monday 15:30, due Tuesday 17:00, stopped Monday 16:00, resumed Wednesday 10:00.
@pytest.mark.parametrize(
    ("how", "due"),
    [("RESUME", moment(10, 11)), ("RESTART", moment(10, 17)), ("NO_STOP", moment(8, 17))],
)
def test_the_time_is_given_back_by_policy(office: Office, how: str, due: Any) -> None:
    policy(how)
    code = in_processing(office, at=moment(7, 15, 30))
    assert Dossier.objects.get().due_at == moment(8, 17)
    stop(office, code)
    done = resume(office, code)
    expected = moment(9, 17) if how == "RESTART" else due  # one day "same day": counted anew it ends on Wednesday
    assert (done.status, done.due_at) == (Status.PROCESSING, expected)


def test_while_it_stands_still_all_work_waits_and_reason_and_basis_are_shown(office: Office) -> None:
    code = in_processing(office)
    stopped = stop(office, code)
    assert stopped.status == Status.STOPPED
    assert OpenWork.objects.get().state == TaskState.WAITING
    assert stopped.clock["stop"]["basis"] == "Văn bản 12/TA ngày 07/7/2025"
    last = timeline(stopped.province_id, "dossier", stopped.pk)[-1]
    assert (last.verb, last.data["reason"]) == ("stopped", "Tranh chấp đang được giải quyết")
    assert "stop" not in resume(office, code).clock


def test_a_received_dossier_goes_on_as_processing(office: Office) -> None:
    code = submit(office).dossier.code
    stop(office, code, by="chutich")
    assert resume(office, code).status == Status.PROCESSING


def test_received_elsewhere_the_second_clock_starts_when_it_goes_on(office: Office) -> None:
    world = office.world
    code = submit(
        office, by="tk_motcua1", receiving_unit=world.thach_khe.code, competent_unit=world.mai_phu.code
    ).dossier.code
    stop(office, code)
    done = resume(office, code)
    assert done.due_at == moment(9, 17)
    assert "taken_over_at" in done.clock


def test_a_reason_of_the_list_brings_its_words_and_basis(office: Office) -> None:
    code = in_processing(office)
    stopped = stop(office, code, reason="FORCE_MAJEURE", basis="")
    listed = stop_reasons.in_force("FORCE_MAJEURE", date(2025, 7, 7))
    assert listed is not None
    assert stopped.clock["stop"] == {"reason": listed.name, "basis": listed.basis, "policy": "RESUME"}


def test_the_list_is_dated_and_says_how_certain_it_is() -> None:
    assert stop_reasons.on(date(2025, 6, 30)) == ()
    assert {r.certainty for r in stop_reasons.on(date(2025, 7, 1))} <= {"published", "unverified", "proposed"}


@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": " "}, "reason"), ({"basis": ""}, "basis"), ({"reason": "x" * 10_000}, "reason")],
)
def test_a_stop_without_reason_or_basis_is_refused(office: Office, change: Any, field: str) -> None:
    code = in_processing(office)
    with pytest.raises(Invalid) as refused:
        stop(office, code, **change)
    assert refused.value.errors[0]["field"] == field


def test_only_leaders_stop_and_only_once(office: Office) -> None:
    code = in_processing(office)
    for name in ("motcua1", "hotich"):
        with pytest.raises(Forbidden):
            stop(office, code, by=name)
    stop(office, code)
    with pytest.raises(MoveNotAllowed):
        stop(office, code)
    resume(office, code)
    with pytest.raises(MoveNotAllowed):
        resume(office, code)


def test_a_clock_that_moved_back_is_refused(office: Office) -> None:
    code = in_processing(office)
    stop(office, code)
    with pytest.raises(ClockMovedBack):
        resume(office, code, at=moment(7, 15))
