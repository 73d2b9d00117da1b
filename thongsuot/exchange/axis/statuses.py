"""Trạng thái nơi nhận báo về: which receiver of which document, and whether it may follow what was told before."""

from datetime import date, datetime

from django.db.models import F
from django.utils import timezone

from thongsuot.documents import journalling
from thongsuot.documents.models import Document, Recipient
from thongsuot.exchange.axis import places
from thongsuot.exchange.axis.edxml.messages import StatusMessage
from thongsuot.exchange.axis.edxml.words import StatusCode
from thongsuot.exchange.models import AxisTie

_ON_ITS_WAY = {
    StatusCode.ARRIVED: 1,
    StatusCode.RECEIVED: 2,
    StatusCode.ASSIGNED: 3,
    StatusCode.IN_HAND: 4,
    StatusCode.DONE: 5,
}
_ENDED = frozenset({StatusCode.TAKEN_BACK, StatusCode.AGREED})


def follows(old: str, new: StatusCode, *, old_at: datetime | None, new_at: datetime) -> bool:
    """Whether `new` may replace `old`: statuses come late and out of order, and none may lead backwards.

    01 → 03 → 04 → 05 → 06 goes one way only. A refusal stands until the receiver says something later. What was taken
    back stays taken back.
    """
    if not old:
        return True
    before = StatusCode(old)
    if before == new or (before in _ENDED and new not in _ENDED):
        return False
    if before == StatusCode.TAKEN_BACK:
        return False
    if new in _ON_ITS_WAY and before in _ON_ITS_WAY:
        return _ON_ITS_WAY[new] > _ON_ITS_WAY[before]
    if new == StatusCode.REFUSED and before == StatusCode.DONE:
        return False
    return new in _ENDED or old_at is None or new_at >= old_at


def apply(status: StatusMessage, ties: list[AxisTie], *, received_at: datetime, at: datetime) -> list[Document]:
    """Ghi trạng thái vào nơi nhận; the documents whose receiver it is (also when it told nothing new)."""
    found = []
    for tie in ties:
        recipient = _recipient(tie, status.sender.organ_id, timezone.localdate(received_at))
        if recipient is None:
            continue
        document = Document.objects.get(province_id=tie.province_id, pk=tie.document_id)
        found.append(document)
        when = min(status.at or received_at, received_at)
        if follows(recipient.status, status.status, old_at=recipient.status_at, new_at=when):
            recipient.status, recipient.status_at = status.status, when
            recipient.status_note = status.description.replace("\n", " ")[:300]
            recipient.save(update_fields=["status", "status_at", "status_note"])
            verb, note = "receiver_told", recipient.status_note
            journalling.write(
                document, verb, principal=None, at=at, receiver=recipient.name, status=str(status.status), note=note
            )
    return found


def _recipient(tie: AxisTie, code: str, today: date) -> Recipient | None:
    """The receiver under this code; else the one whose unit is today's holder of the same (communes merge in between)."""
    mine = Recipient.objects.select_for_update().filter(
        province_id=tie.province_id, document_id=tie.document_id, way=Recipient.Way.AXIS
    )
    rows = list(mine.order_by(F("position"), F("id")))
    exact = next((one for one in rows if one.code == code), None)
    if exact is not None:
        return exact
    now = _holder(code, today, today)
    return next((one for one in rows if now and _holder(one.code, tie.issued_on or today, today) == now), None)


def _holder(code: str, on: date, today: date) -> int | None:
    try:
        return places.holder(code, on, today).id
    except places.Misplaced:
        return None
