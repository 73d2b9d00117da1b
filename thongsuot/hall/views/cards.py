"""Đọc thẻ: the page asks the reader on its own machine, and us whether to believe it. The number travels in bodies only."""

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import public
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.hall import cards

READS_PER_MINUTE = 30
NOT_KEPT = {"Cache-Control": "no-store"}


@public
@require_GET
def challenge(request: HttpRequest) -> HttpResponse:
    """Câu đố mới cho chip."""
    if not settings.CARD_READER:
        raise NotFound()
    return JsonResponse({"challenge": cards.challenge()}, headers=NOT_KEPT)


@public
@csrf_exempt  # nothing is changed and nobody's session is read: a kiosk has no cookie to keep a token in
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Kiểm câu trả lời của đầu đọc; answers the few facts a form needs."""
    hit("card-read", client_address(request), limit=READS_PER_MINUTE, seconds=60, at=now())
    try:
        found = cards.read(_answer(request), now())
    except Refused as refused:
        return JsonResponse(
            {"code": refused.code, "detail": str(refused.detail)}, status=refused.status, headers=NOT_KEPT
        )
    return JsonResponse({**found.as_said(), "expires": found.expires}, headers=NOT_KEPT)


def _answer(request: HttpRequest) -> Any:
    """The reader's answer; None for anything that cannot be one."""
    if request.content_type != "application/json" or len(request.body) > cards.LARGEST:
        return None
    try:
        return orjson.loads(request.body)
    except ValueError:
        return None
