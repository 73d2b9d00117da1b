"""Danh sách bàn giao: dossiers that go from the counter to a division, or results that come back to the counter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.dossiers import papers
from thongsuot.dossiers.papers import forms, wording
from thongsuot.org.selectors import children, unit_info
from thongsuot.procedures.selectors import version_by_id

TEMPLATE = Path(__file__).resolve().parent / "papers" / "typst" / "handover.typ"
OUT, BACK = "di", "ve"
WAYS = {OUT: gettext_lazy("Quầy giao hồ sơ cho bộ phận"), BACK: gettext_lazy("Bộ phận giao kết quả về quầy")}
MOST = 500

# Steps opened that day in the division, for dossiers whose counter is the unit's; each dossier once, its first step.
GIVEN_OUT = """
SELECT DISTINCT ON (d.id) d.code, d.applicant_name, d.version_id, s.started_at, d.due_at,
  (SELECT coalesce(sum(c.originals), 0) FROM dossiers_dossiercomponent c WHERE c.province_id = d.province_id AND c.dossier_id = d.id),
  (SELECT coalesce(sum(c.copies), 0) FROM dossiers_dossiercomponent c WHERE c.province_id = d.province_id AND c.dossier_id = d.id)
FROM dossiers_dossier d JOIN dossiers_dossierstep s ON s.province_id = d.province_id AND s.dossier_id = d.id
JOIN tasks_task t ON t.province_id = s.province_id AND t.id = s.task_id
WHERE d.receiving_unit_id = %(unit)s AND d.received_at >= %(start)s AND d.received_at < %(end)s
  AND (%(organ)s::bigint IS NULL OR t.organ_id = %(organ)s) AND s.state <> 'cancelled'
ORDER BY d.id, s.id LIMIT %(most)s
"""
GIVEN_BACK = """
SELECT d.code, d.applicant_name, d.version_id, d.finished_at, d.due_at,
  (SELECT count(*) FROM dossiers_dossierfile f WHERE f.province_id = d.province_id AND f.dossier_id = d.id AND f.purpose = 'result' AND f.replaced_at IS NULL),
  0
FROM dossiers_holding h JOIN dossiers_dossier d ON d.province_id = h.province_id AND d.id = h.dossier_id
WHERE h.unit_id = %(unit)s AND h.status = 'FINISHED' AND d.finished_at >= %(start)s AND d.finished_at < %(end)s
  AND (%(organ)s::bigint IS NULL OR EXISTS (SELECT 1 FROM dossiers_dossierstep s JOIN tasks_task t ON t.province_id = s.province_id AND t.id = s.task_id
    WHERE s.province_id = d.province_id AND s.dossier_id = d.id AND t.organ_id = %(organ)s))
ORDER BY d.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Item:
    """Một dòng bàn giao."""

    code: str
    applicant_name: str
    version_id: int
    moved_at: datetime
    due_at: datetime | None
    first: int
    second: int

    @property
    def procedure(self) -> str:
        """Short name of the procedure."""
        return version_by_id(self.version_id).short_name


def items(*, unit_id: int, way: str, organ_id: int | None, day: date) -> list[Item]:
    """Hồ sơ, kết quả bàn giao trong ngày; one statement, at most five hundred."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    params = {"unit": unit_id, "organ": organ_id, "start": start, "end": start + timedelta(days=1), "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(GIVEN_OUT if way == OUT else GIVEN_BACK, params)
        return [Item(*row) for row in cursor.fetchall()]


def divisions(unit_id: int, day: date) -> list[tuple[int, str]]:
    """Bộ phận của đơn vị, without the service centre, which is the counter itself."""
    return [(o.id, o.full_name) for o in children(unit_id, day) if o.organ_kind and o.organ_kind != "service_centre"]


@in_vietnamese()
def handover_pdf(
    *, unit_id: int, way: str, organ_id: int | None, day: date, rows: Sequence[Item], at: datetime
) -> bytes:
    """Danh sách bàn giao có chỗ ký của hai bên."""
    unit = unit_info(unit_id, day)
    counter = _("Trung tâm Phục vụ hành chính công")
    division = unit_info(organ_id, day).full_name if organ_id else _("Các bộ phận chuyên môn")
    out = way == OUT
    agency = papers.Agency.centre(unit.full_name, unit.name)
    heads = [_("TT"), _("Mã hồ sơ"), _("Tổ chức, cá nhân"), _("Thủ tục")]
    heads += [_("Bản chính"), _("Bản sao")] if out else [_("Số kết quả"), _("Ký nhận")]
    data = {
        "title": _("Danh sách bàn giao hồ sơ") if out else _("Danh sách bàn giao kết quả"),
        "keywords": [],
        "agency": forms.agency(agency),
        "place_date": wording.place_and_day(unit.name, timezone.localdate(at)),
        "day": _("Ngày %(day)s") % {"day": wording.day(day)},
        "giver": counter if out else division,
        "taker": division if out else counter,
        "heads": [*heads, _("Giao lúc"), _("Hẹn trả")],
        "rows": [
            [
                str(number),
                row.code,
                row.applicant_name,
                row.procedure,
                str(row.first),
                str(row.second) if out else "",
                wording.moment(row.moved_at),
                wording.moment(row.due_at),
            ]
            for number, row in enumerate(rows, 1)
        ],
    }
    return render(TEMPLATE, data, made_at=at)
