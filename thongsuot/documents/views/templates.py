"""Kho mẫu văn bản: /can-bo/van-ban/mau/ (the shelf, one template with its versions, its files)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.documents import blanks
from thongsuot.documents.models import DocumentTemplate, TemplateVersion
from thongsuot.documents.outgoing_forms import type_choices
from thongsuot.documents.permissions import WORKERS, ended_on, keeping_unit, units_worked_in
from thongsuot.documents.selectors import templates as selectors
from thongsuot.documents.services import templates as services
from thongsuot.documents.timing import local_day
from thongsuot.documents.types import document_types, type_of
from thongsuot.documents.views.incoming import page_of
from thongsuot.org.selectors import unit_info

works = needs(*WORKERS)
keeps = needs(*services.KEEPERS)
ANSWERED_HERE = (409, 413, 415, 422)


@works
@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    """Kho mẫu: what the officials of one's units begin from."""
    return render(request, "documents/templates.html", _shelf(request, []))


@keeps
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Thêm một mẫu; what is wrong stands on the page of the shelf."""
    try:
        made = _add(request)
    except Refused as refused:
        return render(request, "documents/templates.html", _shelf(request, _errors(refused)), status=422)
    messages.success(request, _("Đã thêm mẫu vào kho; cán bộ của đơn vị chọn được khi soạn văn bản."))
    return HttpResponseRedirect(reverse("documents:template", args=[made.uid]))


def _shelf(request: HttpRequest, errors: list[dict[str, Any]]) -> dict[str, Any]:
    principal, on, page = request.principal, local_day(now()), page_of(request)
    here, withdrawn = reverse("documents:templates"), request.GET.get("nhom") == "ngung"
    type_key = request.GET.get("loai", "")
    type_key = type_key if type_key in document_types() else ""
    rows = selectors.shelf(principal, on, withdrawn=withdrawn, type_key=type_key, skip=page * selectors.ON_A_PAGE)
    own = _kept_units(principal)
    query = f"nhom={'ngung' if withdrawn else ''}&loai={type_key}"
    return {
        "rows": [_line(one, on) for one in rows[: selectors.ON_A_PAGE]],
        "withdrawn": withdrawn,
        "type": type_key,
        "types": type_choices(),
        "tabs": [(here, _("Đang dùng"), None), (f"{here}?nhom=ngung", _("Đã ngừng"), None)],
        "current": f"{here}?nhom=ngung" if withdrawn else here,
        "newer": f"{here}?{query}&trang={page - 1}" if page else None,
        "older": f"{here}?{query}&trang={page + 1}" if len(rows) > selectors.ON_A_PAGE else None,
        "units": [(unit, unit_info(unit, on).full_name) for unit in own],
        "may_share": any((unit_info(unit, on).province_id or unit) == unit for unit in own),
        "filled": [(name, str(words)) for name, words in blanks.FILLED.items()],
        "errors": errors,
        "typed": request.POST,
    }


def _kept_units(principal: Principal) -> list[int]:
    return sorted(principal.units_with(*services.KEEPERS) & units_worked_in(principal))


def _line(one: TemplateVersion, on: Any) -> dict[str, Any]:
    return {
        "version": one,
        "template": one.template,
        "type": type_of(one.template.type).name,
        "unit": unit_info(one.template.unit_id, on).full_name,
        **_blanks(one),
    }


def _blanks(one: TemplateVersion) -> dict[str, list[str]]:
    """Ô tự điền, bằng lời; và ô để người soạn viết."""
    return {
        "filled": [str(blanks.FILLED[name]) for name in one.blanks if name in blanks.FILLED],
        "dotted": [name for name in one.blanks if name not in blanks.FILLED],
    }


def _add(request: HttpRequest) -> DocumentTemplate:
    own = {str(unit): unit for unit in _kept_units(request.principal)}
    unit_id = own.get(request.POST.get("unit", ""))
    if unit_id is None:
        message = _("Hãy chọn một đơn vị của anh/chị.")
        raise Invalid(message, errors=[{"field": "unit" if len(own) > 1 else "", "message": message}])
    content, name = _uploaded(request)
    return services.add(
        unit_id=unit_id,
        type_key=request.POST.get("type", ""),
        name=request.POST.get("name", ""),
        content=content,
        file_name=name,
        shared=request.POST.get("shared") == "1",
        principal=request.principal,
        at=now(),
    )


def _uploaded(request: HttpRequest) -> tuple[bytes, str]:
    upload = request.FILES.get("file")
    return (upload.read(services.MOST_BYTES + 1), upload.name or "mau.docx") if upload else (b"", "")


def _errors(refused: Refused) -> list[dict[str, Any]]:
    if refused.status not in ANSWERED_HERE:
        raise refused
    return refused.errors or [{"field": "file", "message": str(refused.detail)}]


@works
@require_GET
def template(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Một mẫu: every version, who put it there and when."""
    return _page(request, uid)


def _page(request: HttpRequest, uid: UUID, errors: list[dict[str, Any]] | None = None) -> HttpResponse:
    at = now()
    on = local_day(at)
    one = selectors.one(request.principal, uid, on)
    versions = selectors.versions(one)
    context = {
        "template": one,
        "type": type_of(one.type).name,
        "unit": unit_info(one.unit_id, on).full_name,
        "ended": ended_on(one.unit_id, on),
        "versions": [(version, _blanks(version)) for version in versions],
        "keeps": _keeps(request.principal, one, at),
        "usable": one.withdrawn_at is None,
        "errors": errors or [],
    }
    return render(request, "documents/template.html", context, status=422 if errors else 200)


def _keeps(principal: Principal, one: DocumentTemplate, at: datetime) -> bool:
    try:
        return bool(keeping_unit(principal, one.unit_id, at, roles=services.KEEPERS))
    except Refused:
        return False


def _replace(request: HttpRequest, uid: UUID) -> str:
    content, name = _uploaded(request)
    services.replace(uid, content=content, file_name=name, principal=request.principal, at=now())
    return _("Đã thay bằng bản mới. Bản thảo soạn từ bản cũ vẫn giữ nguyên.")


def _withdraw(request: HttpRequest, uid: UUID) -> str:
    services.withdraw(uid, principal=request.principal, at=now())
    return _("Mẫu đã ngừng dùng; bản thảo đã soạn từ nó vẫn giữ nguyên.")


ACTS: dict[str, Callable[[HttpRequest, UUID], str]] = {"thay": _replace, "ngung": _withdraw}


@works
@require_POST
def act(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Thay bản mới, ngừng dùng; what is wrong stands on the page."""
    selectors.one(request.principal, uid, local_day(now()))
    run = ACTS.get(verb)
    if run is None:
        raise NotFound()
    try:
        done = run(request, uid)
    except Refused as refused:
        return _page(request, uid, _errors(refused))
    messages.success(request, done)
    return HttpResponseRedirect(reverse("documents:template", args=[uid]))


@works
@require_GET
def file(request: HttpRequest, uid: UUID, version: int) -> FileResponse:
    """Tệp Word của một bản, also of an old one."""
    one = selectors.one(request.principal, uid, local_day(now()))
    found = next((v for v in selectors.versions(one) if v.version == version), None)
    if found is None:
        raise NotFound()
    return files.download(found.file)
