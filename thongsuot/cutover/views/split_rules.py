"""Trang quy tắc chia của một đơn vị cũ: proposals to accept, rules in their order, a new one tried before it is kept."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common import sheets
from thongsuot.common.errors import Forbidden, Invalid, Refused
from thongsuot.common.now import now
from thongsuot.cutover import village_sheets
from thongsuot.cutover.models import PlanUnit, SplitRule
from thongsuot.cutover.permissions import PLANNERS
from thongsuot.cutover.selectors import split_work
from thongsuot.cutover.services import split_rules
from thongsuot.cutover.services.split_rules import NewRule
from thongsuot.cutover.split_permissions import RULERS, Place, place_of

ruler = needs(*PLANNERS, *RULERS, Role.SPECIALIST, Role.COUNTER_CLERK)
LONGEST_LIST = 100_000


@ruler
@require_safe
def rules(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Các quy tắc, and how many cases each decides."""
    return render(request, "cutover/split_rules.html", _context(place_of(request.principal, code, unit)))


@ruler
@require_POST
def add(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Thêm quy tắc, or only try it (`thu`)."""
    place = place_of(request.principal, code, unit)
    if not place.rules:
        raise Forbidden()
    try:
        new = _typed(request)
        if "thu" in request.POST:
            found = split_rules.trial(place.old, new)
            return render(request, "cutover/split_rules.html", _context(place, request.POST, found))
        split_rules.add_rule(place=place, new=new, by=request.principal, at=now())
    except Invalid as refused:
        context = _context(place, request.POST) | {"errors": refused.errors}
        return render(request, "cutover/split_rules.html", context, status=422)
    messages.success(request, _("Đã thêm quy tắc và áp dụng cho mọi việc mà người chưa quyết."))
    return _back(place)


@ruler
@require_POST
def remove(request: HttpRequest, code: str, unit: str, rule: int) -> HttpResponse:
    """Bỏ một quy tắc."""
    place = place_of(request.principal, code, unit)
    split_rules.remove_rule(place=place, rule_id=rule, by=request.principal, at=now())
    messages.success(request, _("Đã bỏ quy tắc; việc của nó do các quy tắc còn lại hoặc người quyết."))
    return _back(place)


@ruler
@require_POST
def up(request: HttpRequest, code: str, unit: str, rule: int) -> HttpResponse:
    """Đưa một quy tắc lên trước."""
    place = place_of(request.principal, code, unit)
    split_rules.raise_rule(place=place, rule_id=rule, by=request.principal, at=now())
    return _back(place)


@ruler
@require_POST
def accept(request: HttpRequest, code: str, unit: str, key: str) -> HttpResponse:
    """Nhận một đề xuất."""
    place = place_of(request.principal, code, unit)
    split_rules.accept(place=place, key=key, by=request.principal, at=now())
    messages.success(request, _("Đã nhận đề xuất thành quy tắc."))
    return _back(place)


@ruler
@require_safe
def villages(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Danh sách thôn dạng Excel, to be filled in and loaded again."""
    place = place_of(request.principal, code, unit)
    ways = [way.new for way in split_work.goings(place.old)]
    body = village_sheets.write(place.old, ways, split_work.rules_of(place.old))
    name = f"thon-{place.plan.code}-{place.old.code}.xlsx"
    return HttpResponse(
        body, content_type=sheets.XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@ruler
@require_POST
def load_villages(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Nạp danh sách thôn; all of it or nothing."""
    place = place_of(request.principal, code, unit)
    if not place.rules:
        raise Forbidden()
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Invalid(errors=[{"field": "file", "message": _("Hãy chọn tệp .xlsx.")}])
        lists = village_sheets.read(file, file.size or 0)
        number = split_rules.put_village_lists(place=place, lists=lists, by=request.principal, at=now())
    except Refused as refused:
        if not refused.errors:
            raise
        context = _context(place) | {"errors": refused.errors}
        return render(request, "cutover/split_rules.html", context, status=422)
    messages.success(request, ngettext("Đã nạp %(n)d thôn.", "Đã nạp %(n)d thôn.", number) % {"n": number})
    return _back(place)


def _back(place: Place) -> HttpResponse:
    return HttpResponseRedirect(reverse("cutover:split_rules", args=[place.plan.code, place.old.code]))


def _typed(request: HttpRequest) -> NewRule:
    """What the form says; the service checks it."""
    given = request.POST
    goes_to = given.get("goes_to", "")
    return NewRule(
        by=given.get("by", ""),
        goes_to=int(goes_to) if goes_to.isascii() and goes_to.isdigit() and len(goes_to) < 18 else 0,
        values=given.get("values", "")[:LONGEST_LIST].splitlines(),
        fields=given.getlist("fields")[:100],
        legal_basis=given.get("legal_basis", ""),
    )


def _context(place: Place, typed: Any = None, tried: split_rules.Trial | None = None) -> dict[str, Any]:
    known = split_work.rules_of(place.old)
    ways = split_work.goings(place.old)
    counted = split_rules.trial(place.old)
    return {
        "place": place,
        "plan": place.plan,
        "old": place.old,
        "ways": [(way.new, way.get_relation_display()) for way in ways],
        "rules": [(rule, _words(rule), counted.per_rule.get(rule.pk, 0)) for rule in known],
        "total": counted.total,
        "decided": counted.decided,
        "proposals": split_work.proposals(place.old, known),
        "people_are_shared": split_work.people_are_shared(place.old),
        "fields": [(name, name) for name in _fields(place.old, typed)],
        "by_options": [(by, _by_words()[by]) for by in SplitRule.By.values],
        "typed": typed or {},
        "chosen_fields": typed.getlist("fields") if typed else [],
        "tried": tried,
        "errors": [],
    }


def _by_words() -> dict[str, str]:
    """Chia theo gì, with what is to be written."""
    return {
        SplitRule.By.VILLAGE: _("Theo thôn, tổ dân phố"),
        SplitRule.By.PARCEL: _("Theo thửa đất, tờ bản đồ"),
        SplitRule.By.ADDRESS: _("Theo cụm từ trong địa chỉ (đường, khu)"),
        SplitRule.By.EVERYTHING: _("Tất cả việc của các lĩnh vực đã chọn"),
    }


def _words(rule: SplitRule) -> str:
    return ", ".join(rule.values[:8]) + (f" … (+{len(rule.values) - 8})" if len(rule.values) > 8 else "")


def _fields(old: PlanUnit, typed: Any) -> list[str]:
    """Lĩnh vực có việc ở đơn vị này, and those that were chosen before."""
    there = [name for name, _number in split_work.told(old, "field")]
    chosen = typed.getlist("fields") if typed else []
    return sorted({*there, *chosen})
