"""Biên lai và phiếu hoàn: from a receipt, a refund to PDF."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.dossiers import papers
from thongsuot.dossiers.papers import forms, wording
from thongsuot.dossiers.receipts import officer_name, unit_now, unit_then
from thongsuot.payments.grounds import receipt_form
from thongsuot.payments.models import Intent, Receipt, Refund
from thongsuot.payments.words import amount_in_words

TYPST = Path(__file__).resolve().parent / "typst"
FEE, CHARGE = "FEE", "SERVICE_FEE"


@in_vietnamese()
def receipt_pdf(receipt: Receipt, *, copies: Sequence[str] = (), mark: str = "", at: datetime | None = None) -> bytes:
    """Biên lai, one page a copy; `mark` says that it is printed again or for the citizen's own use."""
    form = receipt_form(timezone.localdate(receipt.issued_at))
    unit = unit_then(receipt.unit_id, receipt.issued_at)
    collected = unit_then(receipt.collected_unit_id, receipt.issued_at)
    data: dict[str, Any] = {
        "title": form.title,
        "keywords": [receipt.dossier_code, str(receipt)],
        "agency": forms.agency(papers.Agency.centre(unit.full_name, unit.name)),
        "copies": list(copies or form.copies),
        "form": receipt.form,
        "symbol": receipt.symbol,
        "number": receipt.number_text,
        "form_note": _("Mẫu số, ký hiệu, số liên: chưa xác minh") if form.certainty != "published" else "",
        "payer": receipt.payer,
        "address": receipt.address,
        "about": receipt.about,
        "code": receipt.dossier_code,
        "items": [[str(n), item["text"], wording.money(item["amount"])] for n, item in enumerate(receipt.items, 1)],
        "fees": wording.money(_sum(receipt, FEE)),
        "charges": wording.money(_sum(receipt, CHARGE)),
        "others": wording.money(receipt.total - _sum(receipt, FEE) - _sum(receipt, CHARGE)),
        "has_others": receipt.total != _sum(receipt, FEE) + _sum(receipt, CHARGE),
        "total": wording.money(receipt.total),
        "words": amount_in_words(receipt.total),
        "method": str(Intent.Method(receipt.method).label),
        "reference": receipt.reference,
        "paid_at": wording.moment(receipt.paid_at),
        "place_date": wording.place_and_day(unit.name, timezone.localdate(receipt.issued_at)),
        "collected": "" if collected.id == unit.id else collected.full_name,
        "officer": officer_name(receipt.issued_by_id) or _("Hệ thống lập tự động"),
        "mark": mark,
        "unit_now": unit_now(receipt.unit_id, receipt.issued_at),
        "void": _("BIÊN LAI ĐÃ HUỶ") if receipt.state == Receipt.State.VOID else "",
        "void_reason": receipt.void_reason,
    }
    return render(TYPST / "receipt.typ", data, made_at=at or receipt.issued_at)


def _sum(receipt: Receipt, kind: str) -> int:
    return sum(item["amount"] for item in receipt.items if item["kind"] == kind)


@in_vietnamese()
def refund_pdf(refund: Refund) -> bytes:
    """Phiếu hoàn tiền, to be signed by who takes the money back."""
    assert refund.paid_at is not None, "a slip is printed for what was paid out"
    unit = unit_then(refund.unit_id, refund.paid_at)
    account = refund.account
    data = {
        "title": _("Phiếu hoàn tiền"),
        "keywords": [refund.dossier_code],
        "agency": forms.agency(papers.Agency.centre(unit.full_name, unit.name)),
        "number": f"{refund.number:05}/{refund.year}",
        "receiver": refund.receiver,
        "code": refund.dossier_code,
        "reason": refund.reason,
        "decision": refund.decision,
        "amount": wording.money(refund.amount),
        "words": amount_in_words(refund.amount),
        "method": str(Refund.Method(refund.method).label),
        "account": f"{account['holder']}, {account['number']}, {account.get('bank_name') or account['bank_bin']}"
        if account
        else "",
        "reference": refund.reference,
        "paid_at": wording.moment(refund.paid_at),
        "place_date": wording.place_and_day(unit.name, timezone.localdate(refund.paid_at)),
        "asked_by": officer_name(refund.requested_by_id),
        "approved_by": officer_name(refund.decided_by_id),
        "officer": officer_name(refund.paid_by_id),
    }
    return render(TYPST / "refund.typ", data, made_at=refund.paid_at)
