"""Nhận tin để gửi, và ghi kết quả: leases that end by themselves, so that nothing is held while another machine is asked.

Leased is the first message of a dossier; those behind it, which have no time of their own, go along with it. At its end
the first is due again: a worker that dies loses nothing and blocks nobody. `attempts` fences: a worker that comes back late can confirm (the other side has the message) but not fail it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from thongsuot.exchange.enclosing import Enclosed

# News for feeds: a system outside has a dossier for the first time (told by an entry of the dossier's own journal).
CONFIRMED = "exchange_confirmed"
LEASE = timedelta(seconds=90)
# A message is not begun in the last part of its lease: the other side might get it when somebody else has gone on.
LAST_PART = timedelta(seconds=45)
LONGEST_RUN = 8  # messages of one dossier that are carried one after another under one lease
_TAKE = """
UPDATE exchange_outmessage m SET state = 'sending', attempts = m.attempts + 1, next_try_at = %(until)s, sent_at = %(at)s
  FROM (SELECT id FROM exchange_outmessage WHERE system_id = %(system)s AND next_try_at <= %(at)s
         ORDER BY next_try_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) due
 WHERE m.id = due.id
RETURNING m.id, m.province_id, m.dossier_id, m.dossier_code, m.kind, m.seq, m.entry_id, m.attempts
"""
# Those behind a leased message belong to whoever leased it: they have no time of their own, so nobody else takes them.
_BEHIND = """
SELECT m.id, m.province_id, m.dossier_id, m.dossier_code, m.kind, m.seq, m.entry_id, m.attempts + 1
  FROM unnest(%(provinces)s::bigint[], %(dossiers)s::bigint[], %(heads)s::bigint[]) AS h(province_id, dossier_id, head)
 CROSS JOIN LATERAL (
   SELECT * FROM exchange_outmessage w
    WHERE w.province_id = h.province_id AND w.system_id = %(system)s AND w.dossier_id = h.dossier_id
    ORDER BY w.seq, w.kind LIMIT %(most)s) m
 WHERE m.id <> h.head AND m.state = 'waiting' AND m.next_try_at IS NULL
 ORDER BY m.province_id, m.dossier_id, m.seq, m.kind
"""
# All messages of the dossiers are held, in the order everybody holds them, before the first ones go.
HOLD = """
SELECT m.id FROM exchange_outmessage m JOIN (
   SELECT DISTINCT province_id, system_id, dossier_id FROM exchange_outmessage WHERE id = ANY(%s)) gone
    USING (province_id, system_id, dossier_id)
 ORDER BY m.id FOR UPDATE OF m
"""
_LAID = """
INSERT INTO exchange_sentfile (province_id, system_id, dossier_id, file_uid, sha256, size, sent_at)
SELECT m.province_id, m.system_id, m.dossier_id, f.uid, f.sha256, f.size, %s
  FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::bigint[]) AS f(message_id, uid, sha256, size)
  JOIN exchange_outmessage m ON m.id = f.message_id
ON CONFLICT DO NOTHING
"""
_HOLD_THESE = "SELECT id FROM exchange_outmessage WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
_CONFIRM = """
WITH gone AS (
  DELETE FROM exchange_outmessage m USING unnest(%(ids)s::bigint[], %(statuses)s::text[]) AS said(id, status)
   WHERE m.id = said.id
  RETURNING m.province_id, m.system_id, m.dossier_id, m.seq, m.sent_at, said.status, m.kind, m.entry_id),
told AS (
  INSERT INTO exchange_sentdossier AS s (province_id, system_id, dossier_id, status, seq, messages, sent_at, confirmed_at)
  SELECT province_id, system_id, dossier_id, (array_agg(status ORDER BY seq DESC, kind DESC))[1], max(seq), count(*),
         coalesce(max(sent_at), %(at)s), %(at)s
    FROM gone GROUP BY 1, 2, 3
  ON CONFLICT (province_id, dossier_id, system_id) DO UPDATE
     SET status = CASE WHEN excluded.seq >= s.seq THEN excluded.status ELSE s.status END,
         seq = greatest(s.seq, excluded.seq), messages = s.messages + excluded.messages,
         sent_at = excluded.sent_at, confirmed_at = excluded.confirmed_at),
noted AS (
  INSERT INTO common_feednote (feed, entry_id, province_id)
  SELECT f.name, min(gone.entry_id), gone.province_id FROM gone JOIN common_feed f ON f.subject_kind = %(news)s
   WHERE NOT EXISTS (SELECT FROM exchange_sentdossier s
      WHERE s.province_id = gone.province_id AND s.dossier_id = gone.dossier_id AND s.system_id = gone.system_id)
   GROUP BY f.name, gone.province_id, gone.dossier_id)
SELECT DISTINCT province_id, system_id, dossier_id FROM gone
"""
PROMOTE = """
UPDATE exchange_outmessage m SET next_try_at = %(at)s
  FROM (SELECT DISTINCT ON (w.province_id, w.system_id, w.dossier_id) w.id, w.state, w.next_try_at
          FROM exchange_outmessage w
          JOIN unnest(%(provinces)s::bigint[], %(systems)s::text[], %(dossiers)s::bigint[])
               AS gone(province_id, system_id, dossier_id) USING (province_id, system_id, dossier_id)
         ORDER BY w.province_id, w.system_id, w.dossier_id, w.seq, w.kind) head
 WHERE m.id = head.id AND head.state = 'waiting' AND head.next_try_at IS NULL
"""
_FAIL = """
UPDATE exchange_outmessage m
   SET state = f.state, next_try_at = f.next_try_at, cause = f.cause, last_answer = f.answer, attempts = f.attempts,
       sent_at = %s
  FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
       AS f(id, attempts, state, next_try_at, cause, answer)
 WHERE m.id = f.id AND (m.state = 'sending' AND m.attempts = f.attempts
                        OR m.state = 'waiting' AND m.next_try_at IS NULL AND m.attempts = f.attempts - 1)
"""
_RELEASE = """
UPDATE exchange_outmessage m SET state = 'waiting', attempts = m.attempts - 1, next_try_at = %s
  FROM unnest(%s::bigint[], %s::int[]) AS f(id, attempts)
 WHERE m.id = f.id AND m.attempts = f.attempts AND m.state = 'sending'
"""


@dataclass(frozen=True, slots=True)
class Leased:
    """Tin đang giữ để gửi; `attempts` counts this one."""

    id: int
    province_id: int
    dossier_id: int
    dossier_code: str
    kind: str
    seq: int
    entry_id: int
    attempts: int

    @property
    def key(self) -> str:
        """Khoá chống lặp, as OutMessage.key."""
        return f"{self.kind}-{self.province_id}-{self.entry_id}"


@dataclass(frozen=True, slots=True)
class Failure:
    """Một lần gửi không được: `next_try_at` None means stuck, for a person to look at."""

    leased: Leased
    cause: str
    answer: str
    next_try_at: datetime | None


def take(system: str, *, at: datetime, limit: int, lease: timedelta = LEASE) -> list[list[Leased]]:
    """Giữ những tin đến lượt: of at most `limit` dossiers, the longest due first, each with what waits behind it."""
    with transaction.atomic(), connection.cursor() as cursor:
        _need_not_wait_for_the_disk(cursor)
        cursor.execute(_TAKE, {"system": system, "at": at, "until": at + lease, "limit": limit})
        runs = {(one.province_id, one.dossier_id): [one] for one in (Leased(*row) for row in cursor.fetchall())}
        if runs:
            told: dict[str, Any] = {
                "system": system,
                "provinces": [key[0] for key in runs],
                "dossiers": [key[1] for key in runs],
                "heads": [run[0].id for run in runs.values()],
                "most": LONGEST_RUN,
            }
            cursor.execute(_BEHIND, told)
            for one in (Leased(*row) for row in cursor.fetchall()):
                runs[one.province_id, one.dossier_id].append(one)
    return list(runs.values())


def record(
    done: Sequence[tuple[Leased, str]],
    failures: Sequence[Failure],
    unsent: Sequence[Leased],
    *,
    at: datetime,
    laid: Sequence[tuple[Leased, Enclosed]] = (),
) -> None:
    """Ghi kết quả một lượt, in one transaction: failed ones get their time before the ones in front of them go.

    What was confirmed (each with the state that was told) leaves the queue, the dossier's row says so, the next message
    becomes due. What was not sent is as if it had not been taken; files that were laid there (`laid`) are not sent again.
    """
    ids = [leased.id for leased, _status in done]
    others = [*(one.leased for one in failures), *unsent]
    with transaction.atomic(), connection.cursor() as cursor:
        _need_not_wait_for_the_disk(cursor)
        cursor.execute(HOLD, [[*ids, *(one.id for one in others)]])
        if laid:
            _remember_files(cursor, laid, at)
        if failures:
            _fail(cursor, failures, at)
        if unsent:
            cursor.execute(_RELEASE, [at, [one.id for one in unsent], [one.attempts for one in unsent]])
        if done:
            cursor.execute(
                _CONFIRM, {"ids": ids, "statuses": [status for _, status in done], "at": at, "news": CONFIRMED}
            )
            promote(cursor, cursor.fetchall(), at)


def promote(cursor: Any, dossiers: Sequence[tuple[int, str, int]], at: datetime) -> None:
    """Đến lượt tin kế tiếp of these (province, system, dossier); the caller holds their messages."""
    if dossiers:
        columns: Any = [list(column) for column in zip(*dossiers, strict=True)]
        cursor.execute(PROMOTE, dict(zip(("provinces", "systems", "dossiers"), columns, strict=True)) | {"at": at})


def _remember_files(cursor: Any, laid: Sequence[tuple[Leased, Enclosed]], at: datetime) -> None:
    """Files that they have now, written while their messages are still in the queue."""
    columns: list[Any] = [
        [leased.id for leased, _file in laid],
        [file.uid for _leased, file in laid],
        [file.sha256 for _leased, file in laid],
        [file.size for _leased, file in laid],
    ]
    cursor.execute(_LAID, [at, *columns])


def _fail(cursor: Any, failures: Sequence[Failure], at: datetime) -> None:
    columns: list[Any] = [
        [one.leased.id for one in failures],
        [one.leased.attempts for one in failures],
        ["waiting" if one.next_try_at else "stuck" for one in failures],
        [one.next_try_at for one in failures],
        [one.cause for one in failures],
        [one.answer[:300] for one in failures],
    ]
    cursor.execute(_FAIL, [at, *columns])


def hold_these(cursor: Any, ids: Sequence[int]) -> None:
    """Giữ những tin này, in the order everybody holds them: nobody waits in a circle."""
    cursor.execute(_HOLD_THESE, [list(ids)])


def _need_not_wait_for_the_disk(cursor: Any) -> None:
    """A lease or a confirmation lost in a crash of the database is sent again under its key."""
    cursor.execute("SET LOCAL synchronous_commit = off")
