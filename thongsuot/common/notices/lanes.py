"""Làn gửi: messages of one province and one channel. Leasing and writing down what came of it, each a short statement.

A slow gateway holds up its own lane and no other; nothing is locked while something outside is asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from thongsuot.common.models import Notice, NoticeCause, NoticeState
from thongsuot.common.notices.policy import policy_of
from thongsuot.common.notices.posting import Message, row_of
from thongsuot.common.notices.senders import NotSent, Proof
from thongsuot.common.notices.ways import Way

# Waits before the next try. After the last one another way is taken, or a person has to look.
WAITS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440)]
WITH_ANOTHER_WAY = 4  # waits; whoever can be told otherwise is not left waiting for two days
LEASE = timedelta(minutes=3)  # several times what one sending may take; a killed worker's messages go out after it
_LANES = """
SELECT DISTINCT province_id, channel FROM common_notice WHERE state IN ('waiting', 'sending') AND next_try_at <= %s
"""
# The choice stands in a WITH: as a plain sub-select it could be read once per row, and more than the limit leased.
_LEASE = """
WITH due AS (
  SELECT id FROM common_notice WHERE province_id = %(province)s AND channel = %(channel)s
     AND state IN ('waiting', 'sending') AND next_try_at <= %(at)s AND (urgent OR NOT %(quiet)s)
   ORDER BY next_try_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE common_notice n SET state = 'sending', attempts = attempts + 1, next_try_at = %(until)s
  FROM due WHERE n.province_id = %(province)s AND n.id = due.id RETURNING n.id
"""


@dataclass(frozen=True, slots=True, order=True)
class Lane:
    """Một làn."""

    province_id: int
    channel: str


def due_lanes(at: datetime) -> list[Lane]:
    """Những làn có thông báo đến lượt."""
    with connection.cursor() as cursor:
        cursor.execute(_LANES, [at])
        return sorted(Lane(*row) for row in cursor.fetchall())


def lease(lane: Lane, *, at: datetime, limit: int) -> list[Notice]:
    """Giữ những thông báo đến lượt của một làn for a while; in quiet hours only the urgent ones."""
    quiet = policy_of(lane.province_id, None, at).is_quiet(lane.channel, at)
    with connection.cursor() as cursor:
        cursor.execute(
            _LEASE,
            {
                "province": lane.province_id,
                "channel": lane.channel,
                "at": at,
                "until": at + LEASE,
                "quiet": quiet,
                "limit": limit,
            },
        )
        ids = [row[0] for row in cursor.fetchall()]
    leased = Notice.objects.filter(province_id=lane.province_id, pk__in=ids) if ids else []
    return sorted(leased, key=lambda notice: notice.pk)


def _mine(notice: Notice) -> QuerySet[Notice]:
    """The row while the lease that sent it still holds: a later try or a report may have been quicker."""
    return Notice.objects.filter(
        province_id=notice.province_id, pk=notice.pk, state=NoticeState.SENDING, attempts=notice.attempts
    )


def went_out(notice: Notice, proof: Proof, *, at: datetime) -> None:
    """Ghi đã gửi, with the proof; a report that came before our own note keeps its state and gets the proof too."""
    told = {"proof": proof.id[:300], "answer": proof.answer[:300]}
    if not _mine(notice).update(state=NoticeState.SENT, sent_at=at, problem="", cause="", **told):
        Notice.objects.filter(province_id=notice.province_id, pk=notice.pk, proof="").update(**told)


@transaction.atomic
def did_not_go(notice: Notice, problem: NotSent, *, at: datetime) -> None:
    """Ghi chưa gửi được: again later, or given up."""
    words, most = str(problem)[:300], WITH_ANOTHER_WAY if notice.others else len(WAITS)
    if problem.for_good or notice.attempts > most:
        notice.problem, notice.cause = words, problem.cause
        if _mine(notice).update(state=NoticeState.FAILED, problem=words, cause=problem.cause):
            go_another_way(notice, at=at)
        return
    next_try = at + WAITS[notice.attempts - 1]
    _mine(notice).update(state=NoticeState.WAITING, problem=words, cause="", next_try_at=next_try)


def go_another_way(notice: Notice, *, at: datetime) -> None:
    """Cách này hỏng hẳn: the next way is queued; without one a person has to look, unless another way still carries it."""
    if notice.others:
        first, *rest = (Way.of(row) for row in notice.others)
        message = Message(
            province_id=notice.province_id,
            subject_kind=notice.subject_kind,
            subject_id=notice.subject_id,
            event=notice.event,
            ways=(),
            entry_id=notice.entry_id,
            key=notice.key,
            unit_id=notice.unit_id,
            urgent=notice.urgent,
        )
        Notice.objects.bulk_create([row_of(message, first, rest, at)], ignore_conflicts=True)
        return
    same = Notice.objects.filter(province_id=notice.province_id, key=notice.key).exclude(pk=notice.pk)
    if not same.exclude(state__in=[NoticeState.FAILED, NoticeState.UNDELIVERABLE]).exists():
        Notice.objects.filter(province_id=notice.province_id, pk=notice.pk).update(needs_person=True)


def poisoned(notice: Notice, *, at: datetime) -> bool:
    """Whether the worker died over this message again and again: then it is given up like one that cannot go."""
    if notice.attempts <= len(WAITS) + 1:
        return False
    did_not_go(
        notice,
        NotSent(notice.problem or "tiến trình gửi dừng giữa chừng nhiều lần", cause=NoticeCause.AWAY, for_good=True),
        at=at,
    )
    return True
