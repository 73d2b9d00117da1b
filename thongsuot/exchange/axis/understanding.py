"""Hiểu một thông điệp của trục: by the job, in the order of its document; what is done and what is answered is one transaction.

What is refused is answered with status 02 and its reason as far as it is known whom to answer. What time may cure waits;
everything else needs a person, in the list of what is stuck.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from thongsuot.common import stamps
from thongsuot.common.errors import Invalid
from thongsuot.common.language import in_vietnamese
from thongsuot.exchange import breaker
from thongsuot.exchange.axis import acting, causes, connection, edxml, keeping, places, queueing, statuses
from thongsuot.exchange.axis.edxml.messages import Message, Refusal, Refused, StatusMessage
from thongsuot.exchange.axis.edxml.shown import shown
from thongsuot.exchange.axis.edxml.words import StatusCode
from thongsuot.exchange.models import AxisIn, AxisTie

log = logging.getLogger(__name__)
State = AxisIn.State
TO_READ = (State.NEW, State.WAITING)
UNSETTLED = (State.NEW, State.WAITING, State.STUCK, State.ASKED)
FAULTS_BEFORE_STUCK = 5


class PutOff(Exception):
    """Chưa được: waits or is stuck, as its cause says."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(cause)
        self.cause, self.detail = cause, detail


def due(at: datetime, limit: int = 200) -> list[int]:
    """Thông điệp tới lượt, in the order they came."""
    waiting = AxisIn.objects.filter(state__in=TO_READ, next_try_at__lte=at).order_by("id")
    return list(waiting.values_list("pk", flat=True)[:limit])


def understand_all(ids: Sequence[int], *, at: datetime) -> int:
    """Đọc lần lượt; says how many are settled."""
    return sum(understand(one, at=at) not in UNSETTLED for one in ids)


@in_vietnamese()
def understand(message_id: int, *, at: datetime) -> str:
    """Hiểu và làm; returns the state it is left in. Never raises for what the message holds."""
    with stamps.of_one_request():
        row = AxisIn.objects.select_related("file").filter(pk=message_id).first()
        if row is None or row.state not in TO_READ:
            return row.state if row else ""
        try:
            raw = keeping.raw_of(row)
            return _taken(row, edxml.read(raw, anchors=connection.anchors()), at)
        except FileNotFoundError:
            return _put_off(row, "raw_missing", "", at)
        except Refused as refused:
            return _taken(row, _refusal(row, refused), at)
        except PutOff as later:
            return _put_off(row, later.cause, later.detail, at)
        except places.Misplaced as lost:
            return _put_off(row, lost.cause, lost.words, at)
        except Invalid as refused:
            if refused.code == "secret_document":
                return _taken(row, _refusal(row, Refused("secret_document")), at)
            return _put_off(row, "not_accepted", " ".join(str(one["message"]) for one in refused.errors), at)
        except Exception as fault:  # a fault of ours must neither lose the message nor stop those behind it
            log.exception("thông điệp %s của trục gặp lỗi của ta", row.pk)
            return _put_off(row, "internal_fault", type(fault).__name__, at)


def _taken(row: AxisIn, said: Message | StatusMessage | Refusal, at: datetime) -> str:
    _note_down(row, said)
    if _earlier_waits(row):
        raise PutOff("earlier_waits")
    if isinstance(said, Refusal):
        return _refuse(row, said, at)
    if isinstance(said, StatusMessage):
        return _status(row, said, at)
    return _document(row, said, at)


def _note_down(row: AxisIn, said: Message | StatusMessage | Refusal) -> None:
    """What can be shown of it, whatever comes of it."""
    facts = shown(said)
    row.remarks = facts.get("remarks", [])
    if isinstance(said, Message):
        row.kind, row.document_key = said.doc_type.name.lower(), said.subject_document_id[:200]
        row.subject, row.signed = said.subject[:600], said.signed
    elif isinstance(said, StatusMessage):
        row.kind, row.document_key, row.signed = (
            "status",
            (said.about.document_id or said.about.code)[:200],
            said.signed,
        )
        row.subject = facts["status_label"]
    sender = said.sender if isinstance(said, Refusal) else said.sender.organ_id
    row.sender_code = sender[:35] or row.sender_code
    row.sender_name = "" if isinstance(said, Refusal) else said.sender.name[:250]
    row.save(update_fields=["remarks", "kind", "document_key", "subject", "signed", "sender_code", "sender_name"])


def _earlier_waits(row: AxisIn) -> bool:
    """Statuses may overtake each other (their own rules put them in order); documents and what changes them may not."""
    if row.kind == "status":
        return False
    before = AxisIn.objects.filter(document_key=row.document_key, id__lt=row.pk, state__in=UNSETTLED)
    return before.exclude(kind="status").exclude(cause="document_not_here").exists()


@transaction.atomic
def _settle(row: AxisIn, state: str, at: datetime, **more: object) -> str:
    AxisIn.objects.filter(pk=row.pk).update(
        state=state, cause=more.pop("cause", ""), next_try_at=None, attempts=F("attempts") + 1,
        settled_at=None if state == State.ASKED else at, **more,
    )  # fmt: skip
    return state


def _hold(row: AxisIn) -> bool:
    """Giữ dòng của nó: whoever comes second finds it settled."""
    locked = AxisIn.objects.select_for_update().get(pk=row.pk)
    return locked.state in TO_READ


@transaction.atomic
def _refuse(row: AxisIn, refusal: Refusal, at: datetime) -> str:
    """Từ chối và báo lại 02; who cannot be told who sent it leaves it to a person."""
    if not _hold(row):
        return row.state
    ours = next((code for code in refusal.receivers if code and connection.is_ours(code)), "")
    bearer = places.bearer(ours, timezone.localdate(row.received_at)) if ours else None
    if not refusal.answerable or bearer is None:
        raise PutOff("cannot_answer", f"{refusal.words}")
    about = {"organ_id": refusal.sender, "code": "", "issued_on": None, "document_id": refusal.document_id}
    province = bearer.province_id or bearer.id
    queueing.queue_answer(
        StatusCode.REFUSED, about=about, sender=ours, province_id=province, unit_id=bearer.id, origin=f"in:{row.pk}",
        words=refusal.words, code=refusal.document_id, at=at,
    )  # fmt: skip
    detail = refusal.words
    if refusal.reason == "secret_document":
        keeping.forget(row)
    return _settle(row, State.REFUSED, at, cause=refusal.reason, detail=detail, unit_id=bearer.id, province_id=province)


@transaction.atomic
def _status(row: AxisIn, said: StatusMessage, at: datetime) -> str:
    if not _hold(row):
        return row.state
    ties = list(AxisTie.objects.filter(document_key=said.about.document_id, incoming=False).order_by("id"))
    if not ties:
        raise PutOff("document_not_here", said.about.document_id[:120])
    found = statuses.apply(said, ties, received_at=row.received_at, at=at)
    if not found:
        raise PutOff("sender_not_receiver", said.sender.organ_id)
    one = found[0]
    return _settle(row, State.DONE, at, document_id=one.pk, unit_id=one.unit_id, province_id=one.province_id, detail="")


def _document(row: AxisIn, said: Message, at: datetime) -> str:
    filed = acting.prepare(said, at)
    with transaction.atomic():
        if not _hold(row):
            return row.state
        done = acting.act(row, said, filed, at)
        if done.lacking:
            raise PutOff(done.lacking, done.detail)
        state = State.ASKED if done.ask else State.DONE
        _settle(
            row, state, at, document_id=done.document_id, unit_id=done.unit_id, province_id=done.province_id,
            detail=done.detail,
        )  # fmt: skip
        wake(said.document_id, at)
    return state


def wake(document_key: str, at: datetime) -> int:
    """Thông điệp đang chờ văn bản này được thử lại ngay."""
    return AxisIn.objects.filter(document_key=document_key, state=State.WAITING).update(next_try_at=at)


def _put_off(row: AxisIn, cause: str, detail: str, at: datetime) -> str:
    attempts, passes = row.attempts + 1, causes.passes(cause)
    if cause == "internal_fault":
        passes = attempts < FAULTS_BEFORE_STUCK
    elif passes and cause != "earlier_waits" and at - row.received_at > causes.PATIENCE:
        passes = False
    state = State.WAITING if passes else State.STUCK
    AxisIn.objects.filter(pk=row.pk, state__in=TO_READ).update(
        state=state, cause=cause, detail=detail[:1000], attempts=min(attempts, 32_000),
        next_try_at=at + breaker.message_pause(min(attempts, 10)) if passes else None,
    )  # fmt: skip
    return state


def _refusal(row: AxisIn, refused: Refused) -> Refusal:
    """What turned out dangerous only when its files were stored."""
    said = edxml.read(keeping.raw_of(row))
    if isinstance(said, Message):
        receivers = tuple(one.organ_id for one in said.receivers)
        return Refusal(refused.reason, refused.where, said.sender.organ_id, receivers, said.document_id)
    return Refusal(refused.reason, refused.where)
