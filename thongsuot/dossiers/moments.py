"""Thời điểm trong câu trả lời: RFC 3339 with the offset of Viet Nam."""

from datetime import datetime

from django.utils import timezone


def moment(value: datetime | None) -> str | None:
    """RFC 3339 with the offset of Viet Nam."""
    return value.astimezone(timezone.get_default_timezone()).isoformat() if value else None


def text_moment(value: str | None) -> str | None:
    """The same from the text of a stored moment."""
    return moment(datetime.fromisoformat(value)) if value else None
