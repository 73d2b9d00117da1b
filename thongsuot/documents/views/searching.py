"""Tìm văn bản theo nội dung: /can-bo/van-ban/tim/."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import official
from thongsuot.common.now import now
from thongsuot.documents.models import Direction
from thongsuot.documents.selectors.searching import Asked, Found, Place, search
from thongsuot.documents.timing import local_day
from thongsuot.documents.views.incoming import words_of
from thongsuot.org.selectors import unit_info
from thongsuot.ui.forms import parse_date

LONGEST = 200


@require_GET
@official
def documents(request: HttpRequest) -> HttpResponse:
    """Trang tìm; a day that is none is said at its box, and the rest still answers."""
    words, direction = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("chieu", "")
    errors, days = [], {}
    for name in ("tu", "den"):
        typed = request.GET.get(name, "").strip()
        days[name] = parse_date(typed) if typed else None
        if typed and days[name] is None:
            errors.append({"field": name, "message": _("Ngày không đúng. Ghi ngày/tháng/năm, ví dụ 07/07/2025.")})
    if direction not in Direction.values:
        direction = ""
    after = Place.read(request.GET.get("sau", ""))
    asked = Asked(words.replace("\0", ""), direction, days["tu"], days["den"])
    found = search(request.principal, asked, after=after) if words else Found()
    today = local_day(now())
    here = {"q": words, "chieu": direction, "tu": request.GET.get("tu", ""), "den": request.GET.get("den", "")}
    context = {
        "q": words,
        "typed": here,
        "errors": errors,
        "hits": [(hit, unit_info(hit.unit_id, today).full_name) for hit in found.hits],
        "first": _page(here) if after else None,
        "older": _page(here | {"sau": str(found.after)}) if found.after else None,
        "words": words_of(),
        "directions": [(str(one), one.label) for one in Direction],
    }
    return render(request, "documents/search.html", context)


def _page(asked: dict[str, str]) -> str:
    return f"{reverse('documents:search')}?{urlencode(asked)}"
