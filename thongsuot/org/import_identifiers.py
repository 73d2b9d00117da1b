"""Nạp mã định danh điện tử của cơ quan (QĐ 20/2020/QĐ-TTg) from the list a province has decided.

Columns: identifier, unit_code, valid_from, valid_to, parent (the last three may be empty). A dry run by default. All or
nothing: one refused row and nothing is written. An official identifier replaces a demo one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.common import journal, stamps
from thongsuot.org.models import UnitVersion
from thongsuot.org.reference_data import identifiers as configured
from thongsuot.org.selectors import UnitInfo, units_of_code, versions_of
from thongsuot.org.services import change_unit
from thongsuot.org.tables import Row, fingerprint, read_table

COLUMNS = ("identifier", "unit_code")
LONGEST = 35
# Art. 4: groups of A–Z and 0–9 between dots; the leftmost is one letter and two digits.
SHAPE = re.compile(r"[A-Z]\d{2}(\.[A-Z0-9]+)*")


@dataclass
class IdentifierReport:
    """Báo cáo nạp mã định danh."""

    rows: int = 0
    set: int = 0
    same: int = 0
    refused: list[str] = field(default_factory=list)
    applied: bool = False

    @property
    def problems(self) -> bool:
        """Whether a row was refused."""
        return bool(self.refused)

    def lines(self) -> list[str]:
        """Báo cáo bằng lời."""
        state = _("đã ghi") if self.applied else _("chưa ghi gì")
        head = _("%(rows)d dòng, %(set)d mã mới hoặc đổi, %(same)d đã đúng (%(state)s).") % {
            "rows": self.rows,
            "set": self.set,
            "same": self.same,
            "state": state,
        }
        return [head, *(_("Không nhận %(row)s") % {"row": row} for row in self.refused)]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Một mã cho một đơn vị trong [valid_from, valid_to)."""

    identifier: str
    unit: UnitInfo
    valid_from: date | None
    valid_to: date | None


class _RefusedRow(Exception):
    """Dòng không nhận."""


@transaction.atomic
def import_identifiers(
    path: str | Path, *, at: datetime, apply: bool = False, by: int | None = None
) -> IdentifierReport:
    """Nạp danh sách mã định danh; without `apply`, or with any refused row, only the report."""
    report = IdentifierReport()
    wanted = _read(path, report)
    plans = [(entry, day, value) for entry in wanted for day, value in _steps(entry)]
    report.set = len({entry.unit.id for entry, _day, _value in plans})
    report.same = len(wanted) - len({id(entry) for entry, _day, _value in plans})
    if not apply or report.refused:
        return report
    report.applied = True
    new = {entry.identifier: entry.unit.id for entry in wanted}
    for row in UnitVersion.objects.filter(identifier__in=new, identifier_is_demo=True):
        if new[row.identifier] != row.unit_id:
            UnitVersion.objects.filter(pk=row.pk).update(identifier="", identifier_is_demo=False)
    for entry, day, value in plans:
        change_unit(unit_id=entry.unit.id, on=day, at=at, by=by, identifier=value, identifier_is_demo=False)
    if plans:
        stamps.bump(stamps.ORG)
        data = {"file_sha256": fingerprint(path), "rows": report.rows, "set": report.set}
        journal.append([journal.Entry(0, "org", 0, "identifiers_imported", at, actor_id=by, data=data)])
    return report


def shape_problem(identifier: str) -> str:
    """Lỗi về cấu trúc mã (Điều 4 QĐ 20/2020); empty when it is well formed."""
    if len(identifier) > LONGEST:
        return _("dài quá %(limit)d ký tự") % {"limit": LONGEST}
    if not SHAPE.fullmatch(identifier):
        return _("sai cấu trúc: các nhóm chữ A–Z, số 0–9 cách nhau bằng dấu chấm, nhóm đầu gồm một chữ và hai số")
    return ""


def _read(path: str | Path, report: IdentifierReport) -> list[_Wanted]:
    found: list[_Wanted] = []
    owners = _owners()
    rows = read_table(path, COLUMNS)
    listed = {row["identifier"] for _line, row in rows}
    for row in rows:
        report.rows += 1
        try:
            entry = _entry(row, listed, owners)
        except _RefusedRow as refused:
            report.refused.append(_("dòng %(line)d (%(identifier)s): %(why)s") % {
                "line": row[0], "identifier": row[1]["identifier"], "why": refused,
            })  # fmt: skip
            continue
        owners[entry.identifier] = entry.unit.id
        found.append(entry)
    return found


def _owners() -> dict[str, int]:
    """Official identifiers that a unit has or had: they are never given to another."""
    rows = UnitVersion.objects.exclude(identifier="").filter(identifier_is_demo=False)
    return dict(rows.values_list("identifier", "unit_id"))


def _entry(row: Row, listed: set[str], owners: dict[str, int]) -> _Wanted:
    values = row[1]
    identifier = values["identifier"]
    if problem := shape_problem(identifier):
        raise _RefusedRow(problem)
    since, until = _day(values.get("valid_from", "")), _day(values.get("valid_to", ""))
    if since and until and since >= until:
        raise _RefusedRow(_("ngày hết hiệu lực không sau ngày bắt đầu"))
    unit = _unit(values["unit_code"], since)
    if owners.get(identifier, unit.id) != unit.id:
        raise _RefusedRow(_("mã đã thuộc đơn vị khác; mã định danh không dùng lại"))
    parent = values.get("parent", "")
    if parent and not identifier.startswith(f"{parent}."):
        raise _RefusedRow(_("không nối tiếp mã cấp trên %(parent)s") % {"parent": parent})
    if parent and parent not in listed and parent not in owners:
        raise _RefusedRow(_("không có mã cấp trên %(parent)s") % {"parent": parent})
    first = configured()["provinces"].get(unit.province_code)
    if first and identifier.split(".")[0] != first:
        raise _RefusedRow(_("nhóm đầu phải là %(first)s, mã của tỉnh") % {"first": first})
    return _Wanted(identifier, unit, since, until)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _RefusedRow(_("ngày “%(text)s” không đọc được, cần dạng 2025-07-01") % {"text": text}) from None


def _unit(code: str, since: date | None) -> UnitInfo:
    """The unit with this code on the day; without a day the one that bears it now (or bore it last)."""
    known = units_of_code(code)
    if not known:
        raise _RefusedRow(_("không có đơn vị mang mã %(code)s") % {"code": code})
    if since is None:
        return known[-1]
    found = next((info for info in known if info.in_force(since)), None)
    if found is None:
        raise _RefusedRow(
            _("đơn vị mang mã %(code)s không có hiệu lực ngày %(day)s") % {"code": code, "day": f"{since:%d/%m/%Y}"}
        )
    return found


def _steps(entry: _Wanted) -> Iterator[tuple[date, str]]:
    """Days on which the unit's identifier has to change, and to what; none when all is in place."""
    since, until = entry.valid_from or date.min, entry.valid_to or date.max
    for info in versions_of(entry.unit.id):
        start, end = max(info.valid_from or date.min, since), min(info.valid_to or date.max, until)
        if start >= end:
            continue
        if (info.identifier, info.identifier_is_demo) != (entry.identifier, False):
            yield start, entry.identifier
        if until < (info.valid_to or date.max) and info.identifier:
            yield until, ""
