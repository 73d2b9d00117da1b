"""Trang công khai về thủ tục: find one, and read what it takes (/thu-tuc/)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.accounts.guards import public
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.procedures import words
from thongsuot.procedures.catalogue import Component, Version
from thongsuot.procedures.form_pages import paper_condition_words
from thongsuot.procedures.models import Kind
from thongsuot.procedures.process import Step
from thongsuot.procedures.search import fields_in_force, search, usual_first
from thongsuot.procedures.selectors import abolished, notes_of, version_in_force

LONGEST_LIST = 50


@public
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Tìm thủ tục theo lời của mình; the list narrows as one types (htmx), and works without script."""
    day = timezone.localdate(now())
    q, field = _asked(request, "q"), _asked(request, "linh-vuc")
    hits = [version for _score, version in search(q, field, None, day) if version.kind != Kind.STANDARD_INTERNAL]
    hits = hits if q else usual_first(hits)
    page = {
        "q": q,
        "field": field,
        "fields": [("", _("Tất cả lĩnh vực")), *((name, name) for name in fields_in_force(day))],
        "hits": [_hit(version) for version in hits[:LONGEST_LIST]],
        "count": words.count_words(len(hits)),
        "more": max(0, len(hits) - LONGEST_LIST),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "procedures/_hits.html" if part else "procedures/find.html", page)


@public
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Một thủ tục: what you need, how long, how much, where, which steps, on which law, and how sure we are."""
    day = timezone.localdate(now())
    version = version_in_force(code, day)
    if version is None:
        last = abolished(code, day)
        if last is not None:
            raise NotFound(words.abolition_words(last))
        raise NotFound(_("Không có thủ tục mang mã này đang có hiệu lực. Hãy tìm theo tên thủ tục."))
    online = version.channel("ONLINE") is not None
    page = {
        "version": version,
        "time": words.shortest_time(version),
        "fee": words.fee_words(version),
        "times": [time_of(version, time.channel) for time in version.channels],
        "cases": [(case, words.duration_words(case.quantity, case.duration_unit)) for case in version.cases],
        "papers": papers_of(version),
        "notes": notes_of(version),
        "steps": [step_of(step) for step in version.process.steps],
        "filing": _filing_address(version) if online and version.receivable else "",
        "national": online and "national" in settings.ONLINE_INTAKE,
        "only_ways": ""
        if online
        else ", ".join(words.channel_words(time.channel).lower() for time in version.channels),
        "returning": [words.returning_words(row) for row in version.returning],
        "words": words,
    }
    return render(request, "procedures/show.html", page)


def _asked(request: HttpRequest, name: str) -> str:
    """What was asked; a text that cannot be read or is far too long finds nothing instead of failing."""
    try:
        return clean_line(request.GET.get(name, ""), field=name, limit=200)
    except Invalid:
        return ""


def _filing_address(version: Version) -> str:
    return f"/nop-ho-so/{version.code}/" if "own" in settings.ONLINE_INTAKE else ""


def _hit(version: Version) -> dict[str, Any]:
    return {
        "version": version,
        "time": words.shortest_time(version)[0],
        "fee": words.fee_words(version)[0],
        "channels": ", ".join(words.channel_words(time.channel) for time in version.channels),
    }


def time_of(version: Version, channel: str) -> dict[str, Any]:
    """One way of filing with its time limit and fees in words."""
    rule = version.channel(channel)
    assert rule is not None
    return {
        "rule": rule,
        "name": words.channel_words(channel),
        "duration": words.limit_words(rule),
        "fees": [fee for fee in version.fees if fee.channel in ("", channel)],
    }


def papers_of(version: Version) -> list[dict[str, Any]]:
    """Papers to submit and to present; papers that stand for each other gathered in one entry."""
    groups = []
    for group, title in (("submit", _("Giấy tờ phải nộp")), ("present", _("Giấy tờ chỉ cần cho xem"))):
        entries: dict[str, list[dict[str, Any]]] = {}
        for component in version.components:
            if component.group == group and not component.note_only:
                entries.setdefault(component.one_of or component.code, []).append(_paper(version, component))
        if entries:
            groups.append({"title": title, "entries": list(entries.values())})
    return groups


def _paper(version: Version, component: Component) -> dict[str, Any]:
    wanted = [(component.originals, _("bản chính")), (component.copies, _("bản sao"))]
    return {
        "component": component,
        "number": ", ".join(f"{number} {what}" for number, what in wanted if number),
        "condition": paper_condition_words(version, component.condition),
        "optional": not component.required and not component.one_of and not component.condition,
    }


def step_of(step: Step) -> dict[str, Any]:
    """One step of the internal process in words."""
    return {
        "step": step,
        "who": words.who_words(step.role, step.organ_kind, step.agency),
        "time": words.working_time_words(step.minutes),
    }
