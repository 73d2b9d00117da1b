"""Điều còn thiếu ở thể thức của một văn bản: what the machine can see before a person checks its form."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from thongsuot.accounts.principal import principal_of
from thongsuot.common.errors import Invalid
from thongsuot.documents.issuers import issuer_of
from thongsuot.documents.models import Document, DraftVersion, Recipient
from thongsuot.documents.modes import authority_for
from thongsuot.documents.papers.kinds import kind_of
from thongsuot.documents.services.turning import holder_of
from thongsuot.documents.timing import local_day


@dataclass(frozen=True, slots=True)
class Faults:
    """Thiếu gì: (field, message) pairs."""

    has_text: bool
    messages: list[tuple[str, str]] = field(default_factory=list)


def faults_of(document: Document, at: datetime) -> Faults:
    """Kiểm thể thức bằng máy; an empty list does not mean that a person need not look."""
    draft = (
        DraftVersion.objects.filter(province_id=document.province_id, document=document).order_by("-revision").first()
    )
    has_text = bool(draft and draft.body.strip())
    found: list[tuple[str, str]] = []
    if not has_text:
        found.append(("body", _("Văn bản chưa có nội dung.")))
    recipients = Recipient.objects.filter(province_id=document.province_id, document=document)
    ways = set(recipients.values_list("way", flat=True))
    if not ways:
        found.append(("recipients", _("Chưa có nơi nhận.")))
    elif Recipient.Way.FILE not in ways:
        found.append(("recipients", _("Nơi nhận chưa có dòng “Lưu: VT”.")))
    kind = kind_of(document.type)
    if draft and kind.greets and document.type in ("CV", "TTR", "GM") and not draft.addressed_to:
        found.append(("addressed_to", _("Chưa ghi “Kính gửi”.")))
    if draft and kind.decides and "Điều 1." not in draft.body:
        found.append(("body", _("Quyết định, nghị quyết phải chia thành các điều (bắt đầu bằng “Điều 1.”).")))
    found += _signer_faults(document, at)
    return Faults(has_text, found)


def _signer_faults(document: Document, at: datetime) -> list[tuple[str, str]]:
    signer = principal_of(document.signer_id, at) if document.signer_id else None
    if signer is None:
        return [("signer", _("Chưa chọn người ký."))]
    unit_id = holder_of(document)
    try:
        authority_for(signer, unit_id, issuer_of(unit_id, local_day(at)), document.signing_mode)
    except Invalid as wrong:
        return [("signer", str(wrong.detail))]
    return []
