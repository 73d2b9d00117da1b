"""Báo phát của nơi chuyển: delivered or undeliverable, told by a signed call; repeated and late reports change nothing.

Signature: hex HMAC-SHA256 with the channel's secret over "<X-Timestamp>.<body>" in `X-Signature`; the moment may
differ from ours by five minutes.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from thongsuot.common.models import Notice, NoticeCause, NoticeState
from thongsuot.common.notices import lanes

DELIVERED, UNDELIVERABLE = str(NoticeState.DELIVERED), str(NoticeState.UNDELIVERABLE)
TOLERANCE = 300  # seconds
MOST = 500


@dataclass(frozen=True, slots=True)
class Report:
    """Một báo phát, by our reference."""

    reference: str
    status: str
    cause: str = ""
    detail: str = ""

    @classmethod
    def of(cls, said: Any) -> "Report | None":
        """From JSON; None when it makes no sense."""
        if not isinstance(said, Mapping) or said.get("status") not in (DELIVERED, UNDELIVERABLE):
            return None
        cause = said.get("cause") if said.get("cause") in NoticeCause.values else NoticeCause.ADDRESS
        return cls(str(said.get("id", ""))[:120], said["status"], str(cause), str(said.get("detail", ""))[:280])


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Chữ ký của một báo phát."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_signed(channel: str, timestamp: str, signature: str, body: bytes, *, at: datetime) -> bool:
    """Whether it comes from the channel's gateway, now. A channel without a secret takes no reports."""
    secret = settings.NOTICE_SECRETS.get(channel, "")
    if not secret or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(at.timestamp() - int(timestamp)) > TOLERANCE or not signature.isascii():
        return False
    return hmac.compare_digest(sign(secret, timestamp, body), signature)


def take(channel: str, reports: Sequence[Report], *, at: datetime) -> dict[str, int]:
    """Ghi báo phát; how many were noted, known already, or about nothing we sent."""
    counted = {"noted": 0, "known": 0, "unknown": 0}
    for report in reports:
        counted[_take_one(channel, report, at)] += 1
    return counted


@transaction.atomic
def _take_one(channel: str, report: Report, at: datetime) -> str:
    """A report may overtake our own note of the sending, and may say "delivered" after "undeliverable"; not the reverse."""
    notice = _find(channel, report.reference)
    if notice is None:
        return "unknown"
    before = notice.state
    if before in (DELIVERED, report.status) or (before == NoticeState.WAITING and not notice.attempts):
        return "known"
    notice.state = report.status
    notice.sent_at = notice.sent_at or at
    if report.status == DELIVERED:
        notice.delivered_at, notice.needs_person, notice.cause = at, False, ""
    else:
        notice.cause, notice.problem = report.cause, report.detail or str(NoticeCause(report.cause).label)
    notice.save(update_fields=["state", "sent_at", "delivered_at", "needs_person", "cause", "problem"])
    if report.status == UNDELIVERABLE:
        lanes.go_another_way(notice, at=at)
    return "noted"


def _find(channel: str, reference: str) -> Notice | None:
    """thong-bao-<province>-<key>-<channel>, or the Message-ID of a mail made of it."""
    name = reference.strip("<>").split("@")[0]
    head, tail = "thong-bao-", f"-{channel}"
    province, dash, key = name.removeprefix(head).removesuffix(tail).partition("-")
    if not name.startswith(head) or not name.endswith(tail) or not dash or not province.isdigit() or len(province) > 18:
        return None
    rows = Notice.objects.select_for_update().filter(province_id=int(province), key=key, channel=channel)
    return rows.first()
