"""Cổng thanh toán báo kết quả: signed, stored first, harmless twice."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from thongsuot.accounts.guards import public
from thongsuot.common.door import refuse_unreadable
from thongsuot.common.errors import Malformed, NotFound, TooLarge
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.payments.gateway import messages
from thongsuot.payments.gateway.client import gateway
from thongsuot.payments.models import GatewayMessage
from thongsuot.payments.services import online

LARGEST = 32 * 1024
FORGED_A_MINUTE = 30
ANSWERS = {
    GatewayMessage.Outcome.OK: (200, "00", "Đã nhận"),
    GatewayMessage.Outcome.UNKNOWN: (200, "05", "Không có mã tham chiếu này; bản tin đã cất"),
    GatewayMessage.Outcome.UNREADABLE: (422, "01", "Không hiểu bản tin"),
    GatewayMessage.Outcome.FORGED: (401, "07", "Sai MaXacThuc"),
}


@csrf_exempt
@require_POST
@public
def result(request: HttpRequest) -> HttpResponse:
    """POST /thanh-toan/ket-qua/: whoever has the secret tells the outcome of a try; anybody else is counted and refused."""
    line = gateway()
    if line is None:
        raise NotFound()
    body, at = _body(request), now()
    if not messages.is_genuine(body, line.secret):
        hit("forged_payment", client_address(request), limit=FORGED_A_MINUTE, seconds=60, at=at)
    status, code, words = ANSWERS[GatewayMessage.Outcome(online.hear(body, at=at))]
    return JsonResponse({"MaLoi": code, "MoTaLoi": words}, status=status)


def _body(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LARGEST:
        raise TooLarge()
    try:
        said = orjson.loads(request.body)
    except ValueError:
        raise Malformed() from None
    if not isinstance(said, dict):
        raise Malformed()
    refuse_unreadable(said)
    return said
