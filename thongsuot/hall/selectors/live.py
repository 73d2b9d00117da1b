"""Địa chỉ theo dõi trực tiếp một sảnh."""

from django.conf import settings

from thongsuot.hall.news import topic_of
from thongsuot.tasks.tickets import make_topic_token


def stream_of(unit_id: int) -> str:
    """Address of the stream of a hall with a fresh ticket; anybody may follow it, it only says that something changed."""
    return f"{settings.EVENTS_URL}?ve={make_topic_token(topic_of(unit_id))}"
