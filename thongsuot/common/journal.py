"""Nhật ký: the one way into the journal and the readings that need no rights of their own.

The SQL function `journal_append` writes the entry, lengthens the subject's hash chain and refuses a clock that moved
back. If the entry cannot be written, the caller's transaction fails, and with it the act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection

from thongsuot.common import prepared
from thongsuot.common.errors import database_refusals

_ONE = "SELECT journal_append(%s, %s, %s, %s, %s, %s, %s, %s::jsonb)"
_ROWS = """
  unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::timestamptz[], %s::bigint[], %s::bigint[], %s::text[])
  WITH ORDINALITY AS e(province_id, kind, subject_id, verb, at, actor_id, unit_id, data, n)
"""
_OF_ONE_SUBJECT = f"""
SELECT journal_append(province_id, kind, subject_id, verb, at, actor_id, unit_id, data::jsonb)
  FROM (SELECT e.* FROM {_ROWS} ORDER BY n OFFSET 0) AS in_order
"""  # noqa: S608  (a constant of ours)
# Heads are locked in one order for everybody before the first entry is written: two bulk acts never wait in a circle.
_MANY = f"""
SELECT journal_append(province_id, kind, subject_id, verb, at, actor_id, unit_id, data::jsonb)
  FROM (SELECT e.* FROM {_ROWS}, (SELECT journal_lock_heads(%s::bigint[], %s::text[], %s::bigint[]) AS heads OFFSET 0) AS locked
        WHERE locked.heads IS NOT NULL ORDER BY n OFFSET 0) AS in_order
"""  # noqa: S608  (a constant of ours)
_TIMELINE = """
SELECT id, seq, verb, at, recorded_at, actor_id, unit_id, data::text FROM common_journalentry
 WHERE province_id = %s AND subject_kind = %s AND subject_id = %s ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """Bút toán sắp ghi. `data` holds what the verb needs to be understood later; never secrets."""

    province_id: int
    subject_kind: str
    subject_id: int
    verb: str
    at: datetime
    actor_id: int | None = None
    unit_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    def values(self) -> tuple[Any, ...]:
        """Arguments of `journal_append`."""
        data = orjson.dumps(dict(self.data), default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()
        return (
            self.province_id,
            self.subject_kind,
            self.subject_id,
            self.verb,
            self.at,
            self.actor_id,
            self.unit_id,
            data,
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """Bút toán đã ghi, as a timeline shows it."""

    id: int
    seq: int
    verb: str
    at: datetime
    recorded_at: datetime
    actor_id: int | None
    unit_id: int | None
    data: dict[str, Any]


def append(entries: Sequence[Entry]) -> list[int]:
    """Ghi nhật ký in one statement; entries keep their order; returns their ids."""
    if not entries:
        return []
    with prepared.cursor() as cursor, database_refusals():
        _write(cursor, entries)
        return [row[0] for row in cursor.fetchall()]


def note(entries: Sequence[Entry]) -> None:
    """As `append`, for whom the ids are nothing: inside `prepared.together` nobody waits for them."""
    if entries:
        with prepared.cursor() as cursor, database_refusals():
            _write(cursor, entries)


def _write(cursor: Any, entries: Sequence[Entry]) -> None:
    rows = [entry.values() for entry in entries]
    columns = [list(column) for column in zip(*rows, strict=True)]
    if len(rows) == 1:
        cursor.execute(_ONE, rows[0])
    elif len({row[:3] for row in rows}) == 1:
        cursor.execute(_OF_ONE_SUBJECT, columns)
    else:
        cursor.execute(_MANY, [*columns, *columns[:3]])


def timeline(province_id: int, kind: str, subject_id: int) -> list[Recorded]:
    """Diễn biến của một việc: all entries of one subject in the order of the chain."""
    with connection.cursor() as cursor:
        cursor.execute(_TIMELINE, [province_id, kind, subject_id])
        return [Recorded(*[*row[:-1], orjson.loads(row[-1])]) for row in cursor.fetchall()]


def _plain(value: Any) -> Any:
    """Values JSON does not know: decimals as text (exact), days as ISO text."""
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
