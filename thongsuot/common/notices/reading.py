"""Đọc lại: what was told about one subject, what did not arrive, and how much still waits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from thongsuot.common.models import Notice, NoticeCause, NoticeChannel, NoticeState
from thongsuot.common.notices.ways import masked

TONES = {
    "waiting": "info",
    "sending": "info",
    "sent": "success",
    "delivered": "success",
    "failed": "danger",
    "undeliverable": "danger",
}
_FIELDS = (
    "id", "province_id", "subject_kind", "subject_id", "unit_id", "event", "subject", "channel", "address", "state", "cause", "made_at",
    "sent_at", "delivered_at", "next_try_at", "problem", "proof", "answer", "needs_person", "settled_at", "settled_note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Một thông báo, as the pages of office and citizen show it; the address is masked."""

    id: int
    province_id: int
    subject_kind: str
    subject_id: int
    unit_id: int | None
    event: str
    subject: str
    channel: str
    address: str
    state: str
    cause: str
    made_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    next_try_at: datetime
    problem: str
    proof: str
    answer: str
    needs_person: bool
    settled_at: datetime | None
    settled_note: str

    @classmethod
    def of(cls, row: Mapping[str, object]) -> "NoticeLine":
        """From a row of the table."""
        return cls(**{**row, "address": masked(str(row["channel"]), str(row["address"]))})  # type: ignore[arg-type]

    @property
    def state_words(self) -> str:
        """The state in words."""
        return str(NoticeState(self.state).label)

    @property
    def channel_words(self) -> str:
        """The channel in words."""
        return str(NoticeChannel(self.channel).label) if self.channel in NoticeChannel.values else self.channel

    @property
    def cause_words(self) -> str:
        """Why it did not arrive."""
        return str(NoticeCause(self.cause).label) if self.cause in NoticeCause.values else ""

    @property
    def tone(self) -> str:
        """Look of the state; what another way took over is no alarm."""
        lost = self.state in (NoticeState.FAILED, NoticeState.UNDELIVERABLE)
        return "neutral" if lost and not self.needs_person else TONES[self.state]


def of_subject(province_id: int, kind: str, subject_id: int, *, limit: int = 50) -> list[NoticeLine]:
    """Những thông báo về một hồ sơ, newest first; one statement."""
    rows = Notice.objects.filter(province_id=province_id, subject_kind=kind, subject_id=subject_id)
    return [NoticeLine.of(row) for row in rows.order_by("-id").values(*_FIELDS)[:limit]]


def lost(unit_ids: Collection[int], *, cause: str = "", after: int = 0, limit: int = 50) -> list[NoticeLine]:
    """Những thông báo không tới được còn chờ người lo ở các quầy này, oldest first; one statement."""
    rows = Notice.objects.filter(unit_id__in=unit_ids, needs_person=True, id__gt=after)
    rows = rows.filter(cause=cause) if cause else rows
    return [NoticeLine.of(row) for row in rows.order_by("id").values(*_FIELDS)[:limit]]


def lost_counts(unit_ids: Collection[int]) -> list[tuple[int, str, int, datetime]]:
    """(đơn vị, nguyên nhân, bao nhiêu, lâu nhất từ lúc nào)."""
    rows = Notice.objects.filter(unit_id__in=unit_ids, needs_person=True).values_list("unit_id", "cause")
    return list(rows.annotate(Count("id"), Min("made_at")).order_by("unit_id", "cause"))


def waiting_count() -> int:
    """How many messages wait to be sent."""
    return Notice.objects.filter(state__in=[NoticeState.WAITING, NoticeState.SENDING]).count()
