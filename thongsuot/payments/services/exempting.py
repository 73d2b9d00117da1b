"""Miễn, giảm phí, lệ phí: on a stated ground, shown by a paper, once in a dossier's life."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.models import StoredFile
from thongsuot.common.text import clean_line, clean_text
from thongsuot.dossiers import checks, payments
from thongsuot.dossiers import services as dossiers
from thongsuot.dossiers.models import DossierFile, Status
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.payments import grounds, journalling
from thongsuot.payments.models import Exemption
from thongsuot.payments.permissions import money_verbs
from thongsuot.payments.services.collecting import reduced_items

PURPOSE_CODE = "MIEN-GIAM"


@dataclass(frozen=True, slots=True)
class Decision:
    """Quyết định miễn, giảm: `amount` is what remains to be paid, 0 = miễn; `file_id` an upload, or `seen` in words."""

    amount: int
    ground: str
    basis: str
    file_id: str = ""
    seen: str = ""


@transaction.atomic
def exempt(*, code: str, decision: Decision, principal: Principal, at: datetime) -> Exemption:
    """Miễn hoặc giảm các khoản theo biểu phí; an open request is taken back, and asked anew where something remains."""
    loaded = dossier_for(principal, code, lock=True)
    if not money_verbs(principal, loaded):
        raise Forbidden()
    _refuse_second(loaded)
    items = payments.by_rule(loaded)
    before = sum(item.amount for item in items)
    if not 0 <= decision.amount < before:
        raise checks.invalid(
            "amount", _("Số tiền còn phải nộp phải từ 0 đến dưới mức theo biểu phí."), "amount_invalid"
        )
    listed = next((g for g in grounds.grounds() if g.code == decision.ground), None)
    ground = listed.name if listed else clean_text(decision.ground, field="ground", limit=1000)
    basis = clean_line(decision.basis, field="basis", limit=500)
    if not ground:
        raise checks.invalid("ground", _("Cần chọn hoặc ghi diện miễn, giảm."))
    if not basis:
        raise checks.invalid("basis", _("Cần ghi căn cứ: văn bản, điều khoản, hoặc nội dung của thủ tục."))
    seen = clean_line(decision.seen, field="seen", limit=300)
    file = _evidence(decision.file_id, principal)
    if file is None and not seen:
        raise checks.invalid(
            "seen", _("Cần kèm bản chụp giấy tờ chứng minh, hoặc ghi giấy tờ đã xem."), "exemption_not_shown"
        )
    exemption = Exemption.objects.create(
        province_id=loaded.dossier.province_id,
        dossier_id=loaded.dossier.pk,
        dossier_code=loaded.dossier.code,
        unit_id=loaded.competent_id,
        kind=Exemption.Kind.REDUCED if decision.amount else Exemption.Kind.EXEMPT,
        ground_code=listed.code if listed else "",
        ground=ground,
        basis=basis,
        certainty=listed.certainty if listed else "unverified",
        items=[item.as_row() for item in items],
        amount_before=before,
        amount_after=decision.amount,
        file_id=file.pk if file else None,
        seen=seen,
        decided_at=at,
        decided_by_id=principal.user_id,
    )
    _attach(loaded, file, principal, at)
    journalling.about_dossier(
        loaded,
        "fee_exempted",
        principal=principal,
        at=at,
        before=before,
        amount=decision.amount,
        reason=f"{ground} ({basis})",
    )
    if loaded.dossier.status == Status.AWAITING_PAYMENT:
        _take_back(loaded, exemption, principal, at)
    return exemption


def _take_back(loaded: Loaded, exemption: Exemption, principal: Principal, at: datetime) -> None:
    """The open request goes when it is the one by the tariff; what remains to be paid is asked for at once."""
    asked = payments.open_one(loaded.dossier)
    if asked is None or asked.reason:
        return
    why = f"{exemption.ground} ({exemption.basis})"
    dossiers.cancel_payment_request(code=loaded.dossier.code, principal=principal, at=at, reason=why)
    if exemption.amount_after:
        dossiers.request_payment(
            code=loaded.dossier.code, principal=principal, at=at, items=reduced_items(exemption), reason=why
        )


def _refuse_second(loaded: Loaded) -> None:
    place = {"province_id": loaded.dossier.province_id, "dossier_id": loaded.dossier.pk}
    if Exemption.objects.filter(**place).exists():
        raise MoveNotAllowed(_("Hồ sơ này đã được miễn, giảm một lần rồi."), code="exempted_before")
    if any(p.recorded_at and not p.reason for p in payments.of_dossier(loaded.dossier)):
        raise MoveNotAllowed(
            _("Khoản theo biểu phí đã nộp rồi. Nếu thu sai, hãy đề nghị hoàn tiền."), code="paid_before"
        )


def _evidence(given: str, principal: Principal) -> StoredFile | None:
    if not given:
        return None
    try:
        uid = uuid.UUID(given)
    except ValueError:
        raise checks.invalid("file_id", _("Không đọc được tệp đính kèm."), "file_unknown") from None
    stored = StoredFile.objects.filter(uid=uid, owner_id=principal.user_id, attached_at=None).first()
    if stored is None:
        raise checks.invalid("file_id", _("Không tìm thấy tệp đính kèm. Hãy tải lại tệp."), "file_unknown")
    return stored


def _attach(loaded: Loaded, file: StoredFile | None, principal: Principal, at: datetime) -> None:
    if file is None:
        return
    files.attach([file.pk], owner_id=principal.user_id, at=at)
    DossierFile.objects.create(
        province_id=loaded.dossier.province_id,
        dossier_id=loaded.dossier.pk,
        file_id=file.pk,
        purpose=DossierFile.Purpose.PAPER,
        code=PURPOSE_CODE,
        title=str(_("Giấy tờ chứng minh diện miễn, giảm")),
        added_at=at,
    )
