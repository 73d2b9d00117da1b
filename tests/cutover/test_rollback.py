"""Quay lại: everything is as it was, and what came in meanwhile is kept and shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.cutover import Change, merge_two, midnight
from tests.factories.dossiers import Office, in_processing, moment, submit
from thongsuot.common.errors import MoveNotAllowed, SeriesClosed
from thongsuot.common.journal_verify import verify as verify_journal
from thongsuot.common.now import frozen
from thongsuot.cutover.models import Batch, PlanState
from thongsuot.cutover.selectors.books import of_units, totals
from thongsuot.cutover.services.executing import execute
from thongsuot.cutover.services.undoing import roll_back
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Holding
from thongsuot.org.selectors import heirs, in_force, unit_by_code
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.usefixtures("eve")

FRIDAY_8 = moment(1, 8, month=8)
FRIDAY_15 = moment(1, 15, month=8)


@pytest.fixture
def change(office: Office) -> Change:
    return merge_two(office)


def units_of(office: Office) -> list[int]:
    return [office.world.mai_phu.id, office.world.thach_khe.id]


def executed(office: Office, change: Change) -> list[str]:
    """Three dossiers on their way, carried over."""
    codes = [in_processing(office, at=moment(30, 9)) for _n in range(2)]
    codes.append(submit(office, at=moment(30, 10)).dossier.code)
    with frozen(FRIDAY_8):
        execute(change.plan)
    return codes


def test_everything_is_where_it_was(office: Office, change: Change) -> None:
    province, units = office.world.province.id, units_of(office)
    codes = [in_processing(office, at=moment(30, 9)) for _n in range(2)]
    lost = submit(office, at=moment(30, 9)).dossier.code
    services.assign(code=lost, principal=office.who("vanphong", moment(30, 9)), at=moment(30, 10), to="maiphu.kinhte")
    before = of_units(units, [province])
    held = dict(OpenWork.objects.values_list("task_id", "assignee_id"))
    with frozen(FRIDAY_8):
        execute(change.plan)
    with frozen(FRIDAY_15):
        run = roll_back(change.plan)
    assert of_units(units, [province]) == before
    assert dict(OpenWork.objects.values_list("task_id", "assignee_id")) == held
    assert run.report["back"] == {"dossier": 3, "task": 3}
    assert not Batch.objects.filter(undone_at=None).exists()
    assert verify_journal().ok
    assert change.plan.state == PlanState.ROLLED_BACK
    at = FRIDAY_15 + timedelta(hours=1)
    services.complete_step(code=codes[0], principal=office.who("hotich", at), at=at, step="verify", decision="pass")


def test_what_came_in_meanwhile_goes_to_the_main_seat_and_is_listed(office: Office, change: Change) -> None:
    executed(office, change)
    came = submit(office, by="motcua1", at=moment(1, 9, month=8), receiving_unit=change.heir.code).dossier
    with frozen(FRIDAY_15):
        run = roll_back(change.plan)
    assert Holding.objects.get(dossier_id=came.pk).unit_id == office.world.mai_phu.id
    assert Dossier.objects.get(pk=came.pk).code == came.code
    assert run.report["new_work"] == {"Xã Mai Khê": {"dossier": 1, "task": 1}}
    assert totals(of_units([change.heir.id], [office.world.province.id])) == {}


def test_old_units_are_in_force_again_and_the_new_one_stays_findable(office: Office, change: Change) -> None:
    executed(office, change)
    with frozen(FRIDAY_15):
        roll_back(change.plan)
    tomorrow = timezone.localdate(FRIDAY_15) + timedelta(days=1)
    world = office.world
    assert in_force(world.mai_phu.id, tomorrow)
    assert unit_by_code("18583", tomorrow).id == world.mai_phu.id
    assert not in_force(change.heir.id, tomorrow)
    assert [heir.unit_id for heir in heirs(change.heir.id, tomorrow)] == [world.mai_phu.id]


def test_the_old_registers_go_on_and_the_new_ones_give_no_number(office: Office, change: Change) -> None:
    executed(office, change)
    submit(office, by="motcua1", at=moment(1, 9, month=8), receiving_unit=change.heir.code)
    with frozen(FRIDAY_15):
        roll_back(change.plan)
    assert submit(office, at=moment(4, 9, month=8)).dossier.code == "H27.18583-250804-0001"
    from thongsuot.common.numbering import next_number

    with pytest.raises(SeriesClosed):
        next_number(f"dossier:{change.heir.identifier}", "250801", FRIDAY_15)


def test_two_old_units_of_one_dossier_come_apart_again(office: Office, change: Change) -> None:
    world = office.world
    dossier = submit(office, at=moment(30, 9)).dossier
    Holding.objects.create(
        province_id=dossier.province_id, dossier_id=dossier.pk, unit_id=world.thach_khe.id, involvement="receiving",
        status=dossier.status, due_at=dossier.due_at,
    )  # fmt: skip
    before = sorted(Holding.objects.values_list("dossier_id", "unit_id", "involvement", "due_at"))
    with frozen(FRIDAY_8):
        execute(change.plan)
    assert list(Holding.objects.values_list("unit_id", "involvement")) == [(change.heir.id, "competent")]
    with frozen(FRIDAY_15):
        roll_back(change.plan)
    assert sorted(Holding.objects.values_list("dossier_id", "unit_id", "involvement", "due_at")) == before


def test_not_after_the_window(office: Office, change: Change) -> None:
    executed(office, change)
    with frozen(midnight() + timedelta(hours=73)), pytest.raises(MoveNotAllowed) as refused:
        roll_back(change.plan)
    assert refused.value.code == "too_late"


def test_a_second_time_changes_nothing(office: Office, change: Change) -> None:
    executed(office, change)
    with frozen(FRIDAY_15):
        first = roll_back(change.plan)
        assert roll_back(change.plan).pk == first.pk
