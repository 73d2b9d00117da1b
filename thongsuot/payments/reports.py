"""Báo cáo thu và bản in sổ quỹ: what a counter collected by day, for whom and how; exemptions and refunds apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common import sheets
from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.dossiers import papers
from thongsuot.dossiers.papers import forms, wording
from thongsuot.dossiers.receipts import officer_name
from thongsuot.org.selectors import unit_info
from thongsuot.payments.models import CashEntry, CashSession, Exemption, Intent, Receipt, Refund
from thongsuot.payments.selectors.cash import Collected, collected
from thongsuot.payments.words import amount_in_words

XLSX = sheets.XLSX
TYPST = Path(__file__).resolve().parent / "papers" / "typst"


@dataclass(frozen=True, slots=True)
class Period:
    """Đơn vị và khoảng ngày, both days included."""

    unit_id: int
    first: date
    last: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Moments at which the first day begins and the last one ends in Viet Nam."""
        zone = timezone.get_current_timezone()
        after = self.last + timedelta(days=1)
        return datetime.combine(self.first, time.min, zone), datetime.combine(after, time.min, zone)


def figures(period: Period) -> dict[str, Any]:
    """Các con số của báo cáo; four statements."""
    first, after = period.bounds
    rows = collected(period.unit_id, first, after)
    names = {row.revenue_unit_id: unit_info(row.revenue_unit_id, row.day).full_name for row in rows}
    exempted = Exemption.objects.filter(unit_id=period.unit_id, decided_at__gte=first, decided_at__lt=after)
    refunded = Refund.objects.filter(
        unit_id=period.unit_id, state=Refund.State.PAID, paid_at__gte=first, paid_at__lt=after
    )
    voided = Receipt.objects.filter(
        collected_unit_id=period.unit_id, state=Receipt.State.VOID, issued_at__gte=first, issued_at__lt=after
    )
    spared = exempted.aggregate(n=Count("id"), before=Sum("amount_before"), after=Sum("amount_after"))
    return {
        "rows": [(row, names[row.revenue_unit_id], str(Intent.Method(row.method).label)) for row in rows],
        "total": sum(row.total for row in rows),
        "receipts": sum(row.receipts for row in rows),
        "by_method": _by_method(rows),
        "elsewhere": sum(row.total for row in rows if row.revenue_unit_id != period.unit_id),
        "exempted": {"count": spared["n"], "amount": (spared["before"] or 0) - (spared["after"] or 0)},
        "refunded": refunded.aggregate(count=Count("id"), amount=Sum("amount")),
        "voided": voided.count(),
    }


def _by_method(rows: Sequence[Collected]) -> list[tuple[str, int]]:
    return [(str(m.label), sum(r.total for r in rows if r.method == m)) for m in Intent.Method]


@in_vietnamese()
def workbook(period: Period, at: datetime) -> bytes:
    """Báo cáo ra Excel: figures by day, then every receipt, void ones too."""
    first, after = period.bounds
    found = figures(period)
    by_day = [
        [row.day, unit, method, row.receipts, row.fees, row.total - row.fees, row.total]
        for row, unit, method in found["rows"]
    ]
    listed = Receipt.objects.filter(collected_unit_id=period.unit_id, issued_at__gte=first, issued_at__lt=after)
    lines = [
        [
            r.symbol,
            r.number_text,
            r.issued_at,
            r.dossier_code,
            r.payer,
            str(Intent.Method(r.method).label),
            r.total,
            str(Receipt.State(r.state).label),
        ]
        for r in listed.order_by("symbol", "number")
    ]
    days = [
        sheets.Column(_("Ngày"), sheets.DAY),
        sheets.Column(_("Thu cho")),
        sheets.Column(_("Hình thức")),
        *(
            sheets.Column(name, sheets.NUMBER, 14)
            for name in (_("Số biên lai"), _("Lệ phí"), _("Phí và khoản khác"), _("Tổng"))
        ),
    ]
    each = [
        sheets.Column(_("Ký hiệu")),
        sheets.Column(_("Số")),
        sheets.Column(_("Lập lúc"), sheets.MOMENT),
        sheets.Column(_("Mã hồ sơ")),
        sheets.Column(_("Người nộp")),
        sheets.Column(_("Hình thức")),
        sheets.Column(_("Số tiền"), sheets.NUMBER, 14),
        sheets.Column(_("Trạng thái")),
    ]
    return sheets.write_tables(
        [sheets.Table(_("Theo ngày"), days, by_day), sheets.Table(_("Biên lai"), each, lines)], made_at=at
    )


SESSION_PAPER = TYPST / "cash-session.typ"


def session_pdf(session: CashSession, entries: Sequence[CashEntry], at: datetime) -> bytes:
    """Sổ quỹ của một ca: every line, the count of notes, who signs."""
    return render(SESSION_PAPER, session_data(session, entries, at), made_at=at)


@in_vietnamese()
def session_data(session: CashSession, entries: Sequence[CashEntry], at: datetime) -> dict[str, Any]:
    """Các ô của sổ quỹ in ra."""
    unit = unit_info(session.book.unit_id, session.day)
    closing = str(CashSession.Closing(session.closing).label) if session.closing else _("đang mở")
    return {
        "title": _("Sổ quỹ tiền mặt"),
        "keywords": [],
        "agency": forms.agency(papers.Agency.centre(unit.full_name, unit.name)),
        "place_date": wording.place_and_day(unit.name, timezone.localdate(at)),
        "period": _("%(book)s, ngày %(day)s, ca %(number)s")
        % {"book": session.book.name, "day": wording.day(session.day), "number": session.number},
        "holder": officer_name(session.holder_id),
        "opening": wording.money(session.opening),
        "rows": [_row(entry) for entry in entries],
        "taken_in": wording.money(session.taken_in),
        "paid_out": wording.money(session.paid_out),
        "balance": wording.money(session.balance),
        "closing": closing,
        "counted": wording.money(session.counted) if session.counted is not None else "",
        "counted_words": amount_in_words(session.counted) if session.counted is not None else "",
        "difference": wording.money(session.difference) if session.difference is not None else "",
        "reason": session.difference_reason,
        "notes": [[wording.money(int(v)), str(n), wording.money(int(v) * n)] for v, n in session.notes_counted.items()],
        "closed_by": officer_name(session.closed_by_id),
        "taker": officer_name(session.taker_id),
        "signed_by": officer_name(session.signed_by_id),
        "sign_note": session.sign_note,
    }


def _row(entry: CashEntry) -> list[str]:
    amount = wording.money(entry.amount)
    into = entry.kind == CashEntry.Kind.IN
    about = " · ".join(filter(None, (str(CashEntry.Cause(entry.cause).label), entry.dossier_code, entry.note)))
    return [str(entry.number), wording.moment(entry.at), about, amount if into else "", "" if into else amount]
