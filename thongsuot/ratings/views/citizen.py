"""Trang đánh giá: opened by the QR of a paper, from the citizen's own dossier, or at the kiosk. Nobody signs in."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from thongsuot.accounts.guards import public
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address, hit
from thongsuot.dossiers.act_tokens import LENGTH, Act, rating_path
from thongsuot.dossiers.models import Dossier
from thongsuot.org.selectors import unit_info
from thongsuot.ratings import acts, scales, services, traces
from thongsuot.ratings.models import Rating, RatingAnswer

TRIES, PER = 30, 600
TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH}}}")
KIOSK = "ki-ot"
FIELDS = {"comment": "y_kien"}  # of the page, by names of the service; levels are m_<item>
UNIT = re.compile(r"[A-Za-z0-9]{1,12}")  # code of the unit where a kiosk stands
THANKS_SECONDS, FORM_SECONDS = 20, 120  # a kiosk goes back to its first page: after a rating, when left alone


@public
@never_cache
@require_http_methods(["GET", "HEAD"])
def ask(request: HttpRequest) -> HttpResponse:
    """Quét mã: a reader of a kiosk types the whole address of the paper into the one field."""
    typed = request.GET.get("ma", "").strip()
    kiosk = _kiosk(request)
    found = TOKEN.findall(typed[:300])
    if found:
        return HttpResponseRedirect(reverse("ratings:rate", args=[found[-1]]) + _query(kiosk))
    message = _("Đây không phải mã đánh giá. Hãy quét mã QR “Đánh giá” in trên giấy hẹn.") if typed else ""
    context = {"typed": typed[:120], "kiosk": kiosk, "errors": [{"field": "ma", "message": message}] if typed else []}
    response = render(request, "ratings/ask.html", context, status=422 if typed else 200)
    return _forgotten(response, kiosk, FORM_SECONDS)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Một việc, một cán bộ, một lần."""
    at = now()
    hit("rating", client_address(request), limit=TRIES, seconds=PER, at=at)
    traces.refuse_staff(request)
    kiosk = _kiosk(request)
    dossier, act = acts.named_by(token)
    rating = acts.given(dossier, act)
    if rating is not None:
        if request.method == "POST":
            raise acts.AlreadyRated(_("Việc này đã được đánh giá. Mỗi việc chỉ đánh giá một lần và không sửa được."))
        return _thanks(request, dossier, rating, kiosk=kiosk)
    what = acts.rated_act(dossier, act)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            services.give(
                token=token,
                opinion=_opinion(request, kiosk=kiosk),
                trace=traces.trace_of(request, at_kiosk=bool(kiosk)),
                at=at,
                by_id=request.principal.user_id if request.principal else None,
            )
        except Invalid as refused:
            errors = [{**e, "field": FIELDS.get(e["field"], f"m_{e['field']}")} for e in refused.errors]
        else:
            return HttpResponseRedirect(request.path + _query(kiosk))
    response = _form(request, what, at, errors=errors, kiosk=kiosk)
    return _forgotten(response, kiosk, FORM_SECONDS) if kiosk else traces.mark(request, response)


def _form(request: HttpRequest, what: acts.RatedAct, at: Any, *, errors: list, kiosk: str) -> HttpResponse:
    day = timezone.localdate(at)
    scale = scales.scale_on(day, unit_info(what.dossier.province_id, day).code)
    context = {
        "what": what,
        "unit": unit_info(what.unit_id, timezone.localdate(what.happened_at)),
        "scale": scale,
        "overall": dict(scale.items)[scales.OVERALL],
        "items": [item for item in scale.items if item[0] != scales.OVERALL],
        "open": acts.may_be_rated(what.dossier, what.act, at),
        "days": scales.open_days(),
        "typed": request.POST,
        "errors": errors,
        "kiosk": kiosk,
    }
    return render(request, "ratings/rate.html", context, status=422 if errors else 200)


def _opinion(request: HttpRequest, *, kiosk: str) -> services.Opinion:
    levels: dict[str, int] = {}
    for name, value in request.POST.items():
        if name.startswith("m_") and value:
            levels[name[2:]] = int(value) if value.isascii() and value.isdigit() and len(value) < 3 else 0
    named = request.POST.get("ghi_ten") == "1"
    return services.Opinion(levels, request.POST.get("y_kien", ""), named, bool(kiosk))


def _thanks(request: HttpRequest, dossier: Dossier, rating: Rating, *, kiosk: str) -> HttpResponse:
    """What was given and answered; who holds the paper of one act may rate the others once they are done."""
    answer = RatingAnswer.objects.filter(rating_id=rating.pk).first()
    given = {
        one.act for one in Rating.objects.filter(province_id=dossier.province_id, dossier_id=dossier.pk).only("act")
    }
    context = {
        "rating": rating,
        "words": scales.scale_of(rating.scale).label(rating.level),
        "answer": answer,
        "kiosk": kiosk,
        "others": [
            (act.label, rating_path(dossier.uid, act) + _query(kiosk))
            for act in Act
            if act not in given and acts.may_be_rated(dossier, act, now())
        ],
        "more_later": len(given) < len(Act) and dossier.returned_at is None,
    }
    return _forgotten(render(request, "ratings/thanks.html", context), kiosk, THANKS_SECONDS)


def _kiosk(request: HttpRequest) -> str:
    """Code of the unit whose kiosk asks; empty for every other browser."""
    typed = (request.POST or request.GET).get(KIOSK, "")
    return typed if UNIT.fullmatch(typed) else ""


def _query(kiosk: str) -> str:
    return f"?{KIOSK}={kiosk}" if kiosk else ""


def _forgotten(response: HttpResponse, kiosk: str, seconds: int) -> HttpResponse:
    """A kiosk left alone goes back to its first page, and nothing typed stays on its screen."""
    if kiosk:
        response["Refresh"] = f"{seconds}; url=/kiosk/{kiosk}/"
    return response
