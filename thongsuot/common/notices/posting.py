"""Xếp thông báo vào hàng gửi."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from thongsuot.common.models import Notice
from thongsuot.common.notices.senders import sender


@dataclass(frozen=True, slots=True)
class Message:
    """Một thông báo sắp gửi; `entry_id` is the journal entry it is about, so the same news is never told twice."""

    province_id: int
    subject_kind: str
    subject_id: int
    entry_id: int
    event: str
    address: str
    subject: str
    body: str


def post(messages: Sequence[Message], *, at: datetime) -> None:
    """Xếp vào hàng gửi, in the caller's transaction; what stands there already is left alone."""
    channel = sender().channel
    Notice.objects.bulk_create(
        [
            Notice(
                province_id=m.province_id,
                subject_kind=m.subject_kind,
                subject_id=m.subject_id,
                entry_id=m.entry_id,
                event=m.event,
                channel=channel,
                address=m.address,
                subject=m.subject[:300],
                body=m.body,
                made_at=at,
                next_try_at=at,
            )
            for m in messages
        ],
        ignore_conflicts=True,
    )
