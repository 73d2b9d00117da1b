"""Hồ sơ công việc: /can-bo/ho-so-cong-viec/ (danh sách, mở, một hồ sơ), danh mục hồ sơ của năm."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import official
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, Invalid, NotFound, Refused
from thongsuot.common.files import XLSX
from thongsuot.common.now import now
from thongsuot.documents import permissions, scans, unreadable
from thongsuot.documents.models import Direction, Document, WorkFile, WorkFileItem
from thongsuot.documents.reading import readable_units
from thongsuot.documents.selectors import work_files as selectors
from thongsuot.documents.services import file_lists
from thongsuot.documents.services import work_files as services
from thongsuot.documents.services.work_files import NewItem
from thongsuot.documents.timing import local_day
from thongsuot.documents.views.incoming import page_of
from thongsuot.records import retention
from thongsuot.ui.forms import parse_date

STATES = {str(one): one.label for one in WorkFile.State}


def _unit(request: HttpRequest) -> int:
    units = sorted(permissions.units_worked_in(request.principal))
    if not units:
        raise Forbidden()
    return units[0]


def _errors(refused: Refused) -> list[dict[str, Any]]:
    if refused.status in (403, 404):
        raise refused
    return refused.errors or [{"field": "", "message": str(refused.detail)}]


@require_http_methods(["GET", "POST"])
@official
def work_files(request: HttpRequest) -> HttpResponse:
    """Danh sách và mở hồ sơ mới."""
    unit_id = _unit(request)
    errors: list[dict[str, Any]] = []
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("code", "title")}
        try:
            made = services.open_file(
                unit_id=unit_id,
                construction=request.POST.get("construction") == "1",
                principal=request.principal,
                at=now(),
                **given,
            )
        except Refused as refused:
            errors = _errors(refused)
        else:
            messages.success(request, _("Đã mở hồ sơ %(code)s.") % {"code": made.code})
            return HttpResponseRedirect(reverse("documents:work_file", args=[made.uid]))
    units = permissions.units_worked_in(request.principal)
    state = request.GET.get("nhom", WorkFile.State.OPEN)
    state = state if state in WorkFile.State.values else WorkFile.State.OPEN
    page, here = page_of(request), reverse("documents:work_files")
    rows = selectors.lines(units, state, skip=page * selectors.ON_A_PAGE)
    year = local_day(now()).year
    _list, listed = selectors.file_list(unit_id, year)
    context = {
        "rows": rows[: selectors.ON_A_PAGE],
        "tabs": [(f"{here}?nhom={one}", str(label).capitalize(), None) for one, label in STATES.items()],
        "current": f"{here}?nhom={state}",
        "newer": f"{here}?nhom={state}&trang={page - 1}" if page else None,
        "older": f"{here}?nhom={state}&trang={page + 1}" if len(rows) > selectors.ON_A_PAGE else None,
        "listed": [(one.code, f"{one.code} – {one.title}") for one in listed],
        "year": year,
        "errors": errors,
        "typed": request.POST.dict(),
    }
    return render(request, "documents/work_files.html", context, status=422 if errors else 200)


@require_GET
@official
def work_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Một hồ sơ công việc."""
    return render(request, "documents/work_file.html", context_of(request, uid))


def context_of(request: HttpRequest, uid: UUID, **more: Any) -> dict[str, Any]:
    """What the page of one file shows."""
    found = selectors.file_seen(request.principal, uid)
    roles = request.principal.roles_in(found.unit_id)
    keeps = found.person_id == request.principal.user_id and bool(roles)
    items = selectors.items(found)
    return {
        "file": found,
        "items": items,
        "opens": _opens(found, items),
        "state": STATES[found.state],
        "returned": selectors.returned_because(found) if found.state == WorkFile.State.HANDED_IN else None,
        "kind": {str(one): one.label for one in WorkFileItem.Kind},
        "keeps": keeps or bool(roles & {*permissions.CLERKS, *permissions.LEADERS, "archivist"}),
        "today": local_day(now()),
        "retention": retention.words_on(local_day(now())),
        **more,
    }


def _opens(work_file: WorkFile, items: list[WorkFileItem]) -> dict[int, str]:
    """Where each paper is read: the page of its document, or its file."""
    known, opens = selectors.documents_of(items), {}
    for one in items:
        if one.file_id:
            opens[one.pk] = reverse("documents:work_file_paper", args=[work_file.uid, one.pk])
        elif one.kind == WorkFileItem.Kind.DOCUMENT and one.ref_id in known:
            direction, uid = known[one.ref_id]
            page = "outgoing_document" if direction == Direction.OUTGOING else "incoming_document"
            opens[one.pk] = reverse(f"documents:{page}", args=[uid])
        elif one.kind == WorkFileItem.Kind.TASK:
            opens[one.pk] = reverse("tasks:one", args=[one.ref_id])
    return opens


@require_GET
@official
def paper(request: HttpRequest, uid: UUID, item_id: int) -> FileResponse:
    """Một tệp đã cho vào hồ sơ."""
    found = selectors.file_seen(request.principal, uid)
    item = next((one for one in selectors.items(found) if one.pk == item_id and one.file), None)
    if item is None:
        raise NotFound()
    return files.download(item.file)


def _gather(request: HttpRequest, uid: UUID) -> str:
    items, upload = [], request.FILES.get("file")
    sign = request.POST.get("sign", "").strip()[:90]
    if sign:
        items.append(NewItem.of_document(_by_sign(request, sign)))
    if upload:
        stored = files.store(upload, upload.name or "tep", request.principal.user_id)
        unreadable.refuse_scan(stored)
        title = request.POST.get("title", "").strip()[:600] or stored.name
        items.append(NewItem(WorkFileItem.Kind.FILE, title, file=stored, day=local_day(now())))
    if not items:
        message = _("Ghi số/ký hiệu văn bản hoặc chọn một tệp.")
        raise Invalid(message, errors=[{"field": "sign", "message": message}])
    count = services.gather(uid=uid, items=items, principal=request.principal, at=now())
    scans.wish(uid)
    return _("Đã cho vào hồ sơ %(count)d tài liệu.") % {"count": count}


def _by_sign(request: HttpRequest, sign: str) -> Document:
    """One document that the person reads by its sign; a document's uid is taken too, as the pages send it."""
    seen = Document.objects.filter(unit_id__in=readable_units(request.principal))
    try:
        found = seen.filter(uid=UUID(sign)).first()
    except ValueError:
        number, _slash, notation = sign.partition("/")
        found = seen.filter(number=number.strip(), notation=notation.strip()).order_by("-id").first()
    if found is None:
        message = _("Không có văn bản nào mang số, ký hiệu này ở đơn vị.")
        raise Invalid(message, errors=[{"field": "sign", "message": message}])
    return found


def _take_out(request: HttpRequest, uid: UUID) -> str:
    item = request.POST.get("item", "")
    if not (item.isascii() and item.isdigit() and len(item) < 18):
        raise NotFound()
    services.take_out(uid=uid, item_id=int(item), principal=request.principal, at=now())
    return _("Đã lấy ra khỏi hồ sơ.")


def _close(request: HttpRequest, uid: UUID) -> str:
    day = parse_date(request.POST.get("ended_on", ""))
    if day is None:
        message = _("Cần ghi ngày công việc kết thúc.")
        raise Invalid(message, errors=[{"field": "ended_on", "message": message}])
    services.close(uid=uid, ended_on=day, principal=request.principal, at=now())
    return _("Đã đóng hồ sơ; lưu trữ được báo hạn nộp.")


def _hand_in(request: HttpRequest, uid: UUID) -> str:
    found = selectors.file_seen(request.principal, uid)
    # What was returned and closed again is another hand-in; the same button pressed twice is not.
    key = f"work-file-{found.uid}-{found.closed_at:%Y%m%d%H%M%S}" if found.closed_at else f"work-file-{found.uid}"
    services.hand_in(uids=[uid], title=found.title, key=key, principal=request.principal, at=now())
    return _("Đã nộp lưu, chờ lưu trữ kiểm và nhận.")


def _reopen(request: HttpRequest, uid: UUID) -> str:
    services.reopen(uid=uid, principal=request.principal, at=now())
    return _("Đã mở lại; sửa xong thì đóng và nộp lại.")


ACTS: dict[str, Callable[[HttpRequest, UUID], str]] = {
    "cho-vao": _gather,
    "lay-ra": _take_out,
    "dong": _close,
    "nop-luu": _hand_in,
    "mo-lai": _reopen,
}


@require_POST
@official
def act(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Một việc với hồ sơ; a refusal comes back on the page."""
    run = ACTS.get(verb)
    if run is None:
        raise NotFound()
    selectors.file_seen(request.principal, uid)
    try:
        done = run(request, uid)
    except Refused as refused:
        context = context_of(request, uid, errors=_errors(refused), typed=request.POST.dict())
        return render(request, "documents/work_file.html", context, status=refused.status)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("documents:work_file", args=[uid]))


@require_http_methods(["GET", "POST"])
@official
def file_list(request: HttpRequest, year: int) -> HttpResponse:
    """Danh mục hồ sơ của năm: read, taken from Excel, approved."""
    unit_id = _unit(request)
    if not 2000 <= year <= 2200:
        raise NotFound()
    errors: list[dict[str, Any]] = []
    if request.method == "POST":
        try:
            messages.success(request, _list_act(request, unit_id, year))
            return HttpResponseRedirect(reverse("documents:file_list", args=[year]))
        except Refused as refused:
            errors = _errors(refused)
    made, items = selectors.file_list(unit_id, year)
    roles = request.principal.roles_in(unit_id)
    context = {
        "list": made,
        "items": items,
        "year": year,
        "retention": retention.words_on(local_day(now())),
        "may_write": bool(roles & {*permissions.CLERKS, *permissions.LEADERS}) and not (made and made.approved_at),
        "may_approve": bool(roles & set(permissions.LEADERS)) and bool(items) and not (made and made.approved_at),
        "errors": errors,
    }
    return render(request, "documents/file_list.html", context, status=422 if errors else 200)


def _list_act(request: HttpRequest, unit_id: int, year: int) -> str:
    who = {"unit_id": unit_id, "year": year, "principal": request.principal, "at": now()}
    if request.POST.get("viec") == "phe-duyet":
        file_lists.approve(**who, decision=request.POST.get("decision", ""))
        return _("Đã phê duyệt danh mục hồ sơ.")
    sheet = request.FILES.get("sheet")
    if sheet is None:
        message = _("Hãy chọn tệp Excel.")
        raise Invalid(message, errors=[{"field": "sheet", "message": message}])
    rows = file_lists.read_excel(sheet.read(file_lists.LARGEST + 1))
    file_lists.replace(**who, rows=rows)
    return _("Đã ghi danh mục: %(count)d dòng.") % {"count": len(rows)}


@require_GET
@official
def file_list_sheet(request: HttpRequest, year: int) -> HttpResponse:
    """Danh mục thành Excel; an empty one is the form to fill."""
    _made, items = selectors.file_list(_unit(request), year)
    rows = [file_lists.ListRow(one.code, one.title, one.person_name, one.rule, one.note) for one in items]
    content = file_lists.write_excel(rows, _("Danh mục hồ sơ %(year)d") % {"year": year})
    answer = HttpResponse(content, content_type=XLSX.media_type)
    answer["Content-Disposition"] = f'attachment; filename="danh-muc-ho-so-{year}.xlsx"'
    return answer
