"""Trang quầy ngoại tuyến và những gì trình duyệt cần để giữ nó: page, worker, manifest, heartbeat."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.accounts.guards import needs, public
from thongsuot.accounts.models import Role
from thongsuot.common.now import now
from thongsuot.offline import shell
from thongsuot.org.selectors import unit_info


@needs(Role.COUNTER_CLERK)
@require_safe
def counter(request: HttpRequest) -> HttpResponse:
    """Quầy ngoại tuyến; kept by the browser, so it must not differ between people."""
    response = HttpResponse(shell.page())
    response["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Tệp của người giữ trang: no secret in it; its place gives it the scope of this page alone."""
    response = HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Để cài quầy thành ứng dụng."""
    told = {
        "name": _("Quầy ngoại tuyến · Thông Suốt"),
        "short_name": _("Quầy"),
        "lang": "vi",
        "start_url": reverse("offline:counter"),
        "scope": reverse("offline:counter"),
        "display": "standalone",
        "background_color": "#f4f5f7",
        "theme_color": "#b3261e",
        "icons": [{"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def heartbeat(request: HttpRequest) -> HttpResponse:
    """Nhịp: server time, whose sign-in this is, at which counters; costs no statement beyond the session's."""
    at, principal = now(), request.principal
    day = timezone.localtime(at).date()
    units = [unit_info(u, day) for u in sorted(principal.units_with(Role.COUNTER_CLERK))] if principal else []
    told = {
        "now": at.isoformat(),
        "user": principal.username if principal else None,
        "name": principal.name if principal else "",
        "counters": [{"code": unit.code, "full_name": unit.full_name} for unit in units],
        "token": get_token(request),
    }
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response
