"""Nghĩa vụ tài chính của một hồ sơ: what it has to pay by the procedure's rules, what was asked for, what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.text import clean_line
from thongsuot.dossiers import checks
from thongsuot.dossiers.models import Dossier, Payment
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.procedures.fees import FeeLine, amount_due

KINDS = ("FEE", "SERVICE_FEE", "PRICE_LEVEL", "OTHER")
MOST_ITEMS, MOST_MONEY = 20, 10**12


@dataclass(frozen=True, slots=True)
class Item:
    """Một khoản phải nộp: integer đồng."""

    kind: str
    text: str
    amount: int

    def as_row(self) -> dict[str, str | int]:
        """As it is stored and shown."""
        return {"kind": self.kind, "text": self.text, "amount": self.amount}


def lines_by_rule(loaded: Loaded) -> list[FeeLine]:
    """Các dòng phí, lệ phí by case and channel; an amount that nobody published is None."""
    dossier = loaded.dossier
    return amount_due(loaded.version, dossier.case_code, str(dossier.channel), dossier.form)


def by_rule(loaded: Loaded) -> list[Item]:
    """Khoản phải nộp theo biểu phí; refuses where a line's amount is not known or nothing is to be paid."""
    lines = lines_by_rule(loaded)
    unknown = [line for line in lines if line.amount is None]
    if unknown:
        raise checks.invalid(
            "items",
            _("Biểu phí không ghi số tiền của “%(line)s” (%(note)s). Muốn thu, hãy ghi khoản, số tiền và lý do.")
            % {"line": unknown[0].text, "note": unknown[0].note},
            "amount_unknown",
        )
    items = [Item(line.kind, line.text[:200], line.amount) for line in lines if line.amount]
    if not items:
        raise checks.invalid(
            "items",
            _("Thủ tục này không thu phí, lệ phí trong trường hợp này. Nếu có khoản phải nộp, hãy ghi khoản và lý do."),
            "nothing_to_pay",
        )
    return items


def typed(given: Sequence[Item]) -> list[Item]:
    """Khoản người làm ghi tay, cleaned; each wrong one named."""
    if len(given) > MOST_ITEMS:
        raise checks.invalid("items", _("Mỗi lần yêu cầu tối đa 20 khoản."))
    items = []
    for position, item in enumerate(given):
        where = f"items[{position}]"
        text = clean_line(item.text, field=f"{where}.text", limit=200)
        if not text:
            raise checks.invalid(f"{where}.text", _("Cần ghi tên khoản phải nộp."))
        if item.kind not in KINDS:
            raise checks.invalid(f"{where}.kind", _("Loại khoản thu không có trong danh mục."))
        if not 0 < item.amount <= MOST_MONEY:
            raise checks.invalid(f"{where}.amount", _("Số tiền phải là số nguyên đồng, lớn hơn 0."), "amount_invalid")
        items.append(Item(item.kind, text, item.amount))
    return items


def of_dossier(dossier: Dossier) -> list[Payment]:
    """Mọi yêu cầu nộp tiền của hồ sơ, oldest first."""
    return list(Payment.objects.filter(province_id=dossier.province_id, dossier_id=dossier.pk).order_by("id"))


def is_open(payment: Payment) -> bool:
    """Còn phải nộp."""
    return payment.recorded_at is None and payment.cancelled_at is None


def open_one(dossier: Dossier) -> Payment | None:
    """Yêu cầu đang chờ nộp; None when there is none."""
    return next((p for p in of_dossier(dossier) if is_open(p)), None)


def reference_of(code: str, requested_at: datetime) -> str:
    """Mã tham chiếu của yêu cầu, as practised: dossier code and moment of the request; goes into a transfer's text."""
    return f"{code}-{timezone.localtime(requested_at):%Y%m%d%H%M%S}"
