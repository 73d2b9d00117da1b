"""Tính phí, lệ phí phải nộp; what is not known is said, never guessed. Money is integer đồng."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.procedures.catalogue import Fee, Version
from thongsuot.ui.formats import vi_money

PAGE_FEE_FIRST, PAGE_FEE_LATER, PAGES_AT_FIRST_FEE, COPY_FEE_CAP = 2_000, 1_000, 2, 200_000


@dataclass(frozen=True)
class FeeLine:
    """Một dòng tiền: `amount` None = not known here (set by the provincial council), the note says why."""

    kind: str
    text: str
    amount: int | None
    note: str = ""
    certainty: str = "published"


def amount_due(
    version: Version,
    case_code: str = "",
    channel: str = "DIRECT",
    form: Mapping[str, Any] | None = None,
    *,
    quantity: int | None = None,
    pages: int | None = None,
    copies: int | None = None,
) -> list[FeeLine]:
    """Các dòng tiền phải nộp của một hồ sơ, from its form or from quantity, pages and copies given apart."""
    given = {"quantity": quantity, "pages": pages, "copies": copies}
    lines: list[FeeLine] = []
    for fee in version.fees:
        if fee.channel in ("", channel) and fee.case_code in ("", case_code):
            lines += TARIFFS[fee.tariff](fee, form or {}, given)
    return lines


def total(lines: Sequence[FeeLine]) -> int | None:
    """Tổng tiền; None when one of the lines is not known."""
    amounts = [line.amount for line in lines]
    return None if None in amounts else sum(amount for amount in amounts if amount is not None)


def amount_due_text(
    version: Version, case_code: str = "", channel: str = "DIRECT", form: Mapping[str, Any] | None = None
) -> str:
    """Tiền phải nộp bằng lời, for letters and pages: the total when known, else what is published about it."""
    lines = amount_due(version, case_code, channel, form)
    if not lines:
        return _("Không có thông tin")
    whole = total(lines)
    if whole is not None:
        return vi_money(whole)
    unknown = _("theo pháp luật về phí, lệ phí")
    return "; ".join(dict.fromkeys(line.note or unknown for line in lines if line.amount is None))


def copy_fee(pages: int) -> int:
    """Phí chứng thực một bản sao: pages 1–2 at 2,000 đ, the rest at 1,000 đ, at most 200,000 đ."""
    first = min(pages, PAGES_AT_FIRST_FEE)
    return min(first * PAGE_FEE_FIRST + (pages - first) * PAGE_FEE_LATER, COPY_FEE_CAP)


def _fixed(fee: Fee, form: Mapping[str, Any], given: Mapping[str, int | None]) -> list[FeeLine]:
    return [FeeLine(fee.kind, str(KIND_NAMES[fee.kind]), fee.amount, fee.note, fee.certainty)]


def _per_copy(fee: Fee, form: Mapping[str, Any], given: Mapping[str, int | None]) -> list[FeeLine]:
    asked = form.get("copies", {})
    number = given["quantity"] or (asked.get("quantity") if isinstance(asked, Mapping) else None) or 0
    if not number or fee.amount is None:
        return []
    text = _("%(number)d bản sao") % {"number": number}
    return [FeeLine(fee.kind, text, number * fee.amount, fee.note, fee.certainty)]


def _certified_copy(fee: Fee, form: Mapping[str, Any], given: Mapping[str, int | None]) -> list[FeeLine]:
    rows: Sequence[Mapping[str, Any]] = form.get("documents") or []
    if not rows and given["pages"]:
        rows = [{"pages": given["pages"], "copies": given["copies"] or given["quantity"] or 1}]
    if not rows:
        return [FeeLine(fee.kind, str(KIND_NAMES[fee.kind]), None, fee.note, fee.certainty)]
    return [_document_line(fee, row) for row in rows if row.get("pages") and row.get("copies")]


def _document_line(fee: Fee, row: Mapping[str, Any]) -> FeeLine:
    text = _("%(name)s: %(pages)d trang × %(copies)d bản") % {
        "name": row.get("name") or _("Giấy tờ"),
        "pages": row["pages"],
        "copies": row["copies"],
    }
    return FeeLine(fee.kind, text, copy_fee(row["pages"]) * row["copies"], fee.note, fee.certainty)


Tariff = Callable[[Fee, Mapping[str, Any], Mapping[str, int | None]], list[FeeLine]]
TARIFFS: dict[str, Tariff] = {"": _fixed, "per_copy": _per_copy, "certified_copy": _certified_copy}
KIND_NAMES = {
    "FEE": gettext_lazy("Lệ phí"),
    "SERVICE_FEE": gettext_lazy("Phí"),
    "PRICE_LEVEL": gettext_lazy("Giá dịch vụ"),
}
