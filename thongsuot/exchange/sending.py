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
from thongsuot.exchange.giving_way import GivingWay
from thongsuot.exchange.mapping import CannotMap, FieldMap, Message, mapping_on
from thongsuot.exchange.services import leasing
from thongsuot.exchange.services.leasing import Failure, Leased

LINES = 8
BATCH = 100  # dossiers taken at a time; half of them are still out when the next are taken
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
    taken, giving_way = False, GivingWay()
    try:
        while True:
            if not carriers.stopped and carriers.out <= batch // 2 and (not taken or time.monotonic() < end):
                giving_way.rest()
                carriers.hand(_next(run, batch))
                taken = True
            if not carriers.out:
                break
            back = carriers.back(min(carriers.out, max(1, batch // 2)))
            _write_down(run, [one for run_back in back for one in run_back])
    finally:
        carriers.end()
        if carriers.tripped:
            _rest(run, carriers.tripped)


def _rest(run: _Run, why: Verdict) -> None:
    rest.trip(run.system, at=run.clock(), failures=run.failures, cause=why.cause, retry_after=why.retry_after)
    run.failures += 1


def _next(run: _Run, limit: int) -> list[list[Parcel]]:
    """Take and make up the next messages; those that cannot be made up are stuck."""
    until = time.monotonic() + (leasing.LEASE - leasing.LAST_PART).total_seconds()
    taken = leasing.take(run.system, at=run.clock(), limit=limit)
    if not taken:
        return []
    runs, failures = made_up(run.system, taken, run.clock(), until)
    if failures:
        leasing.record([], failures, [], at=run.clock())
    run.outcome.stuck += len(failures)
    return runs


def made_up(
    system: str, taken: Sequence[Sequence[Leased]], at: datetime, until: float
) -> tuple[list[list[Parcel]], list[Failure]]:
    """Lập thông điệp, to be begun before `until`.

    What the first message of a dossier lacks stands in its failure; a later one waits until it is the first.
    """
    mapping = mapping_on(timezone.localdate(at))
    with stamps.of_one_request():
        told = facts_of(system, [one for run in taken for one in run], mapping)
    runs, failures = [], []
    for leased in taken:
        parcels: list[Parcel] = []
        on_the_way: set[str] = set()  # an earlier message of this run brings them
        for one in leased:
            said = told.get(one.id, Told({}, False, "không còn hồ sơ này"))
            data, problem = _data(mapping, one.kind, said)
            if problem:
                failures += [] if parcels else [Failure(one, "cannot_build", problem, None)]
                break
            known = said.known_there or any(before.leased.kind == "dossier" for before in parcels)
            there = said.sent | on_the_way
            unsent = tuple(file for file in said.enclosed if file.uid not in there)
            on_the_way |= {file.uid for file in unsent}
            parcels.append(Parcel(one, data, said.facts["status"], known, until, said.enclosed, unsent))
        if parcels:
            runs.append(parcels)
    return runs, failures


def _data(mapping: FieldMap, kind: str, said: Told) -> tuple[Message, str]:
    """The message, or why there is none."""
    if said.problem:
        return {}, said.problem
    try:
        return mapping.to_theirs(kind, said.facts), ""
    except CannotMap as lack:
        return {}, str(lack)


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
    laid = [(one.parcel.leased, file) for one in carried for file in one.laid]
    leasing.record(done, failures, unsent, at=at, laid=laid)
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
