"""Cách gửi: one adapter per channel; what is not configured is written to files where nothing at all is configured.

`THONGSUOT_SMTP_URL`, `THONGSUOT_SMS_URL`, `THONGSUOT_ZALO_URL` choose real ways. A gateway's address may differ by
province: "42=https://…,38=https://…". Without any of them all channels become files under `NOTICE_ROOT`, readable by
people; as soon as one is real the others are not used, so that nobody is told into a folder.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings

from thongsuot.common.models import Notice, NoticeCause
from thongsuot.common.notices.ways import MAIL, SMS, ZALO

ALL = (MAIL, SMS, ZALO)


class NotSent(Exception):
    """Chưa gửi được.

    `for_good`: trying again is useless (the address does not exist). `away`: the other side did not answer at all, so
    its lane rests and the next messages need not find that out one by one.
    """

    def __init__(self, problem: str, *, cause: str = "", for_good: bool = False, away: bool = False) -> None:
        super().__init__(problem)
        self.for_good, self.away = for_good, away
        self.cause = cause or (NoticeCause.AWAY if away else NoticeCause.REFUSED)


@dataclass(frozen=True, slots=True)
class Proof:
    """Bằng chứng: the other side's name for the message, and what it answered."""

    id: str
    answer: str = ""


class Sender(Protocol):
    """Một cách gửi: one act, without a database, in a thread of its own; gives the proof or raises NotSent."""

    def send(self, notice: Notice) -> Proof:
        """Send one message; sending it again with the same reference must be harmless."""


def reference(notice: Notice) -> str:
    """Khoá chống lặp đối với nơi chuyển, and the name under which it reports on the message."""
    return f"thong-bao-{notice.province_id}-{notice.key}-{notice.channel}"


def on_hand() -> tuple[str, ...]:
    """Kênh dùng được ở bản cài này."""
    real = tuple(channel for channel in ALL if _address(channel))
    return real or ALL


def is_real(channel: str) -> bool:
    """Whether messages of this channel leave the machine."""
    return bool(_address(channel))


def sender(channel: str, province_id: int = 0) -> Sender:
    """Cách gửi của một kênh ở một tỉnh."""
    return _sender(channel, _of_province(_address(channel), province_id), settings.NOTICE_SECRETS.get(channel, ""))


def name_provinces(code_of: Callable[[int], str]) -> None:
    """Told by a room that knows units: the code of a province, as the addresses of gateways name it."""
    _names["code_of"] = code_of


_names: dict[str, Callable[[int], str]] = {"code_of": str}


def _address(channel: str) -> str:
    return {MAIL: settings.SMTP_URL, SMS: settings.SMS_URL, ZALO: settings.ZALO_URL}[channel]


def _of_province(told: str, province_id: int) -> str:
    """The province's own address when the setting is a list; the first one for those that have none."""
    if not told or told.split("=")[0].startswith(("http", "smtp")):
        return told
    by_code = dict(pair.strip().split("=", 1) for pair in told.split(",") if "=" in pair)
    return by_code.get(_names["code_of"](province_id), next(iter(by_code.values()), ""))


@cache
def _sender(channel: str, address: str, secret: str) -> Sender:
    from thongsuot.common.notices import adapters

    if not address:
        return adapters.FileSender()
    return adapters.MailSender(address) if channel == MAIL else adapters.GatewaySender(channel, address, secret)
