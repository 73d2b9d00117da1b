"""Một mẻ: how far it is, sending scans, splitting, keeping."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from thongsuot.common import files
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.files.download import SANDBOX
from thongsuot.common.now import now
from thongsuot.org.selectors import versions_of
from thongsuot.records import jobs_digitising
from thongsuot.records.digitising import programs
from thongsuot.records.digitising.permissions import batch_for, may_scan
from thongsuot.records.digitising.selectors import batches as asked
from thongsuot.records.digitising.services import arranging, intake, keeping, readiness, reading, signing
from thongsuot.records.models import Batch, Page, ScannedFile
from thongsuot.records.views.acting import carry_out
from thongsuot.records.views.scans.doors import keyers, next_work, number


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
    described = [row for row in rows if not row[2] and _unasked(row[0])]
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
        "presenting": sum(len(signing.to_ask(documents)) for file, documents, *_rest in rows if file.to_sign_at),
        "signed": sum(one.signed_at is not None for row in rows for one in row[1]),
        "keeping": asked.keeping(found),
        "next": next_work(request, found),
        "missing": programs.missing(),
        "may_scan": may_scan(request.principal, found),
        "signs": signs,
        "errors": errors or [],
    }
    return render(request, "records/scans/batch.html", context, status=status)


def _unasked(file: ScannedFile) -> bool:
    return file.record_file_id is None and file.asked_at is None and file.to_sign_at is None


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
        jobs_digitising.open_presenting()
        said = ngettext(
            "Đang ghép trang và trình ký %(count)d tài liệu; anh/chị làm việc khác được, không cần đợi.",
            "Đang ghép trang và trình ký %(count)d tài liệu; anh/chị làm việc khác được, không cần đợi.",
            made.asked,
        )
        said = said % {"count": made.asked}
        more = _("Còn %(left)d tài liệu, hãy trình ký lần nữa.") % {"left": made.left} if made.left else ""
        return f"{said} {more}".strip()

    def withdraw(request: HttpRequest) -> str:
        count = signing.withdraw(file_id=number(request.POST.get("ho_so", "")), **about)
        return _("Đã rút %(count)d tài liệu về để sửa.") % {"count": count}

    def keep(request: HttpRequest) -> str:
        done = keeping.ask_to_keep(**about)
        jobs_digitising.open_keeping()
        count = done.asked + done.under_way
        return ngettext(
            "Đang đưa %(count)d hồ sơ vào lưu trữ; anh/chị làm việc khác được, không cần đợi.",
            "Đang đưa %(count)d hồ sơ vào lưu trữ; anh/chị làm việc khác được, không cần đợi.",
            count,
        ) % {"count": count}

    return carry_out(
        request,
        {"nhan": take, "doc-lai": again, "chia": split, "trinh-ky": ask, "rut-ky": withdraw, "luu-tru": keep},
        verb,
        page=lambda **more: _batch_page(request, found, **more),
        to=reverse("records:scan_batch", args=[uid]),
    )


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
