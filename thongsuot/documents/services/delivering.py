"""Gửi văn bản đã phát hành: one recipient, one short transaction; who cannot be reached waits and holds up nobody."""

import logging
from datetime import datetime

from django.conf import settings
from django.core import signing as tokens
from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.common import notices
from thongsuot.common.errors import Refused
from thongsuot.common.language import in_vietnamese
from thongsuot.documents import deliveries
from thongsuot.documents.models import Document, Recipient

logger = logging.getLogger(__name__)
SALT = "documents.recipient"
Sending = Recipient.Sending


def deliver_waiting(at: datetime, *, limit: int = 200) -> int:
    """Gửi cho các nơi nhận đang chờ; returns how many got it. Safe to run twice at once: a row is taken by one."""
    ways = deliveries.ways()  # the axis has its own outbox
    waiting = Recipient.objects.filter(sending=Sending.WAITING, way__in=ways).order_by("id")
    return sum(_deliver(province, pk, at) for province, pk in waiting.values_list("province_id", "pk")[:limit])


def _deliver(province_id: int, pk: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            row = (
                Recipient.objects.select_for_update(skip_locked=True)
                .filter(province_id=province_id, pk=pk, sending=Sending.WAITING)
                .first()
            )
            if row is None:
                return False
            document = Document.objects.get(province_id=province_id, pk=row.document_id)
            carrier = deliveries.carrier_of(row.way)
            if carrier is None:
                return False
            carrier(document, row, at)
            row.sending, row.sent_at, row.status_note = Sending.SENT, at, ""
            row.save(update_fields=["sending", "sent_at", "status_note"])
            return True
    except Refused as refused:
        _stuck(province_id, pk, str(refused.detail))
    except Exception:
        logger.exception("không gửi được tới nơi nhận %s", pk)
        _stuck(province_id, pk, _("Lỗi khi gửi; hệ thống giữ lại, văn thư có thể gửi lại."))
    return False


def _stuck(province_id: int, pk: int, why: str) -> None:
    Recipient.objects.filter(province_id=province_id, pk=pk, sending=Sending.WAITING).update(
        sending=Sending.STUCK, status_note=why[:300]
    )


def token_of(recipient: Recipient) -> str:
    """Mã mở văn bản của một nơi nhận qua thư: signed, names the recipient, nothing else opens with it."""
    return tokens.dumps([recipient.province_id, recipient.pk], salt=SALT)


def of_token(token: str) -> Recipient | None:
    """Nơi nhận của một mã; None for a made-up one."""
    try:
        province_id, pk = tokens.loads(token, salt=SALT)
    except (tokens.BadSignature, ValueError, TypeError):
        return None
    return Recipient.objects.filter(province_id=province_id, pk=pk).select_related("document").first()


@in_vietnamese()
def by_mail(document: Document, recipient: Recipient, at: datetime) -> None:
    """Thư báo có văn bản, with the address under which it is read and its reception confirmed."""
    link = f"{settings.PUBLIC_URL}/van-ban/nhan/{token_of(recipient)}/"
    body = _(
        "Kính gửi %(name)s,\n\n%(issuer)s gửi văn bản số %(sign)s ngày %(day)s: %(summary)s.\n\n"
        "Mở văn bản có chữ ký số và xác nhận đã nhận tại:\n%(link)s\n"
    ) % {
        "name": recipient.name,
        "issuer": document.issuer_name,
        "sign": document.sign,
        "day": f"{document.issued_on:%d/%m/%Y}" if document.issued_on else "",
        "summary": document.summary,
        "link": link,
    }
    subject = f"{document.sign}: {document.summary}"
    message = notices.Message(
        province_id=document.province_id,
        subject_kind="document",
        subject_id=document.pk,
        key=f"document-{document.pk}-{recipient.pk}",
        event="document_issued",
        ways=(notices.Way(notices.MAIL, recipient.address, body, subject),),
        unit_id=document.unit_id,
    )
    notices.post([message], at=at)
