"""Dấu thiết bị: tells many ratings from one hand without knowing whose hand it is; keyed hashes, forgotten after 30 days."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from thongsuot.accounts import devices
from thongsuot.common import keyring
from thongsuot.common.errors import Forbidden
from thongsuot.common.ratelimit import client_address
from thongsuot.ratings.models import Doubt, RatingTrace

COOKIE, SALT = "danhgia", "ratings.device"
KEEP_COOKIE, KEEP_TRACE = timedelta(days=180), timedelta(days=30)
WINDOW = timedelta(hours=24)
MOST_OF_DEVICE = 3  # ratings of one unit by one browser in a day: a family's; more are kept but not counted
MOST_AT_KIOSK = 60  # a kiosk keeps no mark, so many people share one hand there; but people take their time:
MOST_IN_A_ROW, ROW = 4, timedelta(minutes=2)
MOST_OF_NETWORK = 12  # the same browser type at one address: a browser that forgets its cookie each time
_SEEN = """
SELECT count(*) FILTER (WHERE device = %(device)s), count(*) FILTER (WHERE network = %(network)s),
  count(*) FILTER (WHERE network = %(network)s AND made_at > %(row)s)
FROM ratings_ratingtrace
WHERE unit_id = %(unit)s AND made_at > %(since)s AND (device = %(device)s OR network = %(network)s)
"""


@dataclass(frozen=True, slots=True)
class Trace:
    """Keyed hashes of the browser's own mark and of address with browser type."""

    device: bytes
    network: bytes


def refuse_staff(request: HttpRequest) -> None:
    """Máy của cán bộ không đánh giá được: signed in now, or an officials' session was open here in the last days."""
    principal = request.principal
    if (principal is not None and not principal.is_citizen) or devices.is_staff_device(request):
        raise Forbidden(
            _(
                "Máy này là máy làm việc của cán bộ nên không gửi đánh giá được. Người dân dùng điện thoại của mình hoặc ki-ốt."
            ),
            code="staff_device",
        )


def mark_of(request: HttpRequest) -> str:
    """The browser's own mark, or an empty text when it has none (yet)."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEEP_COOKIE))
    except signing.BadSignature:
        return ""


def mark(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the browser a mark of its own when it has none; it names nobody."""
    if not mark_of(request):
        response.set_cookie(
            COOKIE,
            signing.dumps(secrets.token_urlsafe(12), salt=SALT),
            max_age=KEEP_COOKIE,
            path="/danh-gia/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def trace_of(request: HttpRequest, *, at_kiosk: bool = False) -> Trace:
    """What is remembered of a browser for thirty days; of a kiosk nothing of its own, for it belongs to nobody."""
    where = f"{client_address(request)}|{request.headers.get('User-Agent', '')[:200]}"
    mark = "" if at_kiosk else mark_of(request)
    return Trace(_hashed(mark or f"no mark|{where}"), _hashed(where))


def doubt_about(trace: Trace, unit_id: int, at: datetime, *, at_kiosk: bool = False) -> Doubt:
    """Whether one more from this hand is counted; two at the same moment wait for each other.

    That it is a kiosk is only what the browser says: it lifts the limit of one browser, not that of one hand's pace.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [trace.network.hex()])
        since = {"since": at - WINDOW, "row": at - ROW}
        cursor.execute(_SEEN, {"device": trace.device, "network": trace.network, "unit": unit_id, **since})
        by_device, by_network, in_a_row = cursor.fetchone()
    if at_kiosk:
        return Doubt.SAME_NETWORK if by_network >= MOST_AT_KIOSK or in_a_row >= MOST_IN_A_ROW else Doubt.NONE
    if by_device >= MOST_OF_DEVICE:
        return Doubt.SAME_DEVICE
    return Doubt.SAME_NETWORK if by_network >= MOST_OF_NETWORK else Doubt.NONE


def forget_old(at: datetime) -> int:
    """Bỏ dấu quá ba mươi ngày."""
    return RatingTrace.objects.filter(made_at__lt=at - KEEP_TRACE).delete()[0]


def _hashed(text: str) -> bytes:
    return hmac.digest(keyring.versions("rating")[1], b"trace:" + text.encode("utf-8", "replace"), sha256)[:16]
