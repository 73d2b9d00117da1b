"""Phiếu yêu cầu nộp tiền: what is to be paid, to whom, with the VietQR code for a banking app."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common import qr
from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.dossiers.models import Payment
from thongsuot.dossiers.papers import forms, wording
from thongsuot.dossiers.receipts import matter_of, unit_then
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.payments import vietqr
from thongsuot.payments.models import Intent
from thongsuot.payments.papers.receipt import TYPST
from thongsuot.payments.words import amount_in_words


def qr_text(intent: Intent, amount: int) -> str:
    """Nội dung mã VietQR của một lần chuyển khoản, for what is left to pay; empty where the unit has no account."""
    account = intent.account
    if not account or not intent.transfer_key:
        return ""
    return vietqr.payload(account["bank_bin"], account["number"], amount=amount, purpose=intent.transfer_key)


@in_vietnamese()
def slip_pdf(loaded: Loaded, payment: Payment, intent: Intent, left: int, at: datetime) -> bytes:
    """Phiếu yêu cầu nộp tiền để người dân mang về hoặc quét tại chỗ."""
    matter = matter_of(loaded, at=at)
    text, account = qr_text(intent, left), intent.account
    data: dict[str, Any] = {
        "title": _("Phiếu yêu cầu nộp tiền"),
        "keywords": [matter.code, intent.reference],
        "agency": forms.agency(matter.agency),
        "place_date": wording.place_and_day(matter.agency.place, timezone.localdate(at)),
        "code": matter.code,
        "applicant": matter.applicant.name,
        "procedure": matter.procedure.name,
        "items": [[str(n), item["text"], wording.money(item["amount"])] for n, item in enumerate(payment.items, 1)],
        "total": wording.money(payment.amount),
        "words": amount_in_words(payment.amount),
        "revenue_unit": unit_then(intent.revenue_unit_id, intent.started_at).full_name,
        "account": account,
        "purpose": intent.transfer_key,
        "reference": intent.reference,
        "qr": qr.svg(text, quiet=0) if text else "",
        "reason": payment.reason,
        "left": wording.money(left) if left != payment.amount else "",
    }
    return render(TYPST / "slip.typ", data, made_at=at)
