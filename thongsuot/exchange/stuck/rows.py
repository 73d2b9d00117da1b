"""Danh sách việc kẹt: oldest first, by key; one statement for the rows, one for the counts, at any size.

Each kind is asked per owner unit through its index (LATERAL), so that a province with a million waiting things costs a
page no more than a village does. Counts stop at `MOST_COUNTED` of a kind: more than that is "more than that".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.common import prepared
from thongsuot.exchange.permissions import Scope
from thongsuot.exchange.stuck_kinds import COLUMNS, StuckKind, kinds

MOST_COUNTED = 10_000
# Only kinds' own texts and constants of ours are put in.
_OF_UNITS = """
SELECT '{key}' AS kind, x.* FROM unnest(%(units)s::bigint[]) AS u(id),
  LATERAL (SELECT s.* FROM ({source}) s WHERE s.unit_id = u.id{filters} ORDER BY s.since, s.id LIMIT %(limit)s) x
"""
_HOMELESS = """
SELECT '{key}' AS kind, x.* FROM (SELECT s.* FROM ({source}) s
  WHERE s.unit_id IS NULL AND (s.province_id IS NULL OR s.province_id = ANY(%(provinces)s)){filters}
  ORDER BY s.since, s.id LIMIT %(limit)s) x
"""
_OF_PROVINCES = """
SELECT '{key}' AS kind, x.* FROM (SELECT s.* FROM ({source}) s
  WHERE (s.province_id IS NULL OR s.province_id = ANY(%(provinces)s)){filters} ORDER BY s.since, s.id LIMIT %(limit)s) x
"""
_COUNTS = (
    "SELECT kind, system, unit_id, cause, count(*), min(since) FROM ({rows}) r GROUP BY 1, 2, 3, 4 ORDER BY min(since)"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Bộ lọc của danh sách; empty = everything."""

    kind: str = ""
    system: str = ""
    cause: str = ""
    unit_id: int | None = None
    code: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Một việc đang chờ hệ thống khác."""

    kind: str
    id: int
    province_id: int | None
    system: str
    unit_id: int | None
    code: str
    cause: str
    since: datetime
    attempts: int
    next_try_at: datetime | None
    part: str
    detail: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Where the next page goes on."""
        return self.since.isoformat(), self.kind, str(self.id)


@dataclass(frozen=True, slots=True)
class Count:
    """Bao nhiêu việc chờ, từ bao giờ."""

    kind: str
    system: str
    unit_id: int | None
    cause: str
    number: int
    oldest: datetime


def listed(
    scope: Scope, wanted: Wanted, *, after: Sequence[str] | None = None, limit: int = 50, whole_province: bool = False
) -> list[Row]:
    """Một trang (one row more than asked for tells that there is another); `whole_province` for replays by the province."""
    sql, params = _sources(scope, wanted, after, whole_province=whole_province)
    if not sql:
        return []
    with prepared.cursor() as cursor:  # few texts, by the filters that are set; planning them costs more than a page
        cursor.execute(f"{sql} ORDER BY since, kind, id LIMIT %(limit)s", params | {"limit": limit + 1})
        return [Row(*row) for row in cursor.fetchall()]


def counted(scope: Scope, wanted: Wanted, *, whole_province: bool = False) -> list[Count]:
    """Đếm theo loại, hệ thống, đơn vị, nguyên nhân, oldest first; of each kind (and unit) at most `MOST_COUNTED`."""
    sql, params = _sources(scope, wanted, None, whole_province=whole_province)
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(rows=sql), params | {"limit": MOST_COUNTED})
        return [Count(*row) for row in cursor.fetchall()]


def one(kind: StuckKind, row_id: int) -> Row | None:
    """Một việc, whoever asks: the caller looks whether they may."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s, s.* FROM ({kind.source}) s WHERE s.id = %s", [kind.key, row_id])  # noqa: S608
        row = cursor.fetchone()
    return Row(*row) if row else None


def _sources(
    scope: Scope, wanted: Wanted, after: Sequence[str] | None, *, whole_province: bool
) -> tuple[str, dict[str, Any]]:
    shapes = [_OF_PROVINCES] if whole_province else []
    if not whole_province:
        shapes += [_OF_UNITS] if scope.units else []
        shapes += [_HOMELESS] if scope.provinces else []
    chosen = [kind for kind in kinds() if wanted.kind in ("", kind.key)]
    params: dict[str, Any] = {"units": _units(scope, wanted), "provinces": list(scope.provinces)}
    parts = []
    for kind in chosen:
        filters, values = _filters(wanted, after, kind.key)
        params |= values
        parts += [f"({shape.format(key=kind.key, source=kind.source, filters=filters)})" for shape in shapes]
    return " UNION ALL ".join(parts), params


def _units(scope: Scope, wanted: Wanted) -> list[int]:
    if wanted.unit_id is None:
        return list(scope.units)
    return [wanted.unit_id] if wanted.unit_id in scope.units else []


def _filters(wanted: Wanted, after: Sequence[str] | None, key: str) -> tuple[str, dict[str, Any]]:
    asked: list[tuple[str, dict[str, Any], Any]] = [
        ("s.system = %(system)s", {"system": wanted.system}, wanted.system),
        ("s.cause = %(cause)s", {"cause": wanted.cause}, wanted.cause),
        ("s.code = %(code)s", {"code": wanted.code}, wanted.code),
        ("s.since >= %(from)s", {"from": wanted.since}, wanted.since),
        ("s.since < %(until)s", {"until": wanted.until}, wanted.until),
    ]
    if wanted.unit_id is not None:
        asked.append(("s.unit_id = %(unit)s", {"unit": wanted.unit_id}, True))
    if after:
        # The plain bound lets the index begin at the right place; the second one parts what has the same moment.
        bound = f"s.since >= %(after)s AND (s.since, '{key}'::text, s.id) > (%(after)s, %(after_kind)s, %(after_id)s)"
        asked.append((bound, {"after": after[0], "after_kind": after[1], "after_id": int(after[2])}, True))
    used = [(sql, values) for sql, values, given in asked if given]
    params: dict[str, Any] = {}
    for _sql, values in used:
        params |= values
    return "".join(f" AND {sql}" for sql, _values in used), params


def narrowed(wanted: Wanted, **changes: Any) -> Wanted:
    """The same filter with something changed."""
    return replace(wanted, **changes)


assert COLUMNS[0] == "id"  # Row(*row) follows COLUMNS behind the kind
