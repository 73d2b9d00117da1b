"""Việc của người đối với tin gửi đi: gửi lại, gửi lại cả một khoảng thời gian, đánh dấu đã xử lý bên ngoài.

Who may do it, and for which messages, the caller has asked (`selectors.outbox` gives only what a person may see).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.common.errors import Refused
from thongsuot.common.feeds import News
from thongsuot.common.journal import Entry, Recorded
from thongsuot.common.text import clean_text
from thongsuot.dossiers.journalling import SUBJECT
from thongsuot.exchange.models import OutMessage
from thongsuot.exchange.services import leasing, queueing

SHORTEST_NOTE = 5
MOST_REPLAYED = 2000  # dossiers at a time: whoever has more narrows the range
_RETRY = """
UPDATE exchange_outmessage m SET state = 'waiting', attempts = 0, next_try_at = %(at)s
 WHERE m.id = ANY(%(ids)s) AND m.state <> 'sending' AND (m.state = 'stuck' OR m.next_try_at IS NOT NULL)
"""
_OF_RANGE = """
SELECT DISTINCT e.province_id, e.subject_id FROM common_journalentry e
 WHERE e.province_id = %(province)s AND e.subject_kind = %(kind)s AND e.recorded_at >= %(since)s AND e.recorded_at < %(until)s
   AND (%(units)s::bigint[] IS NULL OR e.unit_id = ANY(%(units)s))
 ORDER BY 1, 2 LIMIT %(limit)s
"""
_ENTRIES = """
SELECT e.province_id, e.subject_id,
       (SELECT b.data ->> 'status' FROM common_journalentry b
         WHERE b.province_id = e.province_id AND b.subject_kind = e.subject_kind AND b.subject_id = e.subject_id
           AND b.seq < e.seq AND b.data ? 'status' ORDER BY b.seq DESC LIMIT 1) AS before,
       e.id, e.seq, e.verb, e.at, e.recorded_at, e.actor_id, e.unit_id, e.data
  FROM common_journalentry e
  JOIN unnest(%s::bigint[], %s::bigint[]) AS wanted(province_id, subject_id) USING (province_id, subject_id)
 WHERE e.subject_kind = %s ORDER BY e.province_id, e.subject_id, e.seq
"""
_UNDER_WAY = """
SELECT DISTINCT province_id, dossier_id FROM exchange_outmessage
 WHERE system_id = %s AND state = 'sending'
   AND (province_id, dossier_id) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
"""
# Nothing of them is due until the first is found again; what was stuck gets another chance in its turn.
_BEGIN_ANEW = """
UPDATE exchange_outmessage m SET state = 'waiting', attempts = 0, next_try_at = NULL
  FROM unnest(%s::bigint[], %s::bigint[]) AS wanted(province_id, dossier_id)
 WHERE m.system_id = %s AND m.province_id = wanted.province_id AND m.dossier_id = wanted.dossier_id
   AND m.state IN ('waiting', 'stuck')
"""


def retry(ids: Sequence[int], *, at: datetime) -> int:
    """Gửi lại: due now, counted from the beginning; how many. What is being sent or waits behind another is left alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        leasing.hold_these(cursor, ids)
        cursor.execute(_RETRY, {"at": at, "ids": list(ids)})
        return int(cursor.rowcount)


@transaction.atomic
def solve_outside(message_id: int, *, principal: Principal, at: datetime, note: str) -> None:
    """Đánh dấu đã xử lý bên ngoài: the message goes without being sent, the next one of its dossier becomes due.

    The note stands in the dossier's journal. Raises Refused when it says nothing, or the message is being sent.
    """
    note = clean_text(note, field="note", limit=1000)
    if len(note) < SHORTEST_NOTE:
        raise Refused(
            _("Cần ghi đã xử lý thế nào, ở đâu."),
            code="note_missing",
            errors=[{"field": "note", "message": _("Cần ghi đã xử lý thế nào, ở đâu."), "code": "note_missing"}],
        )
    message = OutMessage.objects.filter(pk=message_id).first()
    if message is None:
        return  # confirmed meanwhile: nothing is left to solve
    with connection.cursor() as cursor:
        cursor.execute(leasing.HOLD, [[message.pk]])
        message.refresh_from_db()
        if message.state == OutMessage.State.SENDING:
            raise Refused(_("Tin đang được gửi; đợi vài phút rồi xem lại."), code="being_sent", status=409)
        message.delete()
        leasing.promote(cursor, [(message.province_id, message.system_id, message.dossier_id)], at)
    journal.append([_solved_entry(message, principal, at, note)])


def _solved_entry(message: OutMessage, principal: Principal, at: datetime, note: str) -> Entry:
    return Entry(
        province_id=message.province_id,
        subject_kind=SUBJECT,
        subject_id=message.dossier_id,
        verb="sync_solved_outside",
        at=at,
        actor_id=principal.user_id,
        unit_id=message.unit_id,
        data={
            "system": message.system_id,
            "kind": message.kind,
            "seq": message.seq,
            "cause": message.cause,
            "note": note,
        },
    )


@transaction.atomic
def replay_range(
    system: str,
    *,
    province_id: int,
    since: datetime,
    until: datetime,
    at: datetime,
    unit_ids: Sequence[int] | None = None,
) -> int:
    """Gửi lại mọi hồ sơ có bút toán ghi trong khoảng [since, until); how many dossiers are queued anew.

    Each from its first entry to its last, so that the other side ends in the present state whatever it had lost; what it
    has already it recognises by the key.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _OF_RANGE,
            {
                "province": province_id,
                "kind": SUBJECT,
                "since": since,
                "until": until,
                "units": None if unit_ids is None else list(unit_ids),
                "limit": MOST_REPLAYED + 1,
            },
        )
        dossiers = cursor.fetchall()
    if len(dossiers) > MOST_REPLAYED:
        raise Refused(
            _("Khoảng này có hơn %(most)s hồ sơ; hãy chia nhỏ.") % {"most": MOST_REPLAYED}, code="range_too_wide"
        )
    return replay(system, dossiers, at=at)


@transaction.atomic
def replay(system: str, dossiers: Sequence[tuple[int, int]], *, at: datetime) -> int:
    """Gửi lại từ đầu những hồ sơ này (province, dossier); those with a message under way are left out of the count."""
    if not dossiers:
        return 0
    provinces, ids = [d[0] for d in dossiers], [d[1] for d in dossiers]
    with connection.cursor() as cursor:
        queueing.be_the_only_reader(cursor)
        queueing.hold(cursor, system, provinces, ids)
        cursor.execute(_UNDER_WAY, [system, provinces, ids])
        busy = set(cursor.fetchall())
        chosen = [one for one in dossiers if tuple(one) not in busy]
        provinces, ids = [d[0] for d in chosen], [d[1] for d in chosen]
        cursor.execute(_ENTRIES, [provinces, ids, SUBJECT])
        news = [_news(row) for row in cursor.fetchall()]
        queueing.add(system, news, at)
        cursor.execute(_BEGIN_ANEW, [provinces, ids, system])
        leasing.promote(cursor, [(province, system, dossier) for province, dossier in chosen], at)
    return len(chosen)


def _news(row: Sequence[Any]) -> News:
    data = orjson.loads(row[-1]) if isinstance(row[-1], str) else row[-1]
    return News(row[0], SUBJECT, row[1], row[2], Recorded(*[*row[3:-1], data]))
