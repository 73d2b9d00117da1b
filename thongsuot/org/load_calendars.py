"""Nạp lịch cả nước: the default hours of work and the special days of `reference/holidays.csv`.

Idempotent. A year that people have worked on (a national day that does not come from the file) is theirs and stays as
it is; so do the hours of work, once there are any, and everything of a province.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from thongsuot.common import stamps
from thongsuot.common.clock import WorkWeek
from thongsuot.org.models import SpecialDay, WorkingHours

HOLIDAYS = Path(__file__).parent / "reference" / "holidays.csv"
SOURCE = "holidays.csv: "
Progress = Callable[[int, int], None]


@dataclass
class LoadReport:
    """Kết quả nạp: days added, changed and removed, years left alone because people keep them."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    hours_set: bool = False
    kept_years: list[int] = field(default_factory=list)

    @property
    def changed_anything(self) -> bool:
        """Whether the database differs from before."""
        return bool(self.added or self.changed or self.removed or self.hours_set)


@transaction.atomic
def load(progress: Progress | None = None) -> LoadReport:
    """Nạp giờ làm việc mặc định và ngày nghỉ cả nước; bumps the stamp "calendar" only when something changed."""
    report = LoadReport(hours_set=_set_default_hours())
    wanted, present = _by_year(reference_days()), _by_year(SpecialDay.objects.filter(province=None))
    for number, (year, days) in enumerate(sorted(wanted.items()), start=1):
        if any(not row.source.startswith(SOURCE) for row in present[year].values()):
            report.kept_years.append(year)
        else:
            _load_year(report, days, present[year])
        if progress:
            progress(number, len(wanted))
    if report.changed_anything or stamps.CALENDAR not in stamps.current():
        stamps.bump(stamps.CALENDAR)
    return report


def reference_days() -> list[SpecialDay]:
    """Ngày đặc biệt cả nước theo tệp kèm theo sản phẩm, not saved."""
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        return [
            SpecialDay(
                province=None,
                on=date.fromisoformat(row["on"]),
                kind=SpecialDay.DayKind(row["kind"]),
                name=row["name"],
                provisional=row["provisional"] == "yes",
                source=SOURCE + row["source"],
            )
            for row in csv.DictReader(file)
        ]


def _load_year(report: LoadReport, wanted: dict[date, SpecialDay], present: dict[date, SpecialDay]) -> None:
    """Make one year's national days equal to those of the file."""
    missing = [day for on, day in wanted.items() if on not in present]
    gone = [row.pk for on, row in present.items() if on not in wanted]
    differing = [day for on, day in wanted.items() if on in present and _facts(day) != _facts(present[on])]
    for day in differing:
        day.pk = present[day.on].pk
    if missing:
        SpecialDay.objects.bulk_create(missing)
    if differing:
        SpecialDay.objects.bulk_update(differing, ["kind", "name", "provisional", "source"])
    if gone:
        SpecialDay.objects.filter(pk__in=gone).delete()
    report.added += len(missing)
    report.changed += len(differing)
    report.removed += len(gone)


def _facts(day: SpecialDay) -> tuple[str, str, bool, str]:
    return str(day.kind), day.name, day.provisional, day.source


def _by_year(days: Iterable[SpecialDay]) -> dict[int, dict[date, SpecialDay]]:
    years: dict[int, dict[date, SpecialDay]] = defaultdict(dict)
    for day in days:
        years[day.on.year][day.on] = day
    return years


def _set_default_hours() -> bool:
    """Giờ mặc định của cả nước (thứ Hai – thứ Sáu, 07:00–11:30 và 13:30–17:00), where the nation has none yet."""
    if WorkingHours.objects.filter(province=None).exists():
        return False
    week = WorkWeek()
    WorkingHours.objects.create(
        province=None,
        valid=DateRange(None, None),
        hours={
            str(weekday): [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in sessions]
            for weekday, sessions in enumerate(week.sessions, start=1)
            if sessions
        },
        cutoff=week.cutoff,
        hour_exact=week.hour_exact,
    )
    return True
