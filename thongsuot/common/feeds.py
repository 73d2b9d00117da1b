"""Nguồn tin từ nhật ký: how notices, other systems and the warehouse read the journal, each entry once and none missed.

A room registers a feed for a kind of subject. From then on `journal_append` notes each new entry of that kind for the
feed in the same round trip, and `take` hands the notes out in order. Reading by "id above the last one seen" would miss
entries whose transaction ends late; a note cannot be seen before its entry, nor lost.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection, transaction

from thongsuot.common.journal import Recorded

_TAKE = """
WITH noted AS (
  SELECT id, entry_id, province_id FROM common_feednote WHERE feed = %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
SELECT n.id, e.province_id, e.subject_kind, e.subject_id, before.status,
       e.id, e.seq, e.verb, e.at, e.recorded_at, e.actor_id, e.unit_id, e.data::text
  FROM noted n JOIN common_journalentry e ON e.province_id = n.province_id AND e.id = n.entry_id
  LEFT JOIN LATERAL (
    SELECT b.data ->> 'status' AS status FROM common_journalentry b
     WHERE b.province_id = e.province_id AND b.subject_kind = e.subject_kind AND b.subject_id = e.subject_id
       AND b.seq < e.seq AND b.data ? 'status' ORDER BY b.seq DESC LIMIT 1) before ON true
 ORDER BY n.id
"""
_registered: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class News:
    """Một tin: an entry of the journal, whose subject it is about, and the last state told by the entries before it."""

    province_id: int
    subject_kind: str
    subject_id: int
    status_before: str | None
    entry: Recorded


def register(name: str, subject_kind: str) -> None:
    """Đăng ký một nguồn tin; called by a room's `ready()`, written to the database after each migration."""
    _registered[name] = subject_kind


def write_registered() -> None:
    """Ghi các nguồn tin đã đăng ký; a feed that nobody registers any more takes no further notes."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM common_feed WHERE NOT name = ANY(%s)", [list(_registered)])
        cursor.execute(
            "INSERT INTO common_feed (name, subject_kind) SELECT * FROM unnest(%s::text[], %s::text[])"
            " ON CONFLICT (name) DO UPDATE SET subject_kind = EXCLUDED.subject_kind",
            [list(_registered), list(_registered.values())],
        )


@contextmanager
def take(name: str, limit: int = 200) -> Iterator[list[News]]:
    """Lấy tin theo thứ tự: what the block does and that the news are read is one transaction.

    Two readers of one feed never get the same note; when the block fails, the notes come again.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [name, limit])
            rows = cursor.fetchall()
        yield [_news(*row) for row in rows]
        if rows:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM common_feednote WHERE id = ANY(%s)", [[row[0] for row in rows]])


def _news(_note: int, province: int, kind: str, subject: int, before: str | None, *entry: Any) -> News:
    return News(province, kind, subject, before, Recorded(*[*entry[:-1], orjson.loads(entry[-1])]))


def waiting(name: str) -> int:
    """How many notes wait in a feed; for /metrics and tests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM common_feednote WHERE feed = %s", [name])
        return int(cursor.fetchone()[0])
