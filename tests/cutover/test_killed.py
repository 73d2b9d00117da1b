"""Bị giết giữa chừng: killed at twenty random points, the run goes on each time and nothing is lost or doubled."""

import os
import random
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.factories.cutover import Change, copies, merge_two
from tests.factories.dossiers import Office, make_office, moment, submit
from tests.factories.units import make_world
from thongsuot.common import stamps
from thongsuot.common.journal_verify import verify as verify_journal
from thongsuot.common.models import JournalEntry
from thongsuot.common.now import frozen
from thongsuot.cutover.models import Plan, PlanState, Run
from thongsuot.cutover.selectors.books import of_units, totals
from thongsuot.cutover.services.executing import Pace, execute
from thongsuot.cutover.services.one_run import AlreadyRunning
from thongsuot.cutover.services.undoing import roll_back
from thongsuot.cutover.services.verifying import verify
from thongsuot.dossiers.models import Dossier

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("eve")]

FRIDAY_8, FRIDAY_15 = moment(1, 8, month=8), moment(1, 15, month=8)
KILLS, DOSSIERS = 20, 320
SMALL = Pace(chunk=4, rest=0)


@pytest.fixture
def office(django_db_serialized_rollback: Any) -> Iterator[Office]:
    with stamps.of_one_request():
        yield make_office(make_world())


def killed_after(statements: int, act: Any) -> bool:
    """Do it in a child process that is killed before its n-th statement; False when it had finished before."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    # The parent's connection is not ours to use or to close.
    connection.connection, connection.pid = None, os.getpid()
    left = statements

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(count):
            act()
    except BaseException:
        os._exit(3)
    os._exit(0)


def patiently(act: Any) -> Any:
    """The server notices within moments that a killed process is gone."""
    for _turn in range(900):
        try:
            return act()
        except AlreadyRunning:
            time.sleep(0.1)
    raise AssertionError("khoá của tiến trình đã chết không được nhả")


def test_killed_at_twenty_points_it_finishes_and_nothing_is_lost_or_doubled(office: Office) -> None:
    world = office.world
    first = submit(office, at=moment(30, 9)).dossier
    copies(first.code, DOSSIERS // 2 - 1)
    copies(first.code, DOSSIERS // 2, unit_id=world.thach_khe.id)
    change = merge_two(office)
    olds = [world.mai_phu.id, world.thach_khe.id]
    before = totals(of_units(olds, [world.province.id]))
    chance = random.Random(20250801)

    def run() -> None:
        with frozen(FRIDAY_8):
            patiently(lambda: execute(Plan.objects.get(), pace=SMALL))

    killed = sum(killed_after(chance.randrange(5, 70), run) for _n in range(KILLS))
    assert killed == KILLS
    assert Dossier.objects.count() > 0
    with frozen(FRIDAY_8):
        run_row = patiently(lambda: execute(change.plan, pace=SMALL))
        assert run_row.starts > KILLS // 2
        assert totals(of_units([change.heir.id], [world.province.id])) == before
        assert totals(of_units(olds, [world.province.id])) == {}
        told = JournalEntry.objects.filter(verb="transferred").values_list("subject_id", flat=True)
        assert sorted(told) == sorted(Dossier.objects.values_list("pk", flat=True))
        assert verify(change.plan).report["ok"]
    assert verify_journal().ok
    _undone_though_killed(change, olds, before, chance)


def _undone_though_killed(change: Change, olds: list[int], before: Any, chance: random.Random) -> None:
    """The way back is killed too."""

    def back() -> None:
        with frozen(FRIDAY_15):
            patiently(lambda: roll_back(Plan.objects.get()))

    killed = sum(killed_after(chance.randrange(1, 120), back) for _n in range(5))
    assert killed == 5
    with frozen(FRIDAY_15):
        patiently(lambda: roll_back(change.plan))
    assert totals(of_units(olds, [change.plan.province_id])) == before
    assert Plan.objects.get().state == PlanState.ROLLED_BACK
    assert not Run.objects.filter(state=Run.State.RUNNING).exists()
    assert verify_journal().ok
