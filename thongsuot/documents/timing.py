"""Ngày của văn bản."""

from datetime import date, datetime

from django.utils import timezone


def local_day(at: datetime) -> date:
    """Ngày ở Việt Nam của một lúc."""
    return timezone.localdate(at)
