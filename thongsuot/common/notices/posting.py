"""Xếp thông báo vào hàng gửi.

    notices.post([Message(province_id=…, subject_kind="ticket", subject_id=7, key="ticket-7-soon", event="turn_soon",
                          ways=(Way("sms", "+84912345678", "…"), Way("mail", "lan@vi.example", "…", "…")))], at=at)

Any room may post: the texts are its own (see `words.Book`), the way they go out is the same for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thongsuot.common.models import Notice
from thongsuot.common.notices.policy import policy_of
from thongsuot.common.notices.ways import Way


@dataclass(frozen=True, slots=True)
class Message:
    """Một tin sắp báo. `ways` in the order they are tried; with `every` all of them go out at once.

    `key` names the news within the province (by default the number of its journal entry): posting it again changes
    nothing. `unit_id` is the counter that cares when nothing reaches the person. `urgent` goes out in quiet hours too.
    """

    province_id: int
    subject_kind: str
    subject_id: int
    event: str
    ways: tuple[Way, ...]
    entry_id: int | None = None
    key: str = ""
    unit_id: int | None = None
    urgent: bool = False
    every: bool = False


def post(messages: Sequence[Message], *, at: datetime) -> None:
    """Xếp vào hàng gửi, in the caller's transaction; what stands there already is left alone."""
    rows = [row_of(message, way, others, at) for message in messages for way, others in _first_steps(message)]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _first_steps(message: Message) -> list[tuple[Way, tuple[Way, ...]]]:
    if message.every:
        return [(way, ()) for way in message.ways]
    return [(message.ways[0], message.ways[1:])] if message.ways else []


def row_of(message: Message, way: Way, others: Sequence[Way], at: datetime) -> Notice:
    """The row of one way; it waits for the end of the quiet hours unless it is urgent."""
    policy = policy_of(message.province_id, message.unit_id, at)
    key = message.key or (str(message.entry_id) if message.entry_id else "")
    if not key:
        raise ValueError("tin phải có khoá hoặc số bút toán")
    values: dict[str, Any] = {name: getattr(message, name) for name in _COPIED}
    return Notice(
        **values,
        key=key,
        channel=way.channel,
        address=way.address,
        subject=way.subject[:300],
        body=way.body,
        params=dict(way.params),
        others=[other.as_row() for other in others],
        made_at=at,
        next_try_at=at if message.urgent else policy.may_go_at(way.channel, at),
    )


_COPIED = ("province_id", "subject_kind", "subject_id", "event", "entry_id", "unit_id", "urgent")
