"""Soạn văn bản trả lời: a draft that knows from its first line what it answers and where it goes.

The link stands before the answer is issued, so that the receiver learns over the axis which of its documents was answered.
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.language import in_vietnamese
from thongsuot.documents.models import Document, DocumentLink, IncomingOrigin, Recipient, State
from thongsuot.documents.permissions import WORKERS
from thongsuot.documents.services import drafting
from thongsuot.documents.services import incoming_state as state
from thongsuot.documents.services.addressing import To, set_recipients

Way = Recipient.Way


@transaction.atomic
def draft_answer(*, uid: UUID | str, principal: Principal, at: datetime) -> Document:
    """Bắt đầu soạn công văn trả lời một văn bản đến đang giải quyết; goes back the way it came, and is kept by the clerk."""
    locked = state.lock(uid)
    state.need(locked, principal, WORKERS, [State.IN_HAND])
    asked = locked.document
    with in_vietnamese():
        about = {"sign": asked.sign or asked.issuer_name, "summary": asked.summary}
        summary, to = _("Trả lời %(sign)s: %(summary)s") % about, [_back(asked), To(_("Lưu: VT"), Way.FILE)]
    made = drafting.start(
        unit_id=locked.unit_id,
        type_key="CV",
        text=drafting.Text(summary[:600], addressed_to=asked.issuer_name, urgency=asked.urgency),
        principal=principal,
        at=at,
        links=[(DocumentLink.Kind.ANSWERS, asked.pk)],
    )
    return set_recipients(made.uid, to=to, principal=principal, at=at)


def _back(asked: Document) -> To:
    """Nơi đã gửi: inside when it is here, over the axis or by mail when it came so, else on paper."""
    name = asked.issuer_name or asked.issuer_code or _("Nơi gửi")
    if asked.way == Way.INSIDE and asked.issuer_unit_id:
        return To(name, Way.INSIDE, unit_id=asked.issuer_unit_id)
    if asked.way == Way.AXIS and asked.issuer_code:
        return To(name, Way.AXIS, code=asked.issuer_code)
    if asked.way == Way.MAIL and (address := _address(asked)):
        return To(name, Way.MAIL, address=address)
    return To(name, Way.PAPER)


def _address(asked: Document) -> str:
    """Where an answer by mail is read; empty when nobody reads it (a program wrote) or it is no address."""
    origin = IncomingOrigin.objects.filter(province_id=asked.province_id, document_id=asked.pk).first()
    try:
        validate_email(origin.reply_to if origin else "")
    except ValidationError:
        return ""
    return origin.reply_to if origin else ""
