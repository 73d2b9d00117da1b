"""Kiểm tra: it is right after a good run, and each thing that could be wrong is found."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from tests.factories.cutover import Change, merge_two
from tests.factories.dossiers import Office, finished, in_processing, moment
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.models import SeriesEnd
from thongsuot.common.now import frozen
from thongsuot.cutover.models import BatchPart, PlanState, Run
from thongsuot.cutover.services.executing import execute
from thongsuot.cutover.services.verifying import verify
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Holding
from thongsuot.procedures.models import UnitProcedure
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.usefixtures("eve")

FRIDAY_8 = moment(1, 8, month=8)


@pytest.fixture
def change(office: Office) -> Change:
    made = merge_two(office)
    closed = finished(office, at=moment(28, 9))
    clerk = office.who("motcua1", moment(29, 9))
    services.return_result(code=closed, principal=clerk, at=moment(29, 9), method="COUNTER", taken_by="Lan")
    in_processing(office, at=moment(30, 9))
    with frozen(FRIDAY_8):
        execute(made.plan)
    return made


def found(change: Change) -> set[str]:
    with frozen(FRIDAY_8):
        run = verify(change.plan)
    return {check["key"] for check in run.report["checks"] if not check["ok"]}


def test_a_good_run_is_verified_and_the_books_are_equal(office: Office, change: Change) -> None:
    with frozen(FRIDAY_8):
        run = verify(change.plan, whole_journal=True)
    assert [check["key"] for check in run.report["checks"] if not check["ok"]] == []
    assert run.report["ok"]
    assert {(line["kind"], line["before"], line["after"], line["same"]) for line in run.report["books"]} == {
        ("dossier", 1, 1, True), ("task", 1, 1, True), ("paper_to_sign", 1, 1, True),
    }  # fmt: skip
    assert change.plan.state == PlanState.VERIFIED


def _stay(change: Change, office: Office) -> None:
    Holding.objects.update(unit_id=office.world.mai_phu.id)


def _lose_dossier(change: Change, office: Office) -> None:
    Holding.objects.all().delete()


def _lose_task(change: Change, office: Office) -> None:
    OpenWork.objects.all().delete()


def _no_competent(change: Change, office: Office) -> None:
    Holding.objects.update(involvement="receiving")


def _old_in_force(change: Change, office: Office) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE org_unitversion SET valid = daterange(lower(valid), NULL) WHERE unit_id = %s",
            [office.world.mai_phu.id],
        )


def _code_after(change: Change, office: Office) -> None:
    Dossier.objects.filter(closed_at=None).update(submitted_at=FRIDAY_8)


def _series_open(change: Change, office: Office) -> None:
    SeriesEnd.objects.update(closed_at=None)


def _number_after(change: Change, office: Office) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE common_counter SET value = value + 1 WHERE series = 'dossier:H27.18583'")


def _closed_written(change: Change, office: Office) -> None:
    Dossier.objects.exclude(closed_at=None).update(outcome="granted")


def _ids_wrong(change: Change, office: Office) -> None:
    BatchPart.objects.filter(kind="task").update(ids=[1])


def _not_assigned(change: Change, office: Office) -> None:
    UnitProcedure.objects.filter(unit_id=change.heir.id).delete()


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (_stay, "nothing_left"),
        (_lose_dossier, "dossiers_kept"),
        (_lose_task, "tasks_kept"),
        (_no_competent, "one_competent"),
        (_stay, "in_force"),
        (_old_in_force, "no_rights"),
        (_code_after, "no_codes_after"),
        (_series_open, "registers_closed"),
        (_number_after, "no_number_after"),
        (_closed_written, "closed_untouched"),
        (_ids_wrong, "batches"),
        (_not_assigned, "assigned"),
    ],
)
def test_what_is_wrong_is_found(
    office: Office, change: Change, spoil: Callable[[Change, Office], None], key: str
) -> None:
    with transaction.atomic():  # rows written by one transaction tell nothing of before and after
        spoil(change, office)
    assert key in found(change)


def test_a_missing_assignment_is_no_red_line_but_a_lost_dossier_is(office: Office, change: Change) -> None:
    _not_assigned(change, office)
    with frozen(FRIDAY_8):
        assert verify(change.plan).report["ok"]
    _lose_dossier(change, office)
    with frozen(FRIDAY_8):
        assert not verify(change.plan).report["ok"]
    assert change.plan.state == PlanState.EXECUTED


def test_only_what_was_executed_can_be_verified(office: Office) -> None:
    made = merge_two(office, code="khac")
    with frozen(FRIDAY_8), pytest.raises(MoveNotAllowed):
        verify(made.plan)
    assert not Run.objects.filter(kind=Run.Kind.VERIFY).exists()
