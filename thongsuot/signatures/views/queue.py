"""Hàng chờ ký."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import official


@official
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Chờ ký."""
    return HttpResponse("")
