"""Hạn của từng bước với văn bản đến, counted by the legal clock (NĐ 30/2020/NĐ-CP, Điều 21.2.c, 22, 23).

Registered and confirmed the same day; presented the same day, at latest the next working day; urgent ones at once. How
long "at once" may be the decree does not say: half an hour is a setting of ours (đề xuất).
"""

from datetime import datetime, timedelta
from decimal import Decimal

from thongsuot.common import clock
from thongsuot.documents.models import Document, Urgency
from thongsuot.documents.timing import local_day
from thongsuot.org.calendars import calendar_for

AT_ONCE = timedelta(minutes=30)
_SAME_DAY = clock.Duration(Decimal(1), clock.DurationUnit.SAME_DAY)
_NEXT_DAY = clock.Duration(Decimal(1), clock.DurationUnit.WORKING_DAY)


def to_register(document: Document) -> datetime | None:
    """Hạn đăng ký và báo nơi gửi: the same day, urgent ones at once."""
    return _due(document, document.arrived_at, _SAME_DAY)


def to_present(document: Document, at: datetime) -> datetime | None:
    """Hạn trình: at latest the end of the next working day, urgent ones at once."""
    return _due(document, at, _NEXT_DAY)


def to_instruct(document: Document, at: datetime) -> datetime | None:
    """Hạn cho ý kiến chỉ đạo: the decree has none; the next working day, urgent ones at once (đề xuất)."""
    return _due(document, at, _NEXT_DAY)


def _due(document: Document, at: datetime | None, duration: clock.Duration) -> datetime | None:
    """None without a calendar of that year: a document is never refused because days off are unknown."""
    if at is None:
        return None
    if document.urgency > Urgency.NORMAL:
        return at + AT_ONCE
    try:
        return clock.due(calendar_for(document.province_id, local_day(at)), at, duration).due_at
    except clock.CalendarUnknown:
        return None
