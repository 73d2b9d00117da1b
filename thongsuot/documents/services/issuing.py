"""Phát hành (NĐ 30/2020, Điều 18): same day as signed; each recipient gets it on its own way and confirms.

Issuing only notes who waits; `delivering` sends, one recipient at a time, so that one that cannot be reached holds up
nobody else.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_line
from thongsuot.documents import events, journalling
from thongsuot.documents.models import Document, DocumentLink, Recipient, State
from thongsuot.documents.permissions import CLERKS, LEADERS
from thongsuot.documents.services import drafting, signing, turning
from thongsuot.documents.timing import local_day

Kind = DocumentLink.Kind
Way, Sending = Recipient.Way, Recipient.Sending
_OUT_OF_HAND = (Way.INSIDE, Way.AXIS, Way.MAIL)


@transaction.atomic
def issue(uid: UUID, *, principal: Principal, at: datetime) -> Document:
    """Phát hành một văn bản đã ký và đóng dấu. Raises MoveNotAllowed `not_sealed`."""
    document, unit_id = turning.locked(uid, principal, (State.SIGNED,), *CLERKS)
    if not signing.is_sealed(document):
        raise MoveNotAllowed(_("Văn bản chưa có chữ ký số của cơ quan nên chưa phát hành được."), code="not_sealed")
    to = Recipient.objects.filter(province_id=document.province_id, document=document)
    to.filter(way__in=_OUT_OF_HAND).update(sending=Sending.WAITING)
    to.filter(way=Way.PAPER).update(sending=Sending.WAITING)
    to.filter(way=Way.FILE).update(sending=Sending.SENT, sent_at=at)
    late = local_day(at) > document.issued_on if document.issued_on else False
    turning.turn(
        document, State.ISSUED, "issued", principal=principal, unit_id=unit_id, at=at, number=document.sign, late=late
    )
    events.tell(events.Issued(document.pk, document.province_id, unit_id, at))
    _act_on_others(document, principal, unit_id, at)
    return document


def _act_on_others(document: Document, principal: Principal, unit_id: int, at: datetime) -> None:
    """What this document replaces, corrects or recalls, now that it is in force."""
    links = DocumentLink.objects.filter(
        province_id=document.province_id,
        document=document,
        other_id__isnull=False,
        kind__in=[Kind.REPLACES, Kind.CORRECTS, Kind.AMENDS, Kind.RECALLS],
    ).order_by("other_id")
    for link in links:
        old = Document.objects.select_for_update().get(pk=link.other_id)  # it may lie under another province
        if link.kind == Kind.REPLACES and old.state == State.ISSUED:
            turning.turn(old, State.REPLACED, "replaced", principal=principal, unit_id=unit_id, at=at, by=document.sign)
            events.tell(events.Replaced(old.pk, document.pk, old.province_id, unit_id, at))
        elif link.kind == Kind.RECALLS and old.state == State.ISSUED:
            _recall(old, unit_id, document.sign, principal, at)
        elif link.kind in (Kind.CORRECTS, Kind.AMENDS):
            # Not "corrected": the axis sends the very document again for that; here another one says what was wrong.
            verb = "correction_issued" if link.kind == Kind.CORRECTS else "amended"
            journalling.write(old, verb, principal=principal, at=at, unit_id=unit_id, by=document.sign)
            events.tell(events.Corrected(old.pk, document.pk, old.province_id, unit_id, at))


@transaction.atomic
def recall(uid: UUID, *, reason: str, principal: Principal, at: datetime) -> Document:
    """Thu hồi: receivers return the paper or cancel the copy, and confirm (Điều 18.3–4). A leader decides."""
    document, unit_id = turning.locked(uid, principal, (State.ISSUED,), *LEADERS)
    why = clean_line(reason, field="reason", limit=300)
    if not why:
        message = _("Hãy ghi lý do thu hồi.")
        raise Invalid(code="reason_missing", errors=[{"field": "reason", "message": message}])
    _recall(document, unit_id, why, principal, at)
    return document


def _recall(document: Document, unit_id: int, why: str, principal: Principal, at: datetime) -> None:
    """Status 13 (lấy lại) is asked of whoever got it; who has not got it yet never will. The axis sends its own."""
    to = Recipient.objects.filter(province_id=document.province_id, document=document).exclude(way=Way.AXIS)
    to.filter(sending=Sending.SENT).exclude(way=Way.FILE).update(status="13", status_at=at, status_note=why)
    to.filter(sending__in=[Sending.WAITING, Sending.STUCK]).update(sending=Sending.PLANNED, status_note=why)
    turning.turn(document, State.RECALLED, "recalled", principal=principal, unit_id=unit_id, at=at, reason=why)
    events.tell(events.Recalled(document.pk, document.province_id, unit_id, why, at))


# By what form (Điều 18.2): content by a document of the same form, technique by a công văn.
_FOLLOWERS = {Kind.REPLACES: "", Kind.AMENDS: "", Kind.CORRECTS: "CV", Kind.RECALLS: ""}


@in_vietnamese()
def _following(kind: str, document: Document) -> str:
    words = {
        Kind.REPLACES: _("%(summary)s (thay thế %(sign)s)"),
        Kind.AMENDS: _("Sửa đổi, bổ sung một số nội dung của %(sign)s: %(summary)s"),
        Kind.CORRECTS: _("Đính chính %(sign)s: %(summary)s"),
        Kind.RECALLS: _("Thu hồi %(sign)s: %(summary)s"),
    }[Kind(kind)]
    return (words % {"sign": document.sign, "summary": document.summary})[:600]


@transaction.atomic
def follow(uid: UUID, *, kind: str, principal: Principal, at: datetime) -> Document:
    """Soạn văn bản thay thế, sửa đổi, đính chính hay thu hồi: a draft linked to this one, which stays until it is issued."""
    document, unit_id = turning.locked(uid, principal, (State.ISSUED,))
    if kind not in _FOLLOWERS:
        raise Invalid(_("Chưa rõ soạn văn bản gì."), code="follower_unknown")
    type_key = _FOLLOWERS[Kind(kind)] or document.type
    summary = _following(kind, document)
    version = document.versions.filter(province_id=document.province_id).order_by("-revision").first()
    body = version.body if version and kind == Kind.REPLACES else ""
    return drafting.start(
        unit_id=unit_id,
        type_key=type_key,
        text=drafting.Text(summary, body, version.addressed_to if version else ""),
        principal=principal,
        at=at,
        links=[(kind, document.pk)],
    )


@transaction.atomic
def report(
    *, province_id: int, recipient_id: int, status: str, at: datetime, note: str = "", document_id: int | None = None
) -> None:
    """Nơi nhận báo trạng thái (01, 03, 02, 04, 05, 06, 15, 16): kept when it is not older than the last one."""
    found = Recipient.objects.select_for_update().filter(province_id=province_id, pk=recipient_id)
    row = found.filter(document_id=document_id).first() if document_id else found.first()
    if row is None or (row.status_at and at < row.status_at):
        return
    row.status, row.status_at, row.status_note = status[:2], at, note[:300]
    row.save(update_fields=["status", "status_at", "status_note"])


@transaction.atomic
def paper_sent(uid: UUID, *, recipient_id: int, principal: Principal, at: datetime) -> None:
    """Văn thư đã gửi bản giấy tới một nơi nhận."""
    document, unit_id = turning.locked(uid, principal, (State.ISSUED,), *CLERKS)
    changed = Recipient.objects.filter(
        province_id=document.province_id, document=document, pk=recipient_id, way=Way.PAPER, sending=Sending.WAITING
    ).update(sending=Sending.SENT, sent_at=at)
    if changed:
        journalling.write(document, "paper_sent", principal=principal, at=at, unit_id=unit_id, recipient=recipient_id)


@transaction.atomic
def send_again(uid: UUID, *, principal: Principal, at: datetime) -> int:
    """Gửi lại cho những nơi chưa gửi được; says how many wait now."""
    document, unit_id = turning.locked(uid, principal, (State.ISSUED,), *CLERKS)
    stuck = Recipient.objects.filter(province_id=document.province_id, document=document, sending=Sending.STUCK)
    count = stuck.exclude(way=Way.AXIS).update(sending=Sending.WAITING)
    if count:
        journalling.write(document, "sent_again", principal=principal, at=at, unit_id=unit_id, recipients=count)
    return count
