"""Xếp hàng: entries of the journal become messages, each once, in the order of their dossier.

One reader at a time: messages of one dossier must enter in the order of its entries. Whoever adds messages of a dossier
holds all its waiting messages, so that the one that finishes the first of them sees the new ones (services/leasing.py).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from thongsuot.common import feeds
from thongsuot.common.feeds import News
from thongsuot.dossiers.journalling import SUBJECT
from thongsuot.exchange import systems
from thongsuot.exchange.mapping import FieldMap, mapping_on
from thongsuot.exchange.models import OutMessage, System

FEED = "exchange_out"
_ONE_READER = 20_261_126  # advisory lock of this feed
# Changes that concern the books of the other side although the state stays.
ALSO = frozenset({"extended", "supplemented", "form_corrected", "result_corrected", "payment_recorded"})
_HOLD = """
SELECT m.id FROM exchange_outmessage m
 WHERE (m.province_id, m.system_id, m.dossier_id) IN (
   SELECT province_id, %s, dossier_id FROM unnest(%s::bigint[], %s::bigint[]) AS n(province_id, dossier_id))
 ORDER BY m.id FOR UPDATE
"""
_ADD = """
INSERT INTO exchange_outmessage (province_id, system_id, dossier_id, dossier_code, kind, seq, entry_id, unit_id,
    state, attempts, next_try_at, cause, last_answer, made_at)
SELECT n.province_id, %(system)s, n.dossier_id, d.code, n.kind, n.seq, n.entry_id, coalesce(n.unit_id, d.competent_unit_id),
       'waiting', 0, CASE WHEN n.place = 1 AND NOT EXISTS (SELECT FROM exchange_outmessage m
          WHERE m.province_id = n.province_id AND m.system_id = %(system)s AND m.dossier_id = n.dossier_id)
        THEN %(at)s END, '', '', %(at)s
  FROM (SELECT *, row_number() OVER (PARTITION BY province_id, dossier_id ORDER BY seq, kind) AS place
          FROM unnest(%(provinces)s::bigint[], %(dossiers)s::bigint[], %(kinds)s::text[], %(seqs)s::int[],
                      %(entries)s::bigint[], %(units)s::bigint[])
            AS given(province_id, dossier_id, kind, seq, entry_id, unit_id)) n
  JOIN dossiers_dossier d ON d.province_id = n.province_id AND d.id = n.dossier_id
ON CONFLICT DO NOTHING
"""


def register() -> None:
    """Đăng ký nguồn tin."""
    feeds.register(FEED, SUBJECT)


def queue_news(at: datetime, *, limit: int = 1000) -> int:
    """Đọc tin mới của nhật ký, xếp hàng cho mọi hệ thống đã nối; returns how many entries were read.

    Zero also when another process is reading. What happens while no system is connected is read and not queued.
    """
    with transaction.atomic():
        if not _only_reader():
            return 0
        with feeds.take(FEED, limit) as news:
            for system in systems.connected(System.Direction.OUT):
                add(system, news, at)
            return len(news)


def _only_reader() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_READER])
        return bool(cursor.fetchone()[0])


def be_the_only_reader(cursor: Any) -> None:
    """Wait until no feed is being read: who adds messages of the past must not meet who adds those of the present."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_READER])


def hold(cursor: Any, system: str, provinces: Sequence[int], dossiers: Sequence[int]) -> None:
    """Giữ mọi tin đang chờ của những hồ sơ này, in the order everybody holds them."""
    cursor.execute(_HOLD, [system, list(provinces), list(dossiers)])


def add(system: str, news: Sequence[News], at: datetime) -> None:
    """Thêm tin về những bút toán này; inside the caller's transaction."""
    mapping = mapping_on(timezone.localdate(at))
    wanted = [(one, kind) for one in news for kind in kinds_of(one, mapping)]
    if not wanted:
        return
    with connection.cursor() as cursor:
        hold(cursor, system, [n.province_id for n, _ in wanted], [n.subject_id for n, _ in wanted])
        cursor.execute(
            _ADD,
            {
                "system": system,
                "at": at,
                "provinces": [n.province_id for n, _ in wanted],
                "dossiers": [n.subject_id for n, _ in wanted],
                "kinds": [kind for _, kind in wanted],
                "seqs": [n.entry.seq for n, _ in wanted],
                "entries": [n.entry.id for n, _ in wanted],
                "units": [n.entry.unit_id for n, _ in wanted],
            },
        )


def kinds_of(news: News, mapping: FieldMap) -> list[str]:
    """Bút toán này thành những tin nào: the dossier anew, a line of progress, both or nothing."""
    data, verb = news.entry.data, news.entry.verb
    status = data.get("status")
    if status in (None, "DRAFT"):
        return []
    kinds = []
    if status != news.status_before or "due_before" in data or verb in ALSO:
        kinds.append(OutMessage.Kind.DOSSIER.value)
    if verb in mapping.progress_of:
        kinds.append(OutMessage.Kind.PROGRESS.value)
    return kinds
