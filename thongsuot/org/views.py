"""Trang công khai về đơn vị: "xã cũ của tôi nay là…" (/xa-cu/) and one unit over time (/don-vi/…/)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.org import selectors
from thongsuot.org.models import Level, Relation
from thongsuot.org.search import LONGEST_QUERY
from thongsuot.org.selectors import Heir, Hit, UnitInfo

LONGEST_LIST = 30
SEARCHED = frozenset({Level.PROVINCE, Level.DISTRICT, Level.COMMUNE})

# What became of the old unit, as a citizen would say it; the office word stands in `Relation`.
WORDS = {
    Relation.WHOLE: _("toàn bộ đơn vị cũ nhập vào đây"),
    Relation.UNCHANGED: _("giữ nguyên"),
    Relation.RENAMED: _("chỉ đổi tên"),
    Relation.RETYPED: _("chỉ đổi loại hình"),
    Relation.PART: _("một phần đơn vị cũ nhập vào đây"),
    Relation.PART_AREA: _("một phần đất nhập vào đây"),
    Relation.PART_AREA_ALL_PEOPLE: _("một phần đất và toàn bộ người dân nhập vào đây"),
    Relation.PART_PEOPLE: _("một phần người dân nhập vào đây"),
    Relation.WHOLE_AREA: _("toàn bộ đất nhập vào đây"),
    Relation.DISTRICT_TO_SPECIAL: _("cả huyện đảo thành đặc khu"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """Một đơn vị hiện nay của tên cũ."""

    heir: Heir
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Card:
    """Một kết quả: the name that was searched, and what it is now."""

    info: UnitInfo
    place: str
    in_force: bool
    last_day: date | None
    ways: tuple[Way, ...]
    split: bool
    district_ended: bool


@require_safe
def former(request: HttpRequest) -> HttpResponse:
    """Xã cũ của tôi nay là đơn vị nào; the answer comes while one types (htmx), and without script by the button."""
    q, problem = _asked(request)
    day = timezone.localdate(now())
    hits = selectors.search(q, levels=SEARCHED, limit=LONGEST_LIST + 1, today=day) if q else []
    shown = sorted(hits[:LONGEST_LIST], key=lambda hit: hit.in_force)
    page = {
        "q": q,
        "problem": problem,
        "cards": [_card(hit, day) for hit in shown],
        "more": len(hits) > LONGEST_LIST,
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
    page = {
        "info": info,
        "place": selectors.place_of(info),
        "in_force": selectors.in_force(unit_id, day),
        "last_day": end - timedelta(days=1) if end else None,
        "versions": selectors.versions_of(unit_id),
        "predecessors": [
            _way(heir, heir.effective_on - timedelta(days=1)) for heir in selectors.predecessors(unit_id, day)
        ],
        "successors": [_way(heir, day) for heir in selectors.successors(unit_id, day)],
        "children": selectors.children(unit_id, min(day, end - timedelta(days=1)) if end else day),
    }
    return render(request, "org/unit.html", page)


def _asked(request: HttpRequest) -> tuple[str, str]:
    """The text to look for, or what is wrong with it."""
    try:
        return clean_line(request.GET.get("q", ""), field="q", limit=LONGEST_QUERY), ""
    except Invalid as refused:
        return "", str(refused.errors[0]["message"])


def _card(hit: Hit, day: date) -> Card:
    return Card(
        info=hit.info,
        place=hit.place,
        in_force=hit.in_force,
        last_day=hit.info.valid_to - timedelta(days=1) if hit.info.valid_to else None,
        ways=tuple(_way(heir, day) for heir in hit.heirs),
        split=len(hit.heirs) > 1 or any(not heir.complete for heir in hit.heirs),
        district_ended=hit.info.level == Level.DISTRICT and not hit.heirs and not hit.in_force,
    )


def _way(heir: Heir, day: date) -> Way:
    return Way(heir, str(WORDS[Relation(heir.relation)]), selectors.place_of(selectors.unit_info(heir.unit_id, day)))
