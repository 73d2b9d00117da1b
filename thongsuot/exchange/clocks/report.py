"""Báo cáo hai đồng hồ: per unit, how much of what the portal calls overdue is real, and why the rest is not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from thongsuot.common import prepared
from thongsuot.exchange.models import Cause, ClockDifference, ClockRun

_LINES = """
SELECT unit_id, cause, compared, overdue_there, overdue_both, overdue_here FROM exchange_clockunit
 WHERE run_id = %s AND (%s::boolean OR unit_id = ANY(%s::bigint[]))
"""


@dataclass(slots=True)
class Line:
    """Một đơn vị: figures of one comparison; `false` parts what is overdue only on the portal by cause."""

    unit_id: int | None
    compared: int = 0
    differing: int = 0
    overdue_there: int = 0
    overdue_both: int = 0
    overdue_here: int = 0
    false: dict[str, int] = field(default_factory=dict)
    by_cause: dict[str, int] = field(default_factory=dict)

    @property
    def real_share(self) -> float | None:
        """Phần quá hạn thật trong số cổng ghi quá hạn; None when the portal names none."""
        return self.overdue_both / self.overdue_there if self.overdue_there else None


def newest(province_id: int, *, compared: bool = True) -> ClockRun | None:
    """Lần so mới nhất."""
    runs = ClockRun.objects.filter(province_id=province_id).select_related("system").order_by("-pk")
    return (runs.filter(compared_at__isnull=False, ended_at__isnull=False) if compared else runs).first()


def lines(run: ClockRun, unit_ids: Sequence[int] | None = None) -> list[Line]:
    """Mỗi đơn vị một dòng, most falsely overdue first; of these units, or of all. One statement, as many rows as units."""
    with prepared.cursor() as cursor:
        cursor.execute(_LINES, [run.pk, unit_ids is None, list(unit_ids or ())])
        rows = cursor.fetchall()
    found: dict[int | None, Line] = {}
    for unit_id, cause, compared, there, both, here in rows:
        line = found.get(unit_id)
        if line is None:
            line = found[unit_id] = Line(unit_id)
        line.compared += compared
        line.overdue_there += there
        line.overdue_both += both
        line.overdue_here += here
        if cause:  # empty: nothing differs; a unit has one row for each cause
            line.differing += compared
            line.by_cause[cause], line.false[cause] = compared, there - both
    return sorted(found.values(), key=lambda line: (line.overdue_both - line.overdue_there, -line.differing))


def total(found: Sequence[Line]) -> Line:
    """Cộng lại."""
    whole = Line(None)
    for line in found:
        for name in ("compared", "differing", "overdue_there", "overdue_both", "overdue_here"):
            setattr(whole, name, getattr(whole, name) + getattr(line, name))
        for cause in Cause.values:
            whole.false[cause] = whole.false.get(cause, 0) + line.false.get(cause, 0)
            whole.by_cause[cause] = whole.by_cause.get(cause, 0) + line.by_cause.get(cause, 0)
    return whole


def differences(
    run: ClockRun, unit_id: int, *, cause: str = "", overdue: bool = False, after: str = "", limit: int = 50
) -> list[ClockDifference]:
    """Hồ sơ khác nhau của một đơn vị, by code; one more than asked for tells that there is another page."""
    rows = ClockDifference.objects.filter(province_id=run.province_id, run_id=run.pk, unit_id=unit_id)
    if cause:
        rows = rows.filter(cause=cause)
    if overdue:
        rows = rows.filter(overdue_there=True, overdue_here=False)
    return list(rows.filter(code__gt=after).order_by("code")[: limit + 1])
