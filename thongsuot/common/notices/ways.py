"""Cách tới một người: which channels reach him, in which order, and in what form the news goes out on each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from thongsuot.common.models import NoticeChannel
from thongsuot.common.notices import phones

MAIL, SMS, ZALO = (str(channel) for channel in (NoticeChannel.MAIL, NoticeChannel.SMS, NoticeChannel.ZALO))


@dataclass(frozen=True, slots=True)
class Way:
    """Một cách báo: the channel, whom it reaches, and the text in the form of that channel."""

    channel: str
    address: str
    body: str
    subject: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_row(self) -> dict[str, Any]:
        """As `Notice.others` keeps it."""
        return {
            "channel": self.channel,
            "address": self.address,
            "subject": self.subject,
            "body": self.body,
            "params": dict(self.params),
        }

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Way":
        """From `Notice.others`."""
        return cls(row["channel"], row["address"], row["body"], row.get("subject", ""), row.get("params", {}))


def addresses(email: str, phone: str) -> dict[str, str]:
    """Địa chỉ dùng được theo kênh: what is known of a person, cut to what can be reached."""
    number = phones.mobile(phone)
    found = {MAIL: email if "@" in email else "", SMS: number, ZALO: number}
    return {channel: address for channel, address in found.items() if address}


def in_order(
    known: Mapping[str, str], wished: Sequence[str], usual: Sequence[str], on_hand: Sequence[str]
) -> list[str]:
    """Thứ tự kênh: the person's wish first, then the unit's; only what this installation has and what reaches him.

    A person's wish also leaves out: what he did not choose is used only when nothing that he chose reaches him.
    """
    chosen = [channel for channel in wished if channel in known and channel in on_hand]
    return chosen or [channel for channel in usual if channel in known and channel in on_hand]


def masked(channel: str, address: str) -> str:
    """Địa chỉ đã che: l***@noi.vn, 091***678."""
    if channel in (SMS, ZALO):
        return phones.masked(address)
    name, at, place = address.partition("@")
    return f"{name[:1]}***{at}{place}" if at else "***"
