"""Chuyển: from the instant on, everything open of the old units goes to the new ones, batch by batch, while people work.

Readers never wait; a writer waits at most for the batch that holds his dossier. Killed anywhere it goes on when called
again; called twice it changes nothing. Closed things are not touched.
"""

import contextvars
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.now import now
from thongsuot.cutover.models import Plan, PlanState, Run
from thongsuot.cutover.selectors import books, split
from thongsuot.cutover.selectors.routes import (
    Leaving,
    by_province,
    instant,
    leaving_units,
    left_at_all,
    organs_between,
)
from thongsuot.cutover.services import pausing, registers, waiting
from thongsuot.cutover.services.carrying import Route, carry, patient
from thongsuot.cutover.services.one_run import alone
from thongsuot.cutover.services.undecided import STAYS_LISTED, Undecided, decided_later, refuse_undecided
from thongsuot.org.moving import movers

WITH_DOSSIERS = ("dossier", "task")  # what must change in the transaction that has the dossier locked
SEEN_EVERY = 2.0  # seconds
STATES = (PlanState.DECIDED, PlanState.EXECUTING, PlanState.EXECUTED, PlanState.VERIFIED)


@dataclass(frozen=True, slots=True)
class Pace:
    """Nhịp: how many at once, how many dossiers in a transaction, and how long to rest after each, as a share of it."""

    workers: int = 1
    chunk: int = 1_000
    rest: float = 0.1


def execute(
    plan: Plan, *, by: Principal | None = None, pace: Pace = Pace(), told: Callable[[str], None] = lambda text: None
) -> Run:
    """Chuyển theo kế hoạch đã quyết; goes on where a killed run stopped. Raises before anything moves when it may not.

    Not before the instant, not with undecided things of a split unit that nobody takes care of.
    """
    with alone(plan):
        plan.refresh_from_db()
        _refuse_too_early(plan)
        leaving = leaving_units(plan)
        if plan.state in (PlanState.EXECUTED, PlanState.VERIFIED) and not _anything_to_do(plan, leaving):
            return plan.runs.filter(kind=Run.Kind.EXECUTE, state=Run.State.DONE).latest("pk")
        refuse_undecided(leaving)
        registers.end_registers(plan)
        run = _begun(plan, leaving, by)
        work = _Work(plan, run, by, pace, told)
        with patient():
            work.through(leaving)
            _finish(work, leaving)
        return run


class _Work:
    """One run at work."""

    def __init__(self, plan: Plan, run: Run, by: Principal | None, pace: Pace, told: Callable[[str], None]) -> None:
        self.plan, self.run, self.pace, self.told = plan, run, pace, told
        self.by_id = by.user_id if by else None
        self.aside: dict[tuple[int, int], list[str]] = {}
        self.seen_at, self.units = time.monotonic(), 0

    def through(self, leaving: Sequence[Leaving]) -> None:
        """All old units, by one or several connections."""
        self.aside = _aside(leaving)
        if self.pace.workers <= 1 or connection.in_atomic_block:
            for one in leaving:
                self.unit(one)
            return
        waiting_units: SimpleQueue[Leaving] = SimpleQueue()
        for one in leaving:
            waiting_units.put(one)
        failed: list[BaseException] = []
        hands = [
            threading.Thread(target=contextvars.copy_context().run, args=(self._hand, waiting_units, failed))
            for _n in range(self.pace.workers)
        ]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        if failed:
            raise failed[0]

    def _hand(self, units: "SimpleQueue[Leaving]", failed: list[BaseException]) -> None:
        try:
            with patient():
                while not failed:
                    self.unit(units.get_nowait())
        except Empty:
            pass
        except BaseException as problem:  # told by the thread that waits for all
            failed.append(problem)
        finally:
            connection.close()

    def unit(self, one: Leaving) -> None:
        """One old unit: what is decided about it, then all the rest to its only heir or its caretaker."""
        if one.split:
            for heir, kinds in split.decided(one.plan_unit).items():
                self._decided(one, one.unit_id, heir, kinds)
        rest = one.caretaker if one.split else one.heirs[0]
        if rest is not None:
            self._everything(one, rest)
        for heir, kinds in decided_later(self.plan, one).items():
            assert one.caretaker is not None, "only a caretaker holds what was decided later"
            self._decided(one, one.caretaker, heir, kinds)
        self._seen()

    def _decided(self, one: Leaving, source: int, heir: int, kinds: Mapping[str, Sequence[int]]) -> None:
        every = [m.kind for m in movers()]
        for province in one.provinces:
            route = self._route(one, heir, province, source)
            for part in _chunks(kinds.get("dossier", ()), self.pace.chunk):
                self._carry(route, kinds=every, roots={"dossier": part})
            for kind, ids in kinds.items():
                if kind != "dossier":
                    self._carry(route, kinds=[kind], roots={kind: ids})

    def _everything(self, one: Leaving, heir: int) -> None:
        for province in one.provinces:
            route = self._route(one, heir, province)
            about = {i for m in movers() for i in m.subjects(province, one.unit_id)}
            for part in _chunks(sorted(about), self.pace.chunk):
                self._carry(route, kinds=WITH_DOSSIERS, roots={"dossier": part})
            for kind in self.aside.get((province, one.unit_id), ()):
                self._carry(route, kinds=[kind])

    def _carry(self, route: Route, **what: Any) -> None:
        began = time.perf_counter()
        pausing.heed(self.run)
        if carry(self.run, route, **what) and self.pace.rest:
            time.sleep((time.perf_counter() - began) * self.pace.rest)

    def _route(self, one: Leaving, heir: int, province: int, source: int | None = None) -> Route:
        old = source or one.unit_id
        said = {"plan": self.plan.code, "from": old, "to": heir, "legal_basis": self.plan.legal_basis}
        caretaking = one.split and source is None and heir == one.caretaker
        return Route(
            province,
            old,
            heir,
            orjson.dumps(said).decode(),
            organs_between(self.plan, old, heir),
            caretaking=caretaking,
            by_id=self.by_id,
        )

    def _seen(self) -> None:
        """Whoever looks knows that somebody is at work."""
        self.units += 1
        if time.monotonic() - self.seen_at > SEEN_EVERY:
            self.told(_("Đã qua %(n)d đơn vị cũ") % {"n": self.units})
            self.seen_at = time.monotonic()
            Run.objects.filter(pk=self.run.pk).update(seen_at=now())


def _aside(leaving: Sequence[Leaving]) -> dict[tuple[int, int], list[str]]:
    """What these units have besides dossiers and their tasks: kinds by province and unit, asked once for all of them."""
    found: dict[tuple[int, int], list[str]] = {}
    for province, unit_ids in by_province(leaving).items():
        for each in movers():
            for unit_id in each.aside(province, unit_ids):
                found.setdefault((province, unit_id), []).append(each.kind)
    return found


def _chunks(ids: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield list(ids[start : start + size])


def _refuse_too_early(plan: Plan) -> None:
    if plan.state not in STATES:
        raise MoveNotAllowed(
            _("Kế hoạch đang ở trạng thái “%(state)s” nên chưa chuyển được; chỉ chuyển kế hoạch đã quyết.")
            % {"state": PlanState(plan.state).label},
            code="plan_not_decided",
        )
    if now() < instant(plan):
        raise MoveNotAllowed(
            _("Chưa tới thời điểm có hiệu lực (00:00 ngày %(day)s) nên chưa chuyển được.")
            % {"day": f"{plan.effective_on:%d/%m/%Y}"},
            code="too_early",
        )


def _anything_to_do(plan: Plan, leaving: Sequence[Leaving]) -> bool:
    left = left_at_all(leaving)
    return any(_must_go(left.get(one.unit_id, {})) or decided_later(plan, one) for one in leaving)


@transaction.atomic
def _begun(plan: Plan, leaving: Sequence[Leaving], by: Principal | None) -> Run:
    """The run that was killed, or a new one with the books as they stand."""
    at = now()
    run = plan.runs.filter(kind=Run.Kind.EXECUTE, state=Run.State.RUNNING).first()
    if run is not None:
        run.starts, run.seen_at = run.starts + 1, at
        run.save(update_fields=["starts", "seen_at"])
    else:
        run = Run.objects.create(
            plan=plan,
            kind=Run.Kind.EXECUTE,
            by_id=by.user_id if by else None,
            started_at=at,
            seen_at=at,
            plan_version=plan.version,
            books_before=books.of_plan(plan, leaving),
        )
        run.report = {"first_xid": books.written_by(run)}
        run.save(update_fields=["report"])
        write_note(plan, "execution_started", run.by_id, at)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.EXECUTING)
    plan.state = PlanState.EXECUTING
    return run


def _finish(work: _Work, leaving: Sequence[Leaving]) -> None:
    """Nothing may be left: registers are closed, whoever was still at work when the run began is waited for, and what he
    wrote at an old unit is carried after."""
    plan, run = work.plan, work.run
    unit_ids = [one.unit_id for one in leaving]
    registers.close_registers(unit_ids, at=now())
    waiting.wait_for(waiting.open_transactions())
    registers.record(unit_ids)
    now_leaving = leaving_units(plan)
    left = left_at_all(now_leaving)
    again = [one for one in now_leaving if _must_go(left.get(one.unit_id, {}))]
    if again:
        work.through(again)
        left = left_at_all(again)
        if stuck := {one.plan_unit.full_name: rest for one in again if (rest := _must_go(left.get(one.unit_id, {})))}:
            raise Undecided(units=stuck)
    _done(plan, run, leaving, work.by_id)


def _must_go(kinds: Mapping[str, int]) -> dict[str, int]:
    return {kind: n for kind, n in kinds.items() if kind not in STAYS_LISTED}


@transaction.atomic
def _done(plan: Plan, run: Run, leaving: Sequence[Leaving], by_id: int | None) -> None:
    at = now()
    run.state, run.ended_at, run.seen_at = Run.State.DONE, at, at
    run.books_after = books.of_plan(plan, leaving)
    run.report = run.report | {"moved": books.moved_by_kind(run), "staying": _staying(leaving)}
    run.save()
    if plan.executed_at is None:
        plan.executed_at = at
    plan.state = PlanState.EXECUTED
    Plan.objects.filter(pk=plan.pk).update(state=plan.state, executed_at=plan.executed_at)
    write_note(plan, "executed", by_id, at, moved=run.report["moved"])


def _staying(leaving: Sequence[Leaving]) -> dict[str, int]:
    left = left_at_all(leaving)
    return {f"{kind}:{unit_id}": n for unit_id, kinds in sorted(left.items()) for kind, n in kinds.items()}


def write_note(plan: Plan, verb: str, by_id: int | None, at: datetime, **data: Any) -> None:
    """Một bút toán của kế hoạch."""
    facts = {"code": plan.code, "version": plan.version} | data
    journal.append([journal.Entry(plan.province_id, "plan", plan.pk, verb, at, by_id, None, facts)])
