"""Mô tả: a form beside the pages, once and for the sample a second time."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.records import retention
from thongsuot.records.digitising import shape
from thongsuot.records.digitising.permissions import batch_for
from thongsuot.records.digitising.services import describing
from thongsuot.records.models import AccessLevel, Page, ScannedDocument, ScannedFile
from thongsuot.records.views.scans.doors import keyers, next_work, number

State = ScannedDocument.State


@keyers
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, uid: str, file_id: int) -> HttpResponse:
    """Mô tả hồ sơ."""
    found = batch_for(request.principal, uid)
    one = found.files.filter(pk=file_id).first()
    if one is None:
        raise NotFound()
    errors, status, typed = [], 200, {}
    if request.method == "POST":
        typed = request.POST
        try:
            describing.describe_file(uid=uid, file_id=file_id, typed=typed, by=request.principal, at=now())
            messages.success(request, _("Đã lưu mô tả hồ sơ %(file)s.") % {"file": one})
            return HttpResponseRedirect(next_work(request, found) or reverse("records:scan_batch", args=[uid]))
        except Invalid as wrong:
            errors, status = wrong.errors, wrong.status
    first = one.documents.order_by("number").first()
    context = {
        "batch": found,
        "file": one,
        "fields": _fields("file", typed or _guesses(one), errors),
        "errors": errors,
        "pages": _pages(first) if first else [],
    }
    return render(request, "records/scans/file.html", context, status=status)


def _guesses(one: ScannedFile) -> dict[str, str]:
    """What is known of a file that nobody described yet: nothing but the days of its documents, as typed by people."""
    if one.fields:
        return one.fields
    days = sorted(day for fields in one.documents.values_list("fields", flat=True) if (day := fields.get("issued_on")))
    return {"began_on": days[0], "ended_on": days[-1]} if days else {}


@keyers
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest, uid: str, document_id: int) -> HttpResponse:
    """Mô tả tài liệu, the pages beside the form."""
    return _keying(request, uid, document_id, second=False)


@keyers
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, uid: str, document_id: int) -> HttpResponse:
    """Nhập lần hai để kiểm, without seeing the first."""
    return _keying(request, uid, document_id, second=True)


def _keying(request: HttpRequest, uid: str, document_id: int, *, second: bool) -> HttpResponse:
    found = batch_for(request.principal, uid)
    one = found.documents.select_related("file", "described_by").filter(pk=document_id).first()
    if one is None:
        raise NotFound()
    errors, status, typed = [], 200, None
    if request.method == "POST":
        typed = request.POST
        about = {"uid": uid, "document_id": document_id, "typed": typed, "by": request.principal, "at": now()}
        seen = number(request.POST.get("ban", ""), -1)
        try:
            if second:
                wrong = describing.check_document(seen=seen, **about)
                messages.success(request, _told(wrong))
            else:
                describing.describe_document(seen=seen, **about)
                messages.success(request, _("Đã lưu tài liệu %(document)s.") % {"document": one})
            return HttpResponseRedirect(next_work(request, found) or reverse("records:scan_batch", args=[uid]))
        except Invalid as refused:
            errors, status = refused.errors, refused.status
    fresh = one.described_at is None
    first = {} if second else (one.proposals if fresh else one.fields)
    differs = shape.differences(one.fields, one.second) if one.state == State.RETURNED and not second else []
    context = {
        "batch": found,
        "document": one,
        "second": second,
        "proposed": fresh and bool(one.proposals) and not second,
        "fields": _fields("document", typed if typed is not None else first, errors),
        "differs": [(field, shape.shown(field, one.second.get(field.key, ""))) for field in shape.fields_of("document") if field.key in differs],
        "errors": errors,
        "pages": _pages(one),
    }  # fmt: skip
    return render(request, "records/scans/document.html", context, status=status)


def _told(wrong: list[str]) -> str:
    if not wrong:
        return _("Hai lần nhập khớp nhau: tài liệu đã kiểm.")
    labels = [field.label.lower() for field in shape.fields_of("document") if field.key in wrong]
    return _("Khác lần nhập đầu ở: %(fields)s. Đã trả lại người nhập lần đầu.") % {"fields": ", ".join(labels)}


def _fields(what: str, values: Any, errors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    said = {error["field"]: error["message"] for error in errors}
    options: dict[str, list[tuple[str, str]]] = {"access": [(v, str(label)) for v, label in AccessLevel.choices]}
    if what == "file":
        options["rule"] = [(rule.code, rule.title) for rule in retention.rules_on(timezone.localdate(now()))]
    return [
        {
            "field": field,
            "value": shape.shown(field, values.get(field.key, "")),
            "error": said.get(field.key, ""),
            "options": options.get(field.kind, []),
        }
        for field in shape.fields_of(what)
    ]


def _pages(one: ScannedDocument) -> list[Page]:
    rows = Page.objects.filter(province_id=one.province_id, document=one).defer("text", "marked", "bare")
    return list(rows.order_by("position")[:200])
