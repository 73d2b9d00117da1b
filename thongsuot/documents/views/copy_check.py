"""Kiểm tra bản sao cho mọi người: the QR of a copy tells what it is a copy of, and by whom; it gives no file away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import public
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.documents.copy_rules import NO_LONGER
from thongsuot.documents.models import State
from thongsuot.documents.selectors import copies

TRIES, PER_SECONDS = 30, 600


@public
@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Trang của một mã; whoever holds the copy has read all of it already."""
    hit("copy_check", client_address(request), limit=TRIES, seconds=PER_SECONDS, at=now())
    found = copies.checked(code[:12])
    if found is None:
        raise NotFound(_("Không có bản sao đã ký nào mang mã này. Hãy xem lại mã: không có chữ I, O và số 0, 1."))
    context = {
        "found": found,
        "document": found.document,
        "copy": found.copy,
        "source_gone": State(found.source_state).label if found.source_state in NO_LONGER else "",
        "recalled": found.document.state == State.RECALLED,
        "unsealed": not found.signature_code,
    }
    response = render(request, "documents/copies/check.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
