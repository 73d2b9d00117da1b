"""Gửi lên trục: what is due is leased, made up, sent, written down; nothing is held while the axis is asked.

Of one document only the oldest unsent message is ever taken. A system that does not answer rests (rest.py, shared by all
processes) and is asked with one message first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import connection as database
from django.db import transaction
from django.db.models import QuerySet

from thongsuot.common import stamps
from thongsuot.documents import journalling
from thongsuot.documents.models import Document, Recipient
from thongsuot.exchange import breaker, rest
from thongsuot.exchange.axis import connection
from thongsuot.exchange.axis.composing import CannotCompose, compose
from thongsuot.exchange.axis.transport import AxisFailed, Receipt, Transport
from thongsuot.exchange.models import AxisOut, AxisTie
from thongsuot.exchange.systems import DOCUMENT_AXIS

LEASE = timedelta(minutes=6)  # longer than a message with its attachments may take
AWAY = frozenset({"no_answer", "busy", "not_allowed"})
State, Kind = AxisOut.State, AxisOut.Kind
_TAKE = """
UPDATE exchange_axisout m SET state = 'sending', attempts = m.attempts + 1, next_try_at = %(until)s
  FROM (SELECT w.province_id, w.id FROM exchange_axisout w
         WHERE w.state IN ('waiting', 'sending') AND w.next_try_at <= %(at)s
           AND NOT EXISTS (SELECT FROM exchange_axisout o
              WHERE o.province_id = w.province_id AND o.document_id = w.document_id AND o.id < w.id AND o.part >= 0
                AND o.state IN ('waiting', 'sending', 'stuck'))
         ORDER BY w.next_try_at, w.id LIMIT 1 FOR UPDATE SKIP LOCKED) due
 WHERE m.province_id = due.province_id AND m.id = due.id RETURNING m.id
"""


@dataclass(slots=True)
class Outcome:
    """Một lượt gửi."""

    sent: int = 0
    later: int = 0
    stuck: int = 0


def send(clock: Callable[[], datetime], *, transport: Transport | None = None, seconds: float = 40.0) -> Outcome:
    """Gửi những tin đến lượt, until none is due, the axis does not answer or `seconds` of real time are over."""
    outcome, standing = Outcome(), rest.standing(DOCUMENT_AXIS)
    if not standing.may_send(clock()) or (transport is None and not connection.connected()):
        return outcome
    line, end, failures = transport or connection.transport(), monotonic() + seconds, 0
    alive = not standing.on_trial
    try:
        while monotonic() < end and (row := _take(clock())) is not None:
            problem = _one(line, row, clock, outcome, alive=alive)
            if problem is None or not problem.passes:
                failures, alive = 0, True
                if standing.failures:
                    rest.well(DOCUMENT_AXIS, at=clock())
                    standing = rest.standing(DOCUMENT_AXIS)
                continue
            failures += 1
            if not alive or problem.cause in AWAY or failures >= breaker.TRIPS_AFTER:
                _trip(problem, standing.failures, clock())
                break
    finally:
        line.close()
    return outcome


def _trip(problem: AxisFailed, failures: int, at: datetime) -> None:
    rest.trip(DOCUMENT_AXIS, at=at, failures=failures, cause=problem.cause, retry_after=problem.retry_after)


def _take(at: datetime) -> AxisOut | None:
    """Giữ tin đến lượt; at the lease's end it is due again."""
    with transaction.atomic(), database.cursor() as cursor:
        cursor.execute(_TAKE, {"at": at, "until": at + LEASE})
        found = cursor.fetchone()
    return AxisOut.objects.get(pk=found[0]) if found else None


def _one(
    line: Transport, row: AxisOut, clock: Callable[[], datetime], outcome: Outcome, *, alive: bool
) -> AxisFailed | None:
    """Send one; says what went wrong with the axis, None when nothing did (also when we could not make it up)."""
    try:
        with stamps.of_one_request():
            told, tie = compose(row, clock())
    except CannotCompose as lack:
        outcome.stuck += _failed(row, "cannot_build", str(lack), None)
        return None
    try:
        ask = line.status if row.kind == Kind.STATUS else line.send
        receipt = ask(told, str(row.uid))
    except AxisFailed as problem:
        _heed(row, problem, clock(), outcome, alive=alive)
        return problem
    confirm(row, receipt, tie, at=clock())
    outcome.sent += 1
    return None


def _heed(row: AxisOut, problem: AxisFailed, at: datetime, outcome: Outcome, *, alive: bool) -> None:
    long = problem.cause == "server_error" and alive and row.attempts >= breaker.TRIED_LONG
    if long or not problem.passes:
        outcome.stuck += _failed(row, "tried_long" if long else problem.cause, problem.words, None)
        return
    pause = breaker.message_pause(row.attempts, problem.retry_after)
    outcome.later += _failed(row, problem.cause, problem.words, at + pause)


@transaction.atomic
def _failed(row: AxisOut, cause: str, words: str, next_try_at: datetime | None) -> int:
    """Written only by who holds the lease."""
    held = AxisOut.objects.filter(province_id=row.province_id, pk=row.pk, state=State.SENDING, attempts=row.attempts)
    changed = held.update(
        state=State.WAITING if next_try_at else State.STUCK,
        next_try_at=next_try_at,
        cause=cause,
        last_answer=words[:300],
    )
    if changed and next_try_at is None and row.kind in (Kind.NEW, Kind.REPLACE):
        _of_row(row).update(sending=Recipient.Sending.STUCK)
    return changed


@transaction.atomic
def confirm(row: AxisOut, receipt: Receipt, tie: AxisTie | None, *, at: datetime) -> bool:
    """Trục đã nhận: the row, its receivers and the document's journal say so; a late worker may confirm too.

    Receivers that the axis does not know become a stuck row of their own, which holds up nothing else.
    """
    locked = AxisOut.objects.select_for_update().filter(province_id=row.province_id, pk=row.pk).first()
    if locked is None or locked.state in (State.SENT, State.SOLVED):
        return False
    unknown = [code for code in row.to if code in set(receipt.unknown)]
    locked.state, locked.sent_at, locked.next_try_at, locked.cause = State.SENT, at, None, ""
    locked.external_id, locked.last_answer = receipt.id, ""
    locked.save(update_fields=["state", "sent_at", "next_try_at", "cause", "external_id", "last_answer"])
    if unknown:
        _set_aside(locked, unknown, at)
    if tie is not None:
        AxisTie.objects.bulk_create([tie], ignore_conflicts=True)
        _tell_document(locked, unknown, at)
    return True


def _set_aside(row: AxisOut, unknown: list[str], at: datetime) -> None:
    aside = AxisOut(
        province_id=row.province_id, unit_id=row.unit_id, document_id=row.document_id, code=row.code, kind=row.kind,
        status=row.status, origin=row.origin, part=-1 - row.part, to=unknown, facts=row.facts, state=State.STUCK,
        cause="receiver_unknown", last_answer=", ".join(unknown)[:300], made_at=at,
    )  # fmt: skip
    AxisOut.objects.bulk_create([aside], ignore_conflicts=True)


def _tell_document(row: AxisOut, unknown: list[str], at: datetime) -> None:
    document = Document.objects.filter(province_id=row.province_id, pk=row.document_id or 0).first()
    if document is None:
        return
    if row.kind in (Kind.NEW, Kind.REPLACE):
        sent = _of_row(row).exclude(code__in=unknown)
        sent.update(sending=Recipient.Sending.SENT, sent_at=at)
        _of_row(row).filter(code__in=unknown).update(sending=Recipient.Sending.STUCK)
    journalling.write(
        document, "axis_sent", principal=None, at=at, kind=row.kind, receivers=len(row.to) - len(unknown), unknown=unknown
    )  # fmt: skip


def _of_row(row: AxisOut) -> QuerySet[Recipient]:
    return Recipient.objects.filter(
        province_id=row.province_id, document_id=row.document_id or 0, way=Recipient.Way.AXIS, code__in=row.to
    )
