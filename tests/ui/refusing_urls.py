"""Addresses that fail in every way, for tests of the error pages."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from thongsuot.common import errors
from thongsuot.ui.urls import addresses

RAISED = {
    "malformed": errors.Malformed(),
    "forbidden": errors.Forbidden(),
    "not_found": errors.NotFound(),
    "move_not_allowed": errors.MoveNotAllowed(),
    "too_large": errors.TooLarge(),
    "unsupported_type": errors.UnsupportedType(),
    "invalid_input": errors.Invalid(errors=[{"field": "name", "message": "Họ và tên quá dài."}]),
    "too_many_requests": errors.TooMany(retry_after=30),
    "database": OperationalError("server closed the connection"),
    "denied": PermissionDenied(),
    "suspicious": SuspiciousOperation(),
    "fault": RuntimeError("lỗi lập trình"),
}


def fail(request, name):
    raise RAISED[name]


def accept(request):
    return HttpResponse("đã nhận", content_type="text/plain; charset=utf-8")


def everybody(view):
    return view


urlpatterns = [
    path("hong/<name>/", fail),
    path("gui/", accept),
    path("chi-nhan-bieu-mau/", require_POST(accept)),
    path("api/v1/hong/<name>/", fail),
    *addresses(everybody, everybody),
]
handler400 = "thongsuot.ui.errors.bad_request"
handler403 = "thongsuot.ui.errors.permission_denied"
handler404 = "thongsuot.ui.errors.page_not_found"
handler500 = "thongsuot.ui.errors.server_error"
