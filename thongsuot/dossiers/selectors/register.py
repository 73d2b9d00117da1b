"""Sổ theo dõi hồ sơ: what a unit received in a period, in the order of reception, with the columns of the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.dossiers.models import CLOSED
from thongsuot.dossiers.permissions import former_units, working_units
from thongsuot.procedures.selectors import version_by_id

# Of a former unit: closed dossiers, and open ones that have come over to us; what went to another successor is his.
FROM = """FROM dossiers_dossier d WHERE d.receiving_unit_id = %(unit)s
  AND d.received_at >= %(start)s AND d.received_at < %(end)s
  AND (%(own)s OR d.status = ANY(%(closed)s) OR EXISTS (SELECT 1 FROM dossiers_holding h
    WHERE h.province_id = d.province_id AND h.dossier_id = d.id AND h.unit_id = ANY(%(heirs)s::bigint[])))"""
ORDER = "ORDER BY d.received_at, d.id"
PAGE = f"""SELECT d.id, d.code, d.version_id, d.applicant_name, coalesce(d.applicant->>'address', ''),
  coalesce(d.applicant->>'phone', ''), d.competent_unit_id, d.received_at, d.due_at, d.finished_at, d.returned_at, d.channel, d.status,
  d.extension_count, d.supplement_count
{FROM} AND (d.received_at, d.id) > (%(after_at)s, %(after_id)s) {ORDER} LIMIT %(limit)s"""
COUNT = f"SELECT count(*) FROM (SELECT 1 {FROM} LIMIT %(most)s) counted"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Entry:
    """Một dòng của sổ."""

    id: int
    code: str
    version_id: int
    applicant_name: str
    address: str
    phone: str
    competent_unit_id: int
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    channel: str
    status: str
    extensions: int
    supplements: int

    @property
    def content(self) -> str:
        """Nội dung: the procedure asked for."""
        return version_by_id(self.version_id).name

    @property
    def short(self) -> str:
        """Short name of the procedure, for the screen."""
        return version_by_id(self.version_id).short_name


@dataclass(frozen=True, slots=True)
class Period:
    """Kỳ của sổ: local days, both included; for the register of a former unit `heirs` are the reader's own units."""

    unit_id: int
    first: date
    last: date
    heirs: frozenset[int] = frozenset()

    def params(self) -> dict[str, Any]:
        """As the statements take it."""
        start = timezone.make_aware(datetime.combine(self.first, datetime.min.time()))
        end = timezone.make_aware(datetime.combine(self.last + timedelta(days=1), datetime.min.time()))
        return {
            "unit": self.unit_id,
            "start": start,
            "end": end,
            "own": not self.heirs,
            "closed": sorted(CLOSED),
            "heirs": sorted(self.heirs),
        }


def period_for(principal: Principal, unit_id: int, first: date, last: date) -> Period:
    """Sổ của đơn vị mình, của đơn vị dưới quyền, hay (chỉ đọc) của đơn vị cũ mà đơn vị mình kế thừa; else NotFound."""
    mine = working_units(principal)
    if unit_id in mine:
        return Period(unit_id, first, last)
    if unit_id in former_units(principal):
        return Period(unit_id, first, last, heirs=mine)
    raise NotFound()


def entries(
    period: Period, *, after: tuple[datetime, int] | None = None, limit: int
) -> tuple[Sequence[Entry], tuple[datetime, int] | None]:
    """A page of the register and the key of the next; one statement, never counted."""
    params = period.params()
    at, last_id = after or (params["start"], 0)
    with connection.cursor() as cursor:
        cursor.execute(PAGE, {**params, "after_at": at, "after_id": last_id, "limit": limit + 1})
        rows = [Entry(*row) for row in cursor.fetchall()]
    if len(rows) <= limit:
        return rows, None
    rows = rows[:limit]
    return rows, (rows[-1].received_at, rows[-1].id)


def count_up_to(period: Period, most: int) -> int:
    """How many there are, counted no further than `most`."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {**period.params(), "most": most})
        return int(cursor.fetchone()[0])
