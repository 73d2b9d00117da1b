"""Nhịp của cửa kiểm tra chữ ký, the same for the page and the API: how large a file, how often from one address."""

from datetime import datetime

from django.http import HttpRequest

from thongsuot.common.ratelimit import client_address, hit

LARGEST = 30 * 1024 * 1024
TRIES, PER_SECONDS = 20, 600


def slow_down(request: HttpRequest, at: datetime) -> None:
    """Raises TooMany when this address has checked too often."""
    hit("signature_check", client_address(request), limit=TRIES, seconds=PER_SECONDS, at=at)
