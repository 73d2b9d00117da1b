"""Xếp hàng lên trục: what a document's journal tells becomes messages, each once, in the order it happened.

Documents that this installation issued go to their receivers of the axis; of documents that came over the axis, their
issuer learns how they fare. Rows are made also while no axis is connected: nothing that was issued is forgotten.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from thongsuot.common import feeds
from thongsuot.common.feeds import News
from thongsuot.documents.journalling import SUBJECT
from thongsuot.documents.models import Direction, Document, DocumentLink, Recipient
from thongsuot.exchange.axis.edxml.words import StatusCode
from thongsuot.exchange.models import AxisOut, AxisTie

FEED = "axis_out"
_ONE_READER = 20_261_131  # advisory lock: rows of one document must be made in the order of its entries
RECEIVERS = 50  # of one message
Kind = AxisOut.Kind
# Verbs of a document's journal.
OF_OUTGOING = {"issued": Kind.NEW, "recalled": Kind.RECALL, "corrected": Kind.UPDATE, "updated": Kind.UPDATE}
OF_INCOMING = {
    "registered": StatusCode.RECEIVED,
    "sent_back": StatusCode.REFUSED,
    "assigned": StatusCode.ASSIGNED,
    "started": StatusCode.IN_HAND,
    "done": StatusCode.DONE,
    "recall_agreed": StatusCode.AGREED,
    "recall_refused": StatusCode.NOT_AGREED,
}
REASONS = ("reason", "note", "why")


def register() -> None:
    """Đăng ký nguồn tin."""
    feeds.register(FEED, SUBJECT)


def queue_news(at: datetime, *, limit: int = 500) -> int:
    """Đọc tin mới của văn bản; says how many entries were read. Zero also while another process reads."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_READER])
            if not cursor.fetchone()[0]:
                return 0
        with feeds.take(FEED, limit) as news:
            wanted = [one for one in news if one.entry.verb in OF_OUTGOING or one.entry.verb in OF_INCOMING]
            documents = Document.objects.in_bulk({one.subject_id for one in wanted})
            for one in wanted:
                if document := documents.get(one.subject_id):
                    _queue(one, document, at)
            return len(news)


def _queue(news: News, document: Document, at: datetime) -> None:
    verb, origin = news.entry.verb, f"entry:{news.entry.id}"
    reason = next((str(news.entry.data[name]) for name in REASONS if news.entry.data.get(name)), "")
    if document.direction == Direction.OUTGOING and verb in OF_OUTGOING:
        queue_document(document, OF_OUTGOING[verb], origin=origin, reason=reason, at=at)
    elif document.direction == Direction.INCOMING and verb in OF_INCOMING:
        queue_status(document, OF_INCOMING[verb], origin=origin, words=reason, at=at)
        if verb == "recall_agreed":
            queue_status(document, StatusCode.TAKEN_BACK, origin=origin, at=at)


def queue_document(document: Document, kind: str, *, origin: str, reason: str = "", at: datetime) -> int:
    """Xếp một văn bản cho các nơi nhận trên trục; one message for up to fifty receivers. Says how many messages."""
    found = Recipient.objects.filter(province_id=document.province_id, document_id=document.pk, way=Recipient.Way.AXIS)
    codes = list(dict.fromkeys(found.order_by("position", "id").values_list("code", flat=True)))
    if kind == Kind.NEW and _replaces(document):
        kind = Kind.REPLACE
    rows = [
        AxisOut(
            province_id=document.province_id, unit_id=document.unit_id, document_id=document.pk, code=document.sign[:120],
            kind=kind, origin=origin, part=part, to=codes[start : start + RECEIVERS], facts={"reason": reason[:500]},
            made_at=at, next_try_at=at,
        )
        for part, start in enumerate(range(0, len(codes), RECEIVERS))
    ]  # fmt: skip
    AxisOut.objects.bulk_create(rows, ignore_conflicts=True)
    if kind in (Kind.NEW, Kind.REPLACE):
        found.filter(sending=Recipient.Sending.PLANNED).update(sending=Recipient.Sending.WAITING)
    return len(rows)


def _replaces(document: Document) -> bool:
    links = DocumentLink.objects.filter(province_id=document.province_id, document_id=document.pk)
    return links.filter(kind=DocumentLink.Kind.REPLACES).exists()


def queue_status(document: Document, status: StatusCode, *, origin: str, words: str = "", at: datetime) -> bool:
    """Xếp một trạng thái báo nơi gửi; False for a document that did not come over the axis."""
    tie = AxisTie.objects.filter(province_id=document.province_id, document_id=document.pk, incoming=True).first()
    if tie is None:
        return False
    about = {
        "organ_id": tie.issuer_code,
        "code": tie.code,
        "issued_on": tie.issued_on.isoformat() if tie.issued_on else None,
        "document_id": tie.document_key,
    }
    queue_answer(
        status, about=about, sender=tie.our_code, province_id=tie.province_id, unit_id=document.unit_id,
        document_id=document.pk, code=tie.code, origin=origin, words=words, at=at,
    )  # fmt: skip
    return True


def queue_answer(
    status: StatusCode, *, about: dict[str, Any], sender: str, province_id: int, unit_id: int | None, origin: str,
    at: datetime, words: str = "", document_id: int | None = None, code: str = "",
) -> None:  # fmt: skip
    """Xếp một trạng thái về một văn bản, also one that was not accepted and so is no document here."""
    row = AxisOut(
        province_id=province_id, unit_id=unit_id, document_id=document_id, code=code[:120], kind=Kind.STATUS,
        status=status, origin=origin, to=[about["organ_id"]], made_at=at, next_try_at=at,
        facts={"about": about, "sender": sender, "words": words[:500]},
    )  # fmt: skip
    AxisOut.objects.bulk_create([row], ignore_conflicts=True)


def codes_of(rows: Sequence[AxisOut]) -> set[str]:
    """Mọi mã nơi nhận của các tin."""
    return {code for row in rows for code in row.to}
