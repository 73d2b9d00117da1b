"""Trong lúc mọi người làm việc: eight clerks file and step while the province is carried over; nothing is lost or doubled."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.factories.accounts import give_post
from tests.factories.cutover import Change, copies, merge_two, midnight
from tests.factories.dossiers import Office, make_office, moment, submit
from tests.factories.units import make_world
from thongsuot.accounts.models import Role
from thongsuot.common import stamps
from thongsuot.common.errors import Refused
from thongsuot.common.journal_verify import verify as verify_journal
from thongsuot.common.now import following, now
from thongsuot.cutover.services.executing import Pace, execute
from thongsuot.cutover.services.verifying import verify
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Holding
from thongsuot.org.selectors import in_force
from thongsuot.tasks.models import OpenWork

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("eve")]

INSTANT = midnight()
CLERKS, OPEN = 8, 300
# What a clerk may be told while his work changes hands; anything else is a fault.
TOLD = {
    "being_transferred",
    "unit_not_in_force",
    "series_closed",
    "not_found",
    "forbidden",
    "move_not_allowed",
    "step_not_open",
}


@pytest.fixture
def office(django_db_serialized_rollback: Any) -> Iterator[Office]:
    with stamps.of_one_request():
        yield make_office(make_world())


class Clock:
    """One minute before midnight until somebody strikes twelve."""

    def __init__(self) -> None:
        self.began, self.at = time.monotonic(), INSTANT - timedelta(minutes=1)

    def __call__(self) -> datetime:
        return min(self.at + timedelta(seconds=time.monotonic() - self.began), self._end())

    def _end(self) -> datetime:
        return INSTANT - timedelta(microseconds=1) if self.at < INSTANT else INSTANT + timedelta(hours=1)

    def strike(self) -> None:
        """From now on it is the new day."""
        self.began, self.at = time.monotonic(), INSTANT


class Clerk:
    """Works without a pause: files a dossier at the unit of the moment, or does the next step of one of his."""

    def __init__(self, office: Office, change: Change, number: int) -> None:
        self.office, self.change, self.number = office, change, number
        self.filed: list[str] = []
        self.mine: list[str] = []
        self.done: Counter[str] = Counter()
        self.faults: list[BaseException] = []

    def work(self, clock: Clock, stop: threading.Event, first: list[str]) -> None:
        self.mine = list(first)
        with following(clock):
            turn = 0
            while not stop.is_set():
                turn += 1
                self._act(self._step if self.mine and turn % 3 else self._file)
        connection.close()

    def _act(self, act: Callable[[], None]) -> None:
        try:
            with stamps.of_one_request():
                act()
        except Refused as refused:
            self.done[refused.code] += 1
            if refused.code not in TOLD:
                self.faults.append(refused)
        except BaseException as fault:
            self.faults.append(fault)

    def _file(self) -> None:
        at = now()
        old = self.office.world.mai_phu
        unit = old.code if in_force(old.id, at.astimezone(INSTANT.tzinfo).date()) else self.change.heir.code
        self.filed.append(submit(self.office, by="motcua1", at=at, receiving_unit=unit).dossier.code)
        self.mine.append(self.filed[-1])
        self.done["filed"] += 1

    def _step(self) -> None:
        at, code = now(), self.mine.pop(0)
        services.assign(code=code, principal=self.office.who("vanphong", at), at=at, to="maiphu.hotich")
        self.done["assigned"] += 1
        services.complete_step(
            code=code, principal=self.office.who("hotich", at), at=at, step="verify", decision="pass"
        )
        self.done["stepped"] += 1


def test_nothing_is_lost_or_doubled_and_no_number_comes_from_a_dissolved_unit(office: Office) -> None:
    world = office.world
    first = submit(office, at=moment(30, 9)).dossier
    ready = [Dossier.objects.get(pk=pk).code for pk in copies(first.code, OPEN)]
    give_post(world, office.users["vanphong"], Role.UNIT_LEADER, world.thach_khe)
    change = merge_two(office)
    clock, stop = Clock(), threading.Event()
    clerks = [Clerk(office, change, n) for n in range(CLERKS)]
    hands = [
        threading.Thread(target=clerk.work, args=(clock, stop, ready[n::CLERKS])) for n, clerk in enumerate(clerks)
    ]
    for hand in hands:
        hand.start()
    with following(clock):
        _until(lambda: all(clerk.filed for clerk in clerks))
        clock.strike()
        execute(change.plan, pace=Pace(workers=2, chunk=10, rest=0.2))
        done = len([code for clerk in clerks for code in clerk.filed])
        _until(lambda: len([code for clerk in clerks for code in clerk.filed]) > done + CLERKS)
        stop.set()
        for hand in hands:
            hand.join(timeout=90)
        assert [fault for clerk in clerks for fault in clerk.faults] == []
        report = verify(change.plan).report
    assert [check["key"] for check in report["checks"] if not check["ok"]] == []
    _everything_is_there(change, [code for clerk in clerks for code in clerk.filed])
    assert verify_journal().ok


def _until(true: Callable[[], bool]) -> None:
    for _turn in range(3_000):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("chờ quá lâu")


def _everything_is_there(change: Change, filed: list[str]) -> None:
    assert len(filed) == len(set(filed))
    rows = dict(Dossier.objects.filter(code__in=filed).values_list("code", "submitted_at"))
    assert set(rows) == set(filed)
    for code, at in rows.items():
        assert code.startswith("H27.18583-250731-" if at < INSTANT else f"{change.heir.identifier}-250801-"), (code, at)
    for series in {code.rsplit("-", 1)[0] for code in filed}:
        numbers = sorted(int(code.rsplit("-", 1)[1]) for code in filed if code.rsplit("-", 1)[0] == series)
        assert numbers == list(range(1, len(numbers) + 1))
    assert {code.split("-")[0] for code in filed} == {"H27.18583", change.heir.identifier}, (
        "before and after the instant"
    )
    still = Dossier.objects.filter(closed_at=None).count()
    assert Holding.objects.filter(unit_id=change.heir.id, involvement="competent").count() == still
    assert not OpenWork.objects.exclude(unit_id=change.heir.id).exists()
