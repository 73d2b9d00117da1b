"""Danh mục của người kiểm soát thủ tục (/can-bo/danh-muc/): the list, one record with its versions, and what is missing."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thongsuot.accounts.guards import needs, official
from thongsuot.common import sheets
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, unit_by_code
from thongsuot.procedures import assigning, gaps, words
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.models import Decision, ReviewItem
from thongsuot.procedures.permissions import EDITOR, may_edit, provinces_of
from thongsuot.procedures.process import Step
from thongsuot.procedures.search import fields_in_force, search
from thongsuot.procedures.selectors import version_in_force, versions_of
from thongsuot.procedures.views.public import papers_of, step_of, time_of

editor = needs(EDITOR)
PAGE, GAP_PAGE = 50, 200
PROCESS = "quy-trinh"
LACKS = {kind.key: kind for kind in gaps.KINDS}


def today() -> date:
    """The local day of this request."""
    return timezone.localdate(now())


def asked(request: HttpRequest, name: str, limit: int = 200) -> str:
    """What was asked; what cannot be read asks for nothing."""
    try:
        return clean_line(request.GET.get(name, ""), field=name, limit=limit)
    except Invalid:
        return ""


def tabs(request: HttpRequest) -> list[tuple[str, str, None]]:
    """Các phần của danh mục."""
    places = [
        (reverse("procedures:catalogue"), _("Danh mục"), None),
        (reverse("procedures:decisions"), _("Quyết định"), None),
        (reverse("procedures:gaps"), _("Chỗ còn thiếu"), None),
        (reverse("procedures:rounds"), _("Rà soát"), None),
    ]
    if may_edit(request.principal):
        places[2:2] = [
            (reverse("procedures:imports"), _("Nạp danh mục quốc gia"), None),
            (reverse("procedures:assigning"), _("Giao cho đơn vị"), None),
        ]
    return places


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of this workplace: tabs on top, and whether this person may change anything."""
    return render(
        request, template, {"tabs": tabs(request), "may_edit": may_edit(request.principal), **context}, status=status
    )


def excel(tables: Sequence[sheets.Table], name: str) -> HttpResponse:
    """Bảng tính để tải về."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(sheets.write_tables(tables, made_at=now()), content_type=sheets.XLSX, headers=headers)


def own_province(request: HttpRequest) -> int:
    """Tỉnh của người kiểm soát; NotFound for somebody who keeps no province's catalogue."""
    provinces = sorted(provinces_of(request.principal))
    if not provinces:
        raise NotFound()
    return provinces[0]


@official
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Danh mục đang có hiệu lực: searched, filtered by field, level and by what is missing."""
    day = today()
    q, field, level, lack = (asked(request, name) for name in ("q", "linh-vuc", "cap", "thieu"))
    found = [version for _score, version in search(q, field, None, day, level=level)]
    if lack in LACKS:
        found = [version for version in found if LACKS[lack].lacks(version)]
    start = start_of_page(request, PAGE)
    start = start if start < len(found) else 0
    asked_for = {"q": q, "linh-vuc": field, "cap": level, "thieu": lack}
    here = {name: value for name, value in asked_for.items() if value}
    return page(
        request,
        "procedures/office/catalogue.html",
        {
            "q": q,
            "field": field,
            "level": level,
            "lack": lack,
            "fields": fields_in_force(day),
            "levels": [(key, words.LEVELS[key]) for key in ("commune", "province", "ministry", "other")],
            "lacks": [(kind.key, kind.words) for kind in gaps.KINDS],
            "count": words.count_words(len(found)),
            "rows": [_row(version) for version in found[start : start + PAGE]],
            "newer": "?" + urlencode(here | {"tu": start - PAGE}) if start else None,
            "older": "?" + urlencode(here | {"tu": start + PAGE}) if start + PAGE < len(found) else None,
        },
    )


def start_of_page(request: HttpRequest, size: int) -> int:
    """Where in a list the page begins (`?tu=`); anything else than a number is the beginning."""
    written = request.GET.get("tu", "0")
    start = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
    return start - start % size


def _row(version: Version) -> dict[str, Any]:
    time, _rule = words.shortest_time(version)
    return {
        "version": version,
        "time": time,
        "marks": [kind.key for kind in gaps.KINDS[:3] if kind.lacks(version)],
        "has_form": not LACKS["bieu-mau"].lacks(version),
    }


@official
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Một thủ tục với mọi điều được biết, mọi phiên bản và quyết định; `?phien-ban=` shows another version by its id."""
    versions = versions_of(code)
    if not versions:
        raise NotFound(_("Không có thủ tục mang mã này trong danh mục."))
    wanted = request.GET.get("phien-ban", "")
    current = version_in_force(code, today())
    shown = next((v for v in versions if str(v.id) == wanted), None) or current or versions[-1]
    reviews = ReviewItem.objects.filter(procedure_id=shown.procedure_id).exclude(verdict="").select_related("round")
    return page(
        request,
        "procedures/office/record.html",
        {
            "version": shown,
            "versions": reversed(versions),
            "current": current,
            "drafts": _open_lines(code),
            "reviews": list(reviews.order_by("-decided_at")[:5]),
            "times": [time_of(shown, time.channel) for time in shown.channels],
            "cases": [(case, words.duration_words(case.quantity, case.duration_unit)) for case in shown.cases],
            "papers": papers_of(shown),
            "notes": [component for component in shown.components if component.note_only],
            "steps": [{**step_of(step), "after": _after(shown, step)} for step in shown.process.steps],
            "returning": [words.returning_words(row) for row in shown.returning],
            "lacks": [kind.words for kind in gaps.KINDS if kind.lacks(shown)],
            "abolition": "" if current or shown.valid_to is None else words.abolition_words(shown),
            "level_words": ", ".join(str(words.LEVELS.get(level, level)) for level in shown.levels),
            "words": words,
        },
    )


def _after(version: Version, step: Step) -> str:
    """The steps this one waits for, by name."""
    return "; ".join(version.process.step(key).name for key in step.after)


def _open_lines(code: str) -> list[Decision]:
    """Drafts that would change this procedure."""
    return list(Decision.objects.filter(applied_at=None, items__code=code).order_by("pk"))


@official
@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """Chỗ còn thiếu: of one unit ("12 thủ tục chưa có quy trình ở Mai Phụ"), or of the whole catalogue."""
    day = today()
    unit = _unit_of_code(asked(request, "don-vi", 20), day)
    chosen = asked(request, "loai")
    province = _province_of(request)
    units = assigning.communes_of(province, day) if province else []
    found = gaps.of_unit(unit.id, day) if unit else gaps.of_units([u.id for u in units], day)
    shown = next((gap for gap in found if gap.kind.key == chosen), None)
    total = len(shown.versions) if shown else 0
    start = start_of_page(request, GAP_PAGE)
    start = start if start < total else 0
    here = {name: value for name, value in (("don-vi", unit.code if unit else ""), ("loai", chosen)) if value}
    return page(
        request,
        "procedures/office/gaps.html",
        {
            "unit": unit,
            "units": units,
            "found": [(gap, words.count_words(len(gap.versions))) for gap in found],
            "shown": shown,
            "rows": shown.versions[start : start + GAP_PAGE] if shown else (),
            "newer": "?" + urlencode(here | {"tu": start - GAP_PAGE}) if start else None,
            "older": "?" + urlencode(here | {"tu": start + GAP_PAGE}) if start + GAP_PAGE < total else None,
            "count": words.count_words(total) if shown else "",
            "completes": bool(shown and shown.kind.key == PROCESS and shown.versions),
            "place": unit.name if unit else "",
        },
    )


def _unit_of_code(code: str, day: date) -> UnitInfo | None:
    return unit_by_code(code, day, {Level.COMMUNE}) if code else None


def _province_of(request: HttpRequest) -> int | None:
    """The province whose units can be looked at: that of one's first post."""
    provinces = sorted(request.principal.provinces_with())
    return next((province for province in provinces if province), None)


@editor
@require_POST
def standard_process(request: HttpRequest) -> HttpResponse:
    """Gán quy trình chung cho các thủ tục đã chọn; always a proposal."""
    codes = request.POST.getlist("ma")[:1000]
    unit = _unit_of_code(request.POST.get("don-vi", ""), today())
    if request.POST.get("tat-ca") == "1":
        found = gaps.of_unit(unit.id, today()) if unit else gaps.of_units([], today())
        codes = [version.code for gap in found if gap.kind.key == PROCESS for version in gap.versions]
    number = gaps.give_standard_process(codes=codes, on=today(), by=request.principal, at=now())
    if number:
        text = _("Đã gán quy trình chung cho %(count)s; mọi bước được đánh dấu đề xuất.")
        messages.success(request, text % {"count": words.count_words(number)})
    else:
        messages.warning(request, _("Chưa chọn thủ tục nào còn thiếu quy trình."))
    here = {"loai": PROCESS} | ({"don-vi": unit.code} if unit else {})
    return HttpResponseRedirect(f"{reverse('procedures:gaps')}?{urlencode(here)}")
