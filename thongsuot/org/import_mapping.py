"""Nạp bảng chuyển đổi đơn vị hành chính (shape of the conversion table of the National Statistics Office).

Columns: old_code, old_full_name, old_district_code, old_province_code, new_code, new_full_name, new_province_code,
relation, note_vi. A dry run by default: the report says what would change. Rows that contradict themselves or our units
are reported and left out; what the table does not speak of stays. Repeating it changes nothing.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.common import journal, stamps
from thongsuot.org.heirs import COMPLETE
from thongsuot.org.models import Level, Relation, Succession, UnitVersion
from thongsuot.org.names import bare_key
from thongsuot.org.reference_data import REORGANISED_ON
from thongsuot.org.store import NewLink, add_links, change_links
from thongsuot.org.tables import fingerprint, read_table

COLUMNS = ("old_code", "old_full_name", "old_district_code", "new_code", "new_full_name", "relation")
Pair = tuple[int, int]


@dataclass
class MappingReport:
    """Báo cáo: what the table says that we did not know, and what does not fit together."""

    rows: int = 0
    same: int = 0
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    notes_kept: int = 0
    unknown: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    not_units: list[str] = field(default_factory=list)
    names_differ: list[str] = field(default_factory=list)
    applied: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """Con số của từng mục."""
        lists = ("new", "changed", "unknown", "contradictions", "not_units", "names_differ")
        return {"rows": self.rows, "same": self.same, "notes_kept": self.notes_kept} | {
            name: len(getattr(self, name)) for name in lists
        }

    @property
    def problems(self) -> bool:
        """Whether some rows could not be used."""
        return bool(self.unknown or self.contradictions)

    def lines(self) -> list[str]:
        """Báo cáo bằng lời, from what matters most."""
        titles = (
            ("contradictions", _("Mâu thuẫn, không nạp")),
            ("unknown", _("Mã không có, không nạp")),
            ("not_units", _("Không phải đơn vị, chỉ ghi lại")),
            ("changed", _("Quan hệ đổi")),
            ("new", _("Quan hệ mới")),
            ("names_differ", _("Tên viết khác (nối theo mã, không theo tên)")),
        )
        state = _("đã ghi") if self.applied else _("chạy thử, chưa ghi gì")
        head = _("%(rows)d dòng, %(same)d đã đúng, %(notes)d ghi chú giữ lại (%(state)s).") % {
            "rows": self.rows,
            "same": self.same,
            "notes": self.notes_kept,
            "state": state,
        }
        found = [head]
        for name, title in titles:
            entries = getattr(self, name)
            if entries:
                found += [f"{title}: {len(entries)}", *(f"  {entry}" for entry in entries)]
        return found


@dataclass(frozen=True, slots=True)
class _Entry:
    """Một dòng đọc được."""

    line: int
    pair: Pair
    relation: str
    note: str
    label: str


@transaction.atomic
def import_mapping(
    path: str | Path,
    *,
    at: datetime,
    apply: bool = False,
    effective_on: date = REORGANISED_ON,
    by: int | None = None,
) -> MappingReport:
    """Nạp bảng chuyển đổi; without `apply` only the report. Units themselves are never made from a table."""
    report = MappingReport(applied=apply)
    entries = _consistent(_entries(path, effective_on, report), report)
    present = {
        (row.predecessor_id, row.successor_id): row for row in Succession.objects.filter(effective_on=effective_on)
    }
    basis = _basis_of_successors(effective_on)
    missing: list[NewLink] = []
    better: list[Succession] = []
    for entry in entries:
        row = present.get(entry.pair)
        if row is None:
            report.new.append(f"{entry.label}: {entry.relation}")
            missing.append(NewLink(*entry.pair, entry.relation, effective_on, basis.get(entry.pair[1], ""), entry.note))
            report.notes_kept += bool(entry.note)
            continue
        if row.relation != entry.relation:
            report.changed.append(f"{entry.label}: {row.relation} → {entry.relation}")
        elif row.note == entry.note:
            report.same += 1
            continue
        else:
            report.same += 1
            report.notes_kept += 1
        row.relation, row.note = entry.relation, entry.note
        better.append(row)
    _speak_of_the_rest(present, entries, report)
    if apply and (missing or better):
        add_links(missing)
        change_links([(row.pk, row.relation, row.note) for row in better])
        stamps.bump(stamps.ORG)
        data = {"file_sha256": fingerprint(path), "effective_on": effective_on.isoformat(), **report.counts}
        journal.append([journal.Entry(0, "org", 0, "mapping_imported", at, actor_id=by, data=data)])
    return report


def _entries(path: str | Path, effective_on: date, report: MappingReport) -> list[_Entry]:
    """Rows whose units and relation are known; the others go into the report."""
    last_day = effective_on - timedelta(days=1)
    old, new = _by_code(Level.COMMUNE, last_day), _by_code(Level.COMMUNE, effective_on)
    districts, provinces = _by_code(Level.DISTRICT, last_day), _province_codes()
    found: list[_Entry] = []
    for line, row in read_table(path, COLUMNS):
        report.rows += 1
        label = _("dòng %(line)d: %(old)s → %(new)s") % {
            "line": line,
            "old": f"{row['old_full_name']} ({row['old_code'] or row['old_district_code']})",
            "new": f"{row['new_full_name']} ({row['new_code']})",
        }
        if row["relation"] not in Relation.values:
            report.contradictions.append(
                _("%(row)s: quan hệ lạ “%(relation)s”") % {"row": label, "relation": row["relation"]}
            )
            continue
        if not row["old_code"] and row["relation"] != Relation.DISTRICT_TO_SPECIAL:
            report.not_units.append(f"{label}: {row.get('note_vi', '')}")
            continue
        before = old.get(row["old_code"]) if row["old_code"] else districts.get(row["old_district_code"])
        after = new.get(row["new_code"])
        if before is None or after is None:
            report.unknown.append(label)
            continue
        for version, name in ((before, row["old_full_name"]), (after, row["new_full_name"])):
            if bare_key(version.full_name) != bare_key(name):
                report.names_differ.append(
                    _("dòng %(line)d: %(code)s bảng ghi “%(theirs)s”, ta có “%(ours)s”")
                    % {"line": line, "code": version.code, "theirs": name, "ours": version.full_name}
                )
        if row.get("new_province_code") and row["new_province_code"] != provinces[after.province_id]:
            report.contradictions.append(_("%(row)s: khác tỉnh với đơn vị của ta") % {"row": label})
            continue
        found.append(_Entry(line, (before.unit_id, after.unit_id), row["relation"], row.get("note_vi", ""), label))
    return found


def _consistent(entries: list[_Entry], report: MappingReport) -> list[_Entry]:
    """Leave out what the table says against itself: a pair twice in two ways, a unit that goes whole to two places."""
    by_old: dict[int, list[_Entry]] = defaultdict(list)
    seen: dict[Pair, _Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.pair, entry)
        if first is entry:
            by_old[entry.pair[0]].append(entry)
        elif first.relation != entry.relation:
            report.contradictions.append(
                _("%(row)s: dòng %(line)d nói “%(first)s”, dòng này nói “%(second)s”")
                % {"row": entry.label, "line": first.line, "first": first.relation, "second": entry.relation}
            )
    kept: list[_Entry] = []
    for own in by_old.values():
        if len(own) > 1 and any(entry.relation in COMPLETE for entry in own):
            report.contradictions += [
                _("%(row)s: “%(relation)s” nhưng đơn vị cũ còn đi nơi khác") % {"row": e.label, "relation": e.relation}
                for e in own
                if e.relation in COMPLETE
            ]
            continue
        kept += own
    return kept


def _speak_of_the_rest(present: Mapping[Pair, Succession], entries: list[_Entry], report: MappingReport) -> None:
    """A pair of ours that the table leaves out although it speaks of its old unit."""
    spoken_of = {entry.pair[0] for entry in entries}
    pairs = {entry.pair for entry in entries}
    extra = sorted(pair for pair in present if pair[0] in spoken_of and pair not in pairs)
    units = {ident for pair in extra for ident in pair}
    names = dict(UnitVersion.objects.filter(unit_id__in=units).order_by("valid").values_list("unit_id", "full_name"))
    for old, new in extra:
        report.contradictions.append(
            _("Bảng không có: %(old)s → %(new)s, ta đang có quan hệ này; giữ nguyên")
            % {"old": names[old], "new": names[new]}
        )


def _by_code(level: str, on: date) -> dict[str, UnitVersion]:
    rows = UnitVersion.objects.filter(level=level, valid__contains=on).exclude(code="")
    return {row.code: row for row in rows}


def _basis_of_successors(on: date) -> dict[int, str]:
    rows = UnitVersion.objects.filter(level=Level.COMMUNE, valid__contains=on)
    return dict(rows.values_list("unit_id", "legal_basis"))


def _province_codes() -> dict[int | None, str]:
    """Code of each province; one for its whole life."""
    return dict(UnitVersion.objects.filter(level=Level.PROVINCE).values_list("unit_id", "code"))
