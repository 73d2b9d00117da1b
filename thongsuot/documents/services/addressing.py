"""Nơi nhận và cách ký của một văn bản đi, set before its form is checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line
from thongsuot.documents import journalling
from thongsuot.documents.issuers import issuer_of
from thongsuot.documents.models import Document, Recipient
from thongsuot.documents.modes import authority_for
from thongsuot.documents.services.drafting import editable
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import in_force

MOST = 600
Way = Recipient.Way


@dataclass(frozen=True, slots=True)
class To:
    """Một nơi nhận: its name as written, and how it gets there."""

    name: str
    way: str
    unit_id: int | None = None
    code: str = ""
    address: str = ""
    copies: int = 1


@transaction.atomic
def set_recipients(uid: UUID, *, to: Sequence[To], principal: Principal, at: datetime) -> Document:
    """Đặt nơi nhận, in this order; replaces what stood there. Raises Invalid naming the line that is wrong."""
    document, unit_id = editable(uid, principal)
    rows = rows_of(document, to, at)
    Recipient.objects.filter(province_id=document.province_id, document=document).delete()
    Recipient.objects.bulk_create(rows)
    journalling.write(document, "addressed", principal=principal, at=at, unit_id=unit_id, recipients=len(rows))
    return document


@transaction.atomic
def set_signing(uid: UUID, *, mode: str, signer_id: int, principal: Principal, at: datetime) -> Document:
    """Chọn người ký và thể thức đề ký; a way that this person may not sign in is refused (`signing_mode_wrong`)."""
    document, unit_id = editable(uid, principal)
    signer = principal_of(signer_id, at)
    if signer is None:
        raise _wrong(_("Không có người ký này."), "signer_unknown", "signer")
    authority = authority_for(signer, unit_id, issuer_of(unit_id, local_day(at)), mode)
    document.signer_id, document.signer_name = signer_id, signer.name
    document.signer_title, document.signing_mode = authority.title, mode
    document.save(update_fields=["signer", "signer_name", "signer_title", "signing_mode"])
    journalling.write(
        document, "signer_set", principal=principal, at=at, unit_id=unit_id, signer=signer.name, mode=mode,
        delegation=authority.number,
    )  # fmt: skip
    return document


def rows_of(document: Document, to: Sequence[To], at: datetime) -> list[Recipient]:
    """Các nơi nhận thành dòng, not yet stored. Raises Invalid naming the line that is wrong."""
    if len(to) > MOST:
        raise Invalid(_("Nhiều nhất %(most)d nơi nhận.") % {"most": MOST}, code="recipients_too_many")
    rows = [_row(document, position, one, at) for position, one in enumerate(to)]
    twice = {one.unit_id for one in rows if one.unit_id and sum(o.unit_id == one.unit_id for o in rows) > 1}
    if twice:
        raise _wrong(_("Một đơn vị được ghi hai lần trong nơi nhận."), "recipient_twice")
    return rows


def _row(document: Document, position: int, to: To, at: datetime) -> Recipient:
    name = clean_line(to.name, field="recipients", limit=250)
    if not name:
        raise _wrong(_("Có nơi nhận chưa ghi tên."), "recipient_unnamed")
    if to.way not in Way.values:
        raise _wrong(_("Chưa rõ gửi “%(name)s” bằng cách nào.") % {"name": name}, "way_unknown")
    if to.way == Way.INSIDE and not (to.unit_id and in_force(to.unit_id, local_day(at))):
        raise _wrong(_("“%(name)s” không có trong hệ thống hôm nay.") % {"name": name}, "recipient_not_in_force")
    code, address = clean_line(to.code, limit=35), clean_line(to.address, limit=250)
    if to.way == Way.AXIS and not code:
        raise _wrong(_("“%(name)s” cần mã định danh trên trục.") % {"name": name}, "recipient_code_missing")
    if to.way == Way.MAIL:
        try:
            validate_email(address)
        except ValidationError as exc:
            raise _wrong(_("Địa chỉ thư của “%(name)s” chưa đúng.") % {"name": name}, "recipient_mail_wrong") from exc
    return Recipient(
        province_id=document.province_id,
        document=document,
        position=position,
        name=name,
        way=to.way,
        unit_id=to.unit_id if to.way == Way.INSIDE else None,
        code=code,
        address=address,
        copies=max(1, min(to.copies, 999)),
    )


def _wrong(message: str, code: str, field: str = "recipients") -> Invalid:
    return Invalid(message, code=code, errors=[{"field": field, "message": message}])
