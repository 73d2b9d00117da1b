"""Đọc lại: what was told about one subject, and how much still waits."""

from dataclasses import dataclass
from datetime import datetime

from thongsuot.common.models import Notice, NoticeState


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Một thông báo, as the pages of office and citizen show it; the address is masked."""

    event: str
    subject: str
    address: str
    state: str
    made_at: datetime
    sent_at: datetime | None
    problem: str

    @property
    def state_words(self) -> str:
        """The state in words."""
        return str(NoticeState(self.state).label)


def of_subject(province_id: int, kind: str, subject_id: int, *, limit: int = 50) -> list[NoticeLine]:
    """Những thông báo về một hồ sơ, newest first; one statement."""
    rows = (
        Notice.objects.filter(province_id=province_id, subject_kind=kind, subject_id=subject_id)
        .order_by("-id")
        .only("event", "subject", "address", "state", "made_at", "sent_at", "problem")[:limit]
    )
    return [NoticeLine(n.event, n.subject, masked(n.address), n.state, n.made_at, n.sent_at, n.problem) for n in rows]


def masked(address: str) -> str:
    """l***@noi.vn: enough to recognise one's own address."""
    name, at, place = address.partition("@")
    return f"{name[:1]}***{at}{place}" if at else "***"


def waiting_count() -> int:
    """How many messages wait to be sent."""
    return Notice.objects.filter(state=NoticeState.WAITING).count()
