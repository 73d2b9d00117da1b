"""Số hoá: batches, sending scans, splitting, describing with the page beside the form, checking, keeping."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.common import files
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.files.download import SANDBOX
from thongsuot.common.now import now
from thongsuot.org.heirs import came_before
from thongsuot.org.selectors import unit_info, versions_of
from thongsuot.records import jobs_digitising, retention
from thongsuot.records.digitising import marks, programs, separators, shape
from thongsuot.records.digitising.permissions import KEYERS, SCANNERS, batch_for, may_scan
from thongsuot.records.digitising.selectors import batches as asked
from thongsuot.records.digitising.selectors.finding import find
from thongsuot.records.digitising.services import arranging, describing, intake, keeping, readiness, reading, signing
from thongsuot.records.models import AccessLevel, Batch, Page, ScannedDocument, ScannedFile
from thongsuot.records.views.acting import carry_out

keyers, scanners = needs(*KEYERS), needs(*SCANNERS)
State = ScannedDocument.State


@keyers
@never_cache
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """Các mẻ số hoá của đơn vị, và tìm trong chữ đã đọc."""
    words = request.GET.get("q", "")
    context = {
        "batches": asked.batches(request.principal, now()),
        "words": words,
        "hits": find(request.principal, words) if words else [],
        "missing": programs.missing(),
        "may_scan": request.principal.has(*SCANNERS),
    }
    return render(request, "records/scans/batches.html", context)


@scanners
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_batch(request: HttpRequest) -> HttpResponse:
    """Mở mẻ số hoá."""
    errors: list[dict[str, Any]] = []
    status = 200
    if request.method == "POST":
        unit_id, _sep, origin_id = request.POST.get("origin", "").partition("-")
        percent = request.POST.get("sample_percent", "").strip()
        try:
            batch = intake.open_batch(
                unit_id=_number(unit_id),
                origin_id=_number(origin_id),
                title=request.POST.get("title", ""),
                box=request.POST.get("box", ""),
                sample_percent=_number(percent, -1) if percent else None,
                by=request.principal,
                at=now(),
            )
            return HttpResponseRedirect(reverse("records:scan_batch", args=[batch.uid]))
        except Invalid as wrong:
            errors, status = wrong.errors, wrong.status
    context = {"origins": _origins(request), "typed": request.POST, "errors": errors}
    return render(request, "records/scans/new.html", context, status=status)


def _origins(request: HttpRequest) -> list[tuple[str, str]]:
    """Units in which this person scans, each with those that came before it."""
    today = timezone.localdate(now())
    made = []
    for unit_id in sorted(request.principal.units_with(*SCANNERS)):
        made.append((f"{unit_id}-{unit_id}", unit_info(unit_id, today).full_name))
        before = sorted((versions_of(one)[-1].full_name, one) for one in came_before(unit_id, today))
        made += [(f"{unit_id}-{one}", _("%(name)s (trước sắp xếp)") % {"name": name}) for name, one in before]
    return made


def _number(text: str, other: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else other


@scanners
@require_GET
def separator_sheets(request: HttpRequest) -> HttpResponse:
    """Tờ phân cách để in."""
    given = {key: _number(request.GET.get(key, "")) or None for key in ("box", "first")}
    count = _number(request.GET.get("count", ""), 10)
    sheets = separators.series(request.GET.get("kind", marks.Kind.DOCUMENT), count=count, **given)
    unit_id = min(request.principal.units_with(*SCANNERS))
    unit = unit_info(unit_id, timezone.localdate(now())).full_name
    pdf = separators.separators_pdf(sheets, unit=unit, made_at=now())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="to-phan-cach.pdf"'
    return response


@keyers
@never_cache
@require_GET
def batch(request: HttpRequest, uid: str) -> HttpResponse:
    """Một mẻ."""
    return _batch_page(request, batch_for(request.principal, uid))


def _batch_page(
    request: HttpRequest, found: Batch, errors: list[Any] | None = None, typed: Any = None, status: int = 200
) -> HttpResponse:
    progress = asked.progress(found, now())
    made = found.files.prefetch_related("documents").order_by("box", "number")
    signs = signing.signs(found, now())
    rows = [
        (file, documents, readiness.lacks(file, documents), readiness.unsigned(documents, signs=signs))
        for file in made[:500]
        for documents in [sorted(file.documents.all(), key=lambda one: one.number)]
    ]
    described = [row for row in rows if not row[2] and row[0].record_file_id is None]
    context = {
        "batch": found,
        "origin": versions_of(found.origin_id)[-1].full_name,
        "progress": progress,
        "quality": asked.quality(found),
        "work": asked.work(found),
        "scans": found.scans.order_by("position"),
        "files": rows,
        "ready": sum(not unsigned for _file, _documents, _lacks, unsigned in described),
        "to_ask": sum(len(signing.to_ask(documents)) for _file, documents, _lacks, unsigned in described if unsigned),
        "asked": sum(one.asked_at is not None for row in rows for one in row[1]),
        "signed": sum(one.signed_at is not None for row in rows for one in row[1]),
        "next": _next(request, found),
        "missing": programs.missing(),
        "may_scan": may_scan(request.principal, found),
        "signs": signs,
        "errors": errors or [],
    }
    return render(request, "records/scans/batch.html", context, status=status)


def _next(request: HttpRequest, found: Batch) -> str:
    """Where the next piece of work of this person lies: returned to him, to be described, to be keyed again."""
    me = request.principal.user_id
    rows = found.documents.order_by("file__box", "file__number", "number")
    for document in (
        rows.filter(state=State.RETURNED, described_by=me).first(),
        rows.filter(state=State.WAITING).first(),
    ):
        if document is not None:
            return reverse("records:scan_document", args=[found.uid, document.pk])
    to_check = rows.filter(state=State.DESCRIBED, sampled=True).exclude(described_by=me).first()
    if to_check is not None:
        return reverse("records:scan_check", args=[found.uid, to_check.pk])
    file = found.files.filter(described_at=None).order_by("box", "number").first()
    return reverse("records:scan_file", args=[found.uid, file.pk]) if file else ""


@keyers
@require_POST
def batch_act(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """Việc của mẻ: nhận tệp, đọc lại, chia, đưa vào lưu trữ."""
    found = batch_for(request.principal, uid)
    about = {"uid": uid, "by": request.principal, "at": now()}

    def take(request: HttpRequest) -> str:
        given = request.FILES.getlist("files")
        if not given:
            raise Invalid(errors=[{"field": "files", "message": _("Hãy chọn tệp quét.")}])
        taken = intake.take(given=[(file.name or "", file) for file in given], **about)
        jobs_digitising.open_lanes()
        pages = sum(scan.pages for scan in taken)
        refused = [scan.name for scan in taken if scan.refused]
        if refused:
            messages.warning(
                request, _("Không nhận: %(names)s. Lý do ở bảng tệp.") % {"names": ", ".join(refused[:10])}
            )
        return ngettext("Đã nhận %(count)d trang.", "Đã nhận %(count)d trang.", pages) % {"count": pages}

    def again(request: HttpRequest) -> str:
        count = reading.again(**about)
        jobs_digitising.open_lanes()
        return _("Đọc lại %(count)d trang.") % {"count": count}

    def split(request: HttpRequest) -> str:
        return _("Đã chia thành %(count)d tài liệu.") % {"count": arranging.arrange(**about)}

    def ask(request: HttpRequest) -> str:
        made = signing.ask(**about)
        said = ngettext("Đã trình ký %(count)d tài liệu.", "Đã trình ký %(count)d tài liệu.", made.asked)
        said = said % {"count": made.asked}
        more = _("Còn %(left)d tài liệu, hãy trình ký lần nữa.") % {"left": made.left} if made.left else ""
        return f"{said} {more}".strip()

    def withdraw(request: HttpRequest) -> str:
        count = signing.withdraw(file_id=_number(request.POST.get("ho_so", "")), **about)
        return _("Đã rút %(count)d tài liệu về để sửa.") % {"count": count}

    def keep(request: HttpRequest) -> str:
        done = keeping.keep_batch(**about)
        return _("Đã đưa %(kept)d hồ sơ vào lưu trữ; còn %(left)d.") % {
            "kept": done.kept,
            "left": done.left + done.unready,
        }

    return carry_out(
        request,
        {"nhan": take, "doc-lai": again, "chia": split, "trinh-ky": ask, "rut-ky": withdraw, "luu-tru": keep},
        verb,
        page=lambda **more: _batch_page(request, found, **more),
        to=reverse("records:scan_batch", args=[uid]),
    )


@scanners
@never_cache
@require_GET
def arrange(request: HttpRequest, uid: str) -> HttpResponse:
    """Sửa cách chia: every page with its picture, in its document."""
    return _arrange_page(request, batch_for(request.principal, uid, *SCANNERS))


def _arrange_page(
    request: HttpRequest, found: Batch, errors: list[Any] | None = None, typed: Any = None, status: int = 200
) -> HttpResponse:
    shown = _number(request.GET.get("ho-so", ""))
    heaps = list(found.files.order_by("box", "number")[:2_000])
    file = next((one for one in heaps if one.pk == shown), heaps[0] if heaps else None)
    documents = list(file.documents.order_by("number")) if file else []
    pages: dict[int, list[Page]] = {one.pk: [] for one in documents}
    rows = Page.objects.filter(province_id=found.province_id, document__in=documents).defer("text", "marked", "bare")
    for page in rows.order_by("position"):
        pages[page.document_id or 0].append(page)
    out = Page.objects.filter(province_id=found.province_id, batch=found, document=None, state=Page.State.READ)
    context = {
        "batch": found,
        "files": heaps,
        "file": file,
        "documents": [(one, pages[one.pk]) for one in documents],
        "out": list(out.defer("text", "marked", "bare").order_by("position")[:100]),
        "targets": [
            (one.pk, _("Hồ sơ %(file)s, tài liệu %(n)d") % {"file": one.file, "n": one.number})
            for one in found.documents.select_related("file").order_by("file__box", "file__number", "number")[:500]
        ],
        "errors": errors or [],
    }
    return render(request, "records/scans/arrange.html", context, status=status)


@scanners
@require_POST
def arrange_act(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """Gộp, tách, chuyển trang."""
    found = batch_for(request.principal, uid, *SCANNERS)
    about = {"uid": uid, "by": request.principal, "at": now()}
    value = _number(request.POST.get("so", ""))

    def merge(request: HttpRequest) -> str:
        return _("Đã gộp vào tài liệu %(document)s.") % {"document": arranging.merge(document_id=value, **about)}

    def split(request: HttpRequest) -> str:
        made = arranging.split(page_id=value, new_file=False, **about)
        return _("Đã tách tài liệu %(document)s.") % {"document": made}

    def split_file(request: HttpRequest) -> str:
        made = arranging.split(page_id=value, new_file=True, **about)
        return _("Đã tách hồ sơ %(file)s.") % {"file": made.file}

    def move(request: HttpRequest) -> str:
        ids = [_number(one) for one in request.POST.getlist("trang")]
        target = _number(request.POST.get("den", "")) or None
        return _("Đã chuyển %(count)d trang.") % {
            "count": arranging.move_pages(page_ids=ids, document_id=target, **about)
        }

    home = reverse("records:scan_arrange", args=[uid])
    at = _number(request.POST.get("ho_so", ""))
    return carry_out(
        request,
        {"gop": merge, "tach": split, "tach-ho-so": split_file, "chuyen": move},
        verb,
        page=lambda **more: _arrange_page(request, found, **more),
        to=f"{home}?ho-so={at}" if at else home,
    )


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
            return HttpResponseRedirect(_next(request, found) or reverse("records:scan_batch", args=[uid]))
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
        seen = _number(request.POST.get("ban", ""), -1)
        try:
            if second:
                wrong = describing.check_document(seen=seen, **about)
                messages.success(request, _told(wrong))
            else:
                describing.describe_document(seen=seen, **about)
                messages.success(request, _("Đã lưu tài liệu %(document)s.") % {"document": one})
            return HttpResponseRedirect(_next(request, found) or reverse("records:scan_batch", args=[uid]))
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


@keyers
@require_GET
def picture(request: HttpRequest, uid: str, page_id: int) -> HttpResponse:
    """Ảnh của một trang."""
    found = batch_for(request.principal, uid)
    page = Page.objects.filter(province_id=found.province_id, batch=found, pk=page_id).select_related("picture").first()
    if page is None or page.picture is None:
        raise NotFound()
    response = FileResponse(files.open_bytes(page.picture), content_type="image/webp")
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
