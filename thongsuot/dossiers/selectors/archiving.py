"""Nộp lưu hồ sơ một cửa: how much of a year is in the archive, what waits, how far a run has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.dossiers.models import ArchivedDossier, ArchiveRun, Dossier
from thongsuot.org.selectors import predecessor_ids, versions_of

HANDERS = (Role.DOCUMENT_CLERK, Role.ARCHIVIST, Role.UNIT_LEADER, Role.COUNTER_CLERK)
REFUSED_SHOWN = 50
State = ArchivedDossier.State

# Closed in that year by the unit itself. A dossier that was open when its unit ended keeps the old unit as the competent
# one: it belongs to whoever it was transferred to, as the journal says.
CLOSED_HERE = """
  FROM unnest(%(units)s::bigint[], %(ended)s::timestamptz[]) u(id, ended)
  JOIN dossiers_dossier d ON d.province_id = ANY(%(provinces)s) AND d.competent_unit_id = u.id
   AND d.closed_at >= greatest(%(since)s, u.ended) AND d.closed_at < %(until)s
   AND (u.id = %(unit)s OR EXISTS (SELECT FROM common_journalentry e
     WHERE e.province_id = d.province_id AND e.subject_kind = 'dossier' AND e.subject_id = d.id AND e.verb = 'transferred'
       AND (e.data ->> 'from')::bigint = ANY(%(units)s) AND (e.data ->> 'to')::bigint = %(unit)s))
  JOIN procedures_procedureversion v ON v.id = d.version_id
"""
RETURNED = """EXISTS (SELECT FROM records_recordfile r WHERE r.province_id = ANY(%(provinces)s)
  AND r.source_kind = 'dossier' AND r.source_id = d.id AND r.state = 'returned')"""
# What keeps a closed dossier out: a signature that is awaited, or one that could not be asked for.
YEAR = """
SELECT v.field, count(*), count(*) FILTER (WHERE a.state = 'offered' AND NOT {returned}),
  count(*) FILTER (WHERE a.state = 'refused'),
  count(*) FILTER (WHERE a.id IS NULL AND s.awaited), count(*) FILTER (WHERE a.id IS NULL AND NOT s.awaited)
{closed_here}
  LEFT JOIN dossiers_archiveddossier a ON a.province_id = d.province_id AND a.dossier_id = d.id
  LEFT JOIN LATERAL (SELECT bool_or(p.document_id IS NOT NULL) AS awaited FROM dossiers_papersigning p
    WHERE p.province_id = d.province_id AND p.dossier_id = d.id AND p.settled_at IS NULL AND NOT EXISTS (
      SELECT FROM documents_document w WHERE w.province_id = p.province_id AND w.id = p.document_id
        AND w.closed_at IS NOT NULL)) s ON true
 GROUP BY 1 ORDER BY 1
""".replace("{closed_here}", CLOSED_HERE).replace("{returned}", RETURNED)


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """Đầu và cuối một năm theo giờ Việt Nam."""
    first, next_first = (timezone.make_aware(datetime(one, 1, 1)) for one in (year, year + 1))  # noqa: DTZ001  (made aware)
    return first, next_first


def closed_here(unit_id: int, year: int) -> dict[str, Any]:
    """Điều `CLOSED_HERE` cần: the unit, those before it with the moment they ended, and their provinces."""
    since, until = year_bounds(year)
    former = {one: ends for one in sorted(predecessor_ids(unit_id)) if (ends := versions_of(one)[-1].valid_to)}
    return {
        "unit": unit_id,
        "units": [unit_id, *former],
        "ended": [None, *(timezone.make_aware(datetime.combine(day, time())) for day in former.values())],
        "provinces": list(provinces_of(unit_id)),
        "since": since,
        "until": until,
    }


def provinces_of(unit_id: int) -> tuple[int, ...]:
    """Tỉnh mà hồ sơ của đơn vị này, và của những đơn vị trước nó, nằm dưới: a dossier keeps the one it came under."""
    units = [unit_id, *predecessor_ids(unit_id)]
    return tuple(sorted({one.province_id or one.id for unit in units for one in versions_of(unit)}))


@dataclass(frozen=True, slots=True)
class FieldLine:
    """Một lĩnh vực trong năm: dossiers that were closed, and where they are."""

    field: str
    closed: int
    offered: int
    refused: int
    awaiting: int
    unsigned: int

    @property
    def left(self) -> int:
        """Nộp được ngay."""
        return self.closed - self.offered - self.awaiting - self.unsigned


@dataclass(frozen=True, slots=True)
class Progress:
    """Một lượt: how many of each state, what they weigh, what was refused and why."""

    run: ArchiveRun
    offered: int
    refused: int
    documents: int
    size: int
    problems: list[tuple[str, str]]
    hand_ins: list[str]

    @property
    def done(self) -> int:
        """Đã xét."""
        return self.offered + self.refused

    @property
    def over(self) -> bool:
        """Xong cả lượt."""
        return self.run.finished_at is not None


def of_year(*, unit_id: int, year: int) -> list[FieldLine]:
    """Hồ sơ khép trong năm của một đơn vị, by field; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(YEAR, closed_here(unit_id, year))
        return [FieldLine(*row) for row in cursor.fetchall()]


def runs_of(unit_id: int) -> list[ArchiveRun]:
    """Các lượt gần đây của một đơn vị."""
    return list(ArchiveRun.objects.filter(unit_id=unit_id).select_related("asked_by").order_by("-pk")[:20])


def run_seen(uid: UUID, principal: Principal) -> ArchiveRun:
    """Lượt nộp của một đơn vị mà người này làm việc; NotFound elsewhere."""
    run = ArchiveRun.objects.filter(uid=uid, unit_id__in=principal.units_with(*HANDERS)).first()
    if run is None:
        raise NotFound()
    return run


def progress_of(run: ArchiveRun) -> Progress:
    """Tiến độ của một lượt; three statements."""
    provinces = provinces_of(run.unit_id)
    rows = ArchivedDossier.objects.filter(province_id__in=provinces, run_id=run.pk)
    by_state: dict[str, Mapping[str, Any]] = {
        row["state"]: row
        for row in rows.values("state")
        .annotate(count=Count("pk"), documents=Sum("documents"), size=Sum("size"))
        .order_by("state")
    }
    nothing: Mapping[str, Any] = {}
    offered = by_state.get(State.OFFERED, nothing)
    refused = dict(rows.filter(state=State.REFUSED).order_by("pk").values_list("dossier_id", "problem")[:REFUSED_SHOWN])
    codes = dict(Dossier.objects.filter(province_id__in=provinces, pk__in=refused).values_list("pk", "code"))
    return Progress(
        run,
        offered.get("count", 0),
        by_state.get(State.REFUSED, nothing).get("count", 0),
        offered.get("documents") or 0,
        offered.get("size") or 0,
        [(codes[pk], problem) for pk, problem in refused.items()],
        list(rows.filter(state=State.OFFERED).order_by("hand_in").values_list("hand_in", flat=True).distinct()),
    )
