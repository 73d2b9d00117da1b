"""Sổ theo dõi hồ sơ ra giấy: the register of a unit and a period as one PDF, A4 landscape."""

from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.dossiers import papers
from thongsuot.dossiers.papers import form_sets, forms, wording
from thongsuot.dossiers.selectors import register
from thongsuot.dossiers.selectors.exporting import METHODS
from thongsuot.org.selectors import unit_info

TEMPLATE = Path(__file__).resolve().parent / "papers" / "typst" / "register.typ"
MOST_ON_PAPER = 20_000
PAPER_AT_ONCE = 1_000
WAYS_OF_RETURN = """
SELECT DISTINCT ON (subject_id) subject_id, data->>'method' FROM common_journalentry
WHERE province_id = %s AND subject_kind = 'dossier' AND subject_id = ANY(%s) AND verb = 'result_returned'
ORDER BY subject_id, seq DESC
"""


def ways_of_return(province_id: int, rows: list[register.Entry]) -> dict[int, str]:
    """Phương thức nhận kết quả of the dossiers that were returned; one statement."""
    ids = [row.id for row in rows if row.returned_at]
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(WAYS_OF_RETURN, [province_id, ids])
        return {dossier: METHODS.get(method or "", "") for dossier, method in cursor.fetchall()}


def note_of(entry: register.Entry) -> str:
    """Ghi chú: what is worth knowing later."""
    words = []
    if entry.extensions:
        words.append(_("đã gia hạn"))
    if entry.supplements:
        words.append(_("có bổ sung"))
    ended = entry.finished_at or entry.returned_at
    if entry.due_at and ended and ended > entry.due_at:
        words.append(_("quá hạn"))
    return "; ".join(words)


@in_vietnamese()
def write_pdf(out: IO[bytes], period: register.Period, at: datetime) -> int:
    """Ghi sổ ra PDF; raises Invalid `register_too_long` beyond what anybody prints. Returns the number of rows."""
    rows, more = register.entries(period, limit=MOST_ON_PAPER)
    if more:
        raise Invalid(
            _("Kỳ này có hơn %(most)d hồ sơ. Hãy in từng tháng, hoặc xuất Excel.") % {"most": MOST_ON_PAPER},
            code="register_too_long",
        )
    out.write(pdf(period, list(rows), at))
    return len(rows)


def pdf(period: register.Period, rows: list[register.Entry], at: datetime) -> bytes:
    """The register as PDF/A."""
    unit = unit_info(period.unit_id, period.last)
    ways = ways_of_return(unit.province_id or unit.id, rows)
    agency = papers.Agency.centre(unit.full_name, unit.name)
    note = form_sets.form_note(form_sets.REGISTER, period.last)
    data: dict[str, Any] = {
        "title": _("Sổ theo dõi hồ sơ"),
        "keywords": [note],
        "form_set": note,
        "agency": forms.agency(agency),
        "place_date": wording.place_and_day(unit.name, timezone.localdate(at)),
        "period": _("Từ ngày %(first)s đến ngày %(last)s")
        % {"first": wording.day(period.first), "last": wording.day(period.last)},
        "count": len(rows),
        "rows": [_row(number, entry, ways) for number, entry in enumerate(rows, 1)],
    }
    return render(TEMPLATE, data, made_at=at, tagged=False)


def _row(number: int, entry: register.Entry, ways: dict[int, str]) -> list[str]:
    lead = unit_info(entry.competent_unit_id, timezone.localdate(entry.received_at)).full_name
    address = "\n".join(part for part in (entry.address, entry.phone) if part)
    return [
        str(number),
        entry.code,
        entry.short,
        "1",
        entry.applicant_name,
        address,
        lead,
        wording.moment(entry.received_at),
        wording.moment(entry.due_at),
        wording.moment(entry.returned_at),
        ways.get(entry.id, ""),
        "",
        note_of(entry),
    ]
