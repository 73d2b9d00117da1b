"""Ghi chứng thư vào sổ, ghi việc thu hồi: what the issuer gave is read from the certificate itself, never typed."""

from dataclasses import dataclass
from datetime import datetime

from asn1crypto import pem, x509
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.text import clean_text
from thongsuot.common.transactions import one_transaction
from thongsuot.org.selectors import unit_info
from thongsuot.signatures.journalling import about_certificate
from thongsuot.signatures.models import Certificate
from thongsuot.signatures.services import offering


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """Chứng thư cần ghi: its file, whose it is, where its key is."""

    content: bytes
    kind: str
    unit_id: int
    user_id: int | None = None
    keep: str = Certificate.Keep.TOKEN
    token: str = ""
    key: str = ""


@one_transaction
def enter_certificate(wanted: NewCertificate, *, principal: Principal | None, at: datetime) -> Certificate:
    """Ghi một chứng thư. Raises Invalid `certificate_unreadable`, `certificate_over`, MoveNotAllowed when it is known."""
    read = _read(wanted.content)
    start, end = read.not_valid_before, read.not_valid_after
    if end <= at:
        raise _wrong("certificate_over", _("Chứng thư này đã hết hạn."))
    if (wanted.kind == Certificate.Kind.PERSON) != (wanted.user_id is not None):
        raise _wrong("certificate_owner", _("Chứng thư cá nhân cần chọn người; chứng thư cơ quan thì không."), "user")
    said = read.subject.native
    try:
        with transaction.atomic():
            made = Certificate.objects.create(
                kind=wanted.kind,
                unit_id=wanted.unit_id,
                user_id=wanted.user_id,
                subject=str(said.get("common_name", ""))[:200],
                organisation=str(said.get("organization_name", ""))[:200],
                issuer=str(read.issuer.native.get("common_name", ""))[:200],
                serial=f"{read.serial_number:X}",
                fingerprint=read.sha256.hex(),
                der=read.dump(),
                valid_from=start,
                valid_to=end,
                keep=wanted.keep,
                token=clean_text(wanted.token, field="token", limit=64),
                key=clean_text(wanted.key, field="key", limit=64),
                entered_at=at,
                entered_by_id=principal.user_id if principal else None,
            )
    except IntegrityError:
        raise MoveNotAllowed(_("Chứng thư này đã có trong sổ."), reason="certificate_known") from None
    _journal(made, "certificate_entered", principal, at, serial=made.serial, subject=made.subject)
    offering.offer(made, at=at)
    return made


@one_transaction
def revoke_certificate(certificate: Certificate, *, reason: str, principal: Principal, at: datetime) -> None:
    """Ghi rằng chứng thư đã thu hồi: nobody signs with it here from now on; the issuer is told by its own form."""
    reason = clean_text(reason, field="reason", limit=300)
    if not reason:
        raise _wrong("reason_missing", _("Cần ghi lý do thu hồi."), "reason")
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if locked.revoked_at is not None:
        raise MoveNotAllowed(_("Chứng thư này đã được ghi thu hồi."))
    locked.revoked_at, locked.revoked_why = at, reason
    locked.save(update_fields=["revoked_at", "revoked_why"])
    _journal(locked, "certificate_revoked", principal, at, reason=reason)


def _read(content: bytes) -> x509.Certificate:
    try:
        if pem.detect(content):
            _kind, _headers, content = pem.unarmor(content)
        read = x509.Certificate.load(content, strict=True)
        read.subject.native, read.public_key.native  # noqa: B018  (reads the parts that are used)
    except (ValueError, TypeError, KeyError, OverflowError):
        raise _wrong("certificate_unreadable", _("Không đọc được tệp chứng thư (PEM hoặc DER).")) from None
    return read


def _wrong(code: str, message: str, field: str = "file") -> Invalid:
    return Invalid(message, code=code, errors=[{"field": field, "message": message}])


def _journal(certificate: Certificate, verb: str, principal: Principal | None, at: datetime, **data: object) -> None:
    info = unit_info(certificate.unit_id, timezone.localdate(at))
    by = principal.user_id if principal else None
    if certificate.user_id:
        data["user"] = str(User.objects.only("full_name", "username").get(pk=certificate.user_id))
    about_certificate(
        certificate.pk, verb, province_id=info.province_id or info.id, unit_id=info.id, by_id=by, at=at, **data
    )
