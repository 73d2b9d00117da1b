"""Trang công khai về đơn vị: "xã cũ của tôi nay là…" (/xa-cu/), one unit over time (/don-vi/…/), pictures of a province."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.org import former as lookup
from thongsuot.org import selectors
from thongsuot.org.models import Level
from thongsuot.org.pictures.flow import flow_into, flow_out_of
from thongsuot.org.pictures.province import picture_of
from thongsuot.org.search import LONGEST_QUERY

LONGEST_CODE = 12


@require_safe
def former(request: HttpRequest) -> HttpResponse:
    """Xã cũ của tôi nay là đơn vị nào; the answer comes while one types (htmx), and without script by the button."""
    q, problem = _asked(request)
    day = timezone.localdate(now())
    province = request.GET.get("tinh", "")[:LONGEST_CODE]
    found = lookup.answer(q, day, province)
    page = {
        "q": q,
        "problem": problem,
        "province": province,
        "village": request.GET.get("thon", "")[:LONGEST_QUERY],
        "found": found,
        "day": day,
        "more": found.total > lookup.SHOWN,
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "org/_cards.html" if part else "org/former.html", page)


@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Một đơn vị: what it is called since when, what it was made of, what it became."""
    day = timezone.localdate(now())
    info = selectors.unit_info(unit_id, day)
    last = selectors.versions_of(unit_id)[-1]
    end = last.valid_to
    last_day = end - timedelta(days=1) if end else None
    heirs = selectors.successors(unit_id, day)
    page = {
        "info": info,
        "day": day,
        "place": selectors.place_of(info),
        "in_force": selectors.in_force(unit_id, day),
        "last_day": last_day,
        "versions": selectors.versions_of(unit_id),
        "predecessors": [
            lookup.way(heir, heir.effective_on - timedelta(days=1)) for heir in selectors.predecessors(unit_id, day)
        ],
        "successors": [lookup.way(heir, day) for heir in heirs],
        "sides": lookup.sides(heirs) if heirs else None,
        "flows": [flow for flow in (flow_into(unit_id, day), flow_out_of(unit_id, day)) if flow]
        if info.level == Level.COMMUNE
        else [],
        "former_communes": lookup.communes_then(unit_id, last_day, day)
        if last_day and info.level == Level.DISTRICT
        else (),
        "children": selectors.children(unit_id, min(day, last_day) if last_day else day),
        "picture": picture_of(unit_id, day) if info.level == Level.PROVINCE else None,
    }
    return render(request, "org/unit.html", page)


@require_safe
def rearranged(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Hình ô của một tỉnh: communes before and after, with the table that says the same."""
    day = timezone.localdate(now())
    info = selectors.unit_info(unit_id, day)
    picture = picture_of(unit_id, day) if info.level == Level.PROVINCE else None
    if picture is None:
        raise NotFound(_("Không có lần sắp xếp xã, phường nào của đơn vị này trong dữ liệu."))
    return render(request, "org/rearranged.html", {"info": info, "picture": picture})


def successors_of(request: HttpRequest, refused: Refused, **_about: Any) -> dict[str, Any] | None:
    """Đơn vị nay nhận việc, on the page that refuses a code of a unit that is no more; an old QR code leads there."""
    following = refused.extra.get("successors") or ()
    shown = [{**one, "since": date.fromisoformat(one["effective_on"])} for one in following]
    return {"successors": shown} if shown else None


def _asked(request: HttpRequest) -> tuple[str, str]:
    """The text to look for, or what is wrong with it."""
    try:
        return clean_line(request.GET.get("q", ""), field="q", limit=LONGEST_QUERY), ""
    except Invalid as refused:
        return "", str(refused.errors[0]["message"])
