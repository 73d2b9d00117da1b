"""Gửi: takes what is due, has it carried by several lines at once, writes down what came of it.

No transaction is open while another machine is asked. The order within a dossier holds because only its first message
is ever taken; several processes may send at the same time.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from thongsuot.common import stamps
from thongsuot.exchange import breaker, rest, systems
from thongsuot.exchange.answers import Next, Verdict
from thongsuot.exchange.carrying import Carried, Carriers, Parcel
from thongsuot.exchange.facts import Told, facts_of
from thongsuot.exchange.mapping import CannotMap, mapping_on
from thongsuot.exchange.services import leasing
from thongsuot.exchange.services.leasing import Failure, Leased

LINES = 8
BATCH = 200  # messages taken at a time; half of them are still out when the next are taken
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Outcome:
    """Một lượt gửi: how many were confirmed, are to be tried later, are stuck."""

    confirmed: int = 0
    later: int = 0
    stuck: int = 0


@dataclass(slots=True)
class _Run:
    """Những gì một lượt gửi cần nhớ; `failures`: rests of the system in a row, `alive`: it has answered in this run."""

    system: str
    clock: Clock
    failures: int
    alive: bool = False
    outcome: Outcome = field(default_factory=Outcome)


def send(system: str, *, clock: Clock, lines: int = LINES, batch: int = BATCH, seconds: float = 50.0) -> Outcome:
    """Gửi những tin đến lượt của một hệ thống, until none is due, it stops answering or `seconds` of real time are over.

    A system that was resting is asked with one message first.
    """
    address, standing = systems.address(system), rest.standing(system)
    if not address or not standing.may_send(clock()):
        return Outcome()
    run = _Run(system, clock, standing.failures)
    end = time.monotonic() + seconds
    if standing.on_trial:
        _carry(run, Carriers(address, 1, patience=1), batch=1, end=0.0)
        if run.failures:
            return run.outcome
    _carry(run, Carriers(address, lines), batch=batch, end=end)
    return run.outcome


def _carry(run: _Run, carriers: Carriers, *, batch: int, end: float) -> None:
    """Lease, hand out, write down, until nothing is due; with an `end` long past it is one batch."""
    taken = False
    try:
        while True:
            if not carriers.stopped and carriers.out <= batch // 2 and (not taken or time.monotonic() < end):
                carriers.hand(_next(run, batch))
                taken = True
            if not carriers.out:
                break
            _write_down(run, carriers.back(min(carriers.out, max(1, batch // 2))))
    finally:
        carriers.end()
        if carriers.tripped:
            _rest(run, carriers.tripped)


def _rest(run: _Run, why: Verdict) -> None:
    rest.trip(run.system, at=run.clock(), failures=run.failures, cause=why.cause, retry_after=why.retry_after)
    run.failures += 1


def _next(run: _Run, limit: int) -> list[Parcel]:
    """Take and make up the next messages; those that cannot be made up are stuck."""
    until = time.monotonic() + (leasing.LEASE - leasing.LAST_PART).total_seconds()
    leased = leasing.take(run.system, at=run.clock(), limit=limit)
    parcels, failures = made_up(run.system, leased, run.clock(), until) if leased else ([], [])
    leasing.fail(failures)
    run.outcome.stuck += len(failures)
    return parcels


def made_up(system: str, leased: Sequence[Leased], at: datetime, until: float) -> tuple[list[Parcel], list[Failure]]:
    """Lập thông điệp, to be begun before `until`; what a message lacks stands in its failure."""
    mapping = mapping_on(timezone.localdate(at))
    with stamps.of_one_request():
        told = facts_of(system, leased, mapping)
    parcels, failures = [], []
    for one in leased:
        said = told.get(one.id, Told({}, False, "không còn hồ sơ này"))
        try:
            data = mapping.to_theirs(one.kind, said.facts) if not said.problem else {}
            problem = said.problem
        except CannotMap as lack:
            problem = str(lack)
        if problem:
            failures.append(Failure(one, "cannot_build", problem, None))
        else:
            parcels.append(Parcel(one, data, said.facts["status"], said.known_there, until))
    return parcels, failures


def _write_down(run: _Run, carried: Sequence[Carried]) -> None:
    at = run.clock()
    run.alive = run.alive or any(one.verdict and one.verdict.next is not Next.LATER for one in carried)
    done, failures, unsent = [], [], []
    for one in carried:
        leased, verdict = one.parcel.leased, one.verdict
        if verdict is None:
            unsent.append(leased)
        elif verdict.next is Next.CONFIRMED:
            done.append((leased, one.parcel.status))
        else:
            failures.append(_failure(run, leased, verdict, at))
    if run.failures and run.alive:
        run.failures = 0
        rest.well(run.system, at=at)
    leasing.confirm(done, at=at)
    leasing.fail(failures)
    leasing.release(unsent, at=at)
    run.outcome.confirmed += len(done)
    run.outcome.later += sum(failure.next_try_at is not None for failure in failures)
    run.outcome.stuck += sum(failure.next_try_at is None for failure in failures)


def _failure(run: _Run, leased: Leased, verdict: Verdict, at: datetime) -> Failure:
    if verdict.next is Next.STUCK:
        return Failure(leased, verdict.cause, verdict.words, None)
    if verdict.cause == "server_error" and run.alive and leased.attempts >= breaker.TRIED_LONG:
        return Failure(leased, "tried_long", verdict.words, None)
    pause = breaker.message_pause(leased.attempts, verdict.retry_after)
    return Failure(leased, verdict.cause, verdict.words, at + pause)
