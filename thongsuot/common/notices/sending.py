"""Gửi những thông báo đến lượt, and try again later what could not be sent."""

from datetime import datetime, timedelta

from django.db import transaction

from thongsuot.common.models import Notice, NoticeState
from thongsuot.common.notices.senders import NotSent, sender

# Waits before the next try; after the last one a person has to look (the dossier's page says so).
WAITS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440)]


def send_due(at: datetime, *, limit: int = 200) -> int:
    """Gửi thông báo đến lượt, each in a transaction of its own; returns how many were sent.

    A worker that dies between the mail server's answer and our commit sends the same mail (same Message-ID) once more:
    told twice rather than not at all.
    """
    sent = 0
    for _number in range(limit):
        outcome = _send_next(at)
        if outcome is None:
            break
        sent += outcome
    return sent


@transaction.atomic
def _send_next(at: datetime) -> bool | None:
    """One message that nobody else is sending; None when there is none."""
    notice = (
        Notice.objects.select_for_update(skip_locked=True)
        .filter(state=NoticeState.WAITING, next_try_at__lte=at)
        .order_by("next_try_at")
        .first()
    )
    if notice is None:
        return None
    notice.attempts += 1
    try:
        notice.proof = sender().send(notice)[:300]
        notice.state, notice.sent_at, notice.problem = NoticeState.SENT, at, ""
    except NotSent as problem:
        notice.problem = str(problem)[:300]
        if problem.for_good or notice.attempts > len(WAITS):
            notice.state = NoticeState.FAILED
        else:
            notice.next_try_at = at + WAITS[notice.attempts - 1]
    notice.save(update_fields=["attempts", "proof", "state", "sent_at", "problem", "next_try_at"])
    return notice.state == NoticeState.SENT
