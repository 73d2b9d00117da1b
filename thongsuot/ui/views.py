"""Pages of the kit itself: how things look for this visitor, and the living page of components."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from thongsuot.ui import preferences

LANGUAGE_DAYS = 365


@require_safe
def heartbeat(request: HttpRequest) -> HttpResponse:
    """Nhịp: whether a page that doubts the line reaches us; asked only while in doubt, costs no statement."""
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


@require_safe
def display_settings(request: HttpRequest) -> HttpResponse:
    """Ghi cách hiển thị vào cookie rồi quay lại trang cũ; works without script and asks for no sign-in."""
    back = request.GET.get("ve", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = preferences.from_values(request.GET.dict(), preferences.of_request(request))
    preferences.keep(response, chosen, settings.SESSION_COOKIE_SECURE)
    language = request.GET.get("ngon-ngu", "")
    if language in dict(settings.LANGUAGES):
        age = LANGUAGE_DAYS * 24 * 3600
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=age, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    response["Cache-Control"] = "no-store"
    return response
