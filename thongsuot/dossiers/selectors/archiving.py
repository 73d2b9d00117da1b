"""Nộp lưu hồ sơ một cửa: how much of a year is in the archive, what waits, how far a run has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.dossiers.models import ArchivedDossier, ArchiveRun, Dossier

HANDERS = (Role.DOCUMENT_CLERK, Role.ARCHIVIST, Role.UNIT_LEADER, Role.COUNTER_CLERK)
REFUSED_SHOWN = 50
State = ArchivedDossier.State

# What keeps a closed dossier out: a signature that is awaited, or one that could not be asked for.
YEAR = """
SELECT v.field, count(*), count(*) FILTER (WHERE a.state = 'offered'), count(*) FILTER (WHERE a.state = 'refused'),
  count(*) FILTER (WHERE a.id IS NULL AND s.awaited), count(*) FILTER (WHERE a.id IS NULL AND NOT s.awaited)
  FROM dossiers_dossier d JOIN procedures_procedureversion v ON v.id = d.version_id
  LEFT JOIN dossiers_archiveddossier a ON a.province_id = d.province_id AND a.dossier_id = d.id
  LEFT JOIN LATERAL (SELECT bool_or(p.document_id IS NOT NULL) AS awaited FROM dossiers_papersigning p
    WHERE p.province_id = d.province_id AND p.dossier_id = d.id AND p.settled_at IS NULL AND NOT EXISTS (
      SELECT FROM documents_document w WHERE w.province_id = p.province_id AND w.id = p.document_id
        AND w.closed_at IS NOT NULL)) s ON true
 WHERE d.province_id = %(province)s AND d.competent_unit_id = %(unit)s
   AND d.closed_at >= %(since)s AND d.closed_at < %(until)s
 GROUP BY 1 ORDER BY 1
"""


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """Đầu và cuối một năm theo giờ Việt Nam."""
    first, next_first = (timezone.make_aware(datetime(one, 1, 1)) for one in (year, year + 1))  # noqa: DTZ001  (made aware)
    return first, next_first


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


def of_year(*, province_id: int, unit_id: int, year: int) -> list[FieldLine]:
    """Hồ sơ khép trong năm của một đơn vị, by field; one statement."""
    since, until = year_bounds(year)
    with connection.cursor() as cursor:
        cursor.execute(YEAR, {"province": province_id, "unit": unit_id, "since": since, "until": until})
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
    rows = ArchivedDossier.objects.filter(province_id=run.province_id, run_id=run.pk)
    by_state: dict[str, Mapping[str, Any]] = {
        row["state"]: row
        for row in rows.values("state")
        .annotate(count=Count("pk"), documents=Sum("documents"), size=Sum("size"))
        .order_by("state")
    }
    nothing: Mapping[str, Any] = {}
    offered = by_state.get(State.OFFERED, nothing)
    refused = dict(rows.filter(state=State.REFUSED).order_by("pk").values_list("dossier_id", "problem")[:REFUSED_SHOWN])
    codes = dict(Dossier.objects.filter(province_id=run.province_id, pk__in=refused).values_list("pk", "code"))
    return Progress(
        run,
        offered.get("count", 0),
        by_state.get(State.REFUSED, nothing).get("count", 0),
        offered.get("documents") or 0,
        offered.get("size") or 0,
        [(codes[pk], problem) for pk, problem in refused.items()],
        list(rows.filter(state=State.OFFERED).order_by("hand_in").values_list("hand_in", flat=True).distinct()),
    )
