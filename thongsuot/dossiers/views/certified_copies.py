"""Làm bản sao chứng thực: papers of the declaration on one page, each with the scan it is made from."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from thongsuot.accounts.guards import official
from thongsuot.common import files
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.dossiers import certified_copies, checks, receipts, services
from thongsuot.dossiers.certified_copies import Declared
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.services.certified_copies import Compared
from thongsuot.ui.forms import parse_date

Brought = dict[int, tuple[str, str]]  # by row: identity and name of what was uploaded just now


@require_http_methods(["GET", "POST"])
@official
def make(request: HttpRequest, code: str) -> HttpResponse:
    """Làm bản sao chứng thực của một hồ sơ."""
    loaded = dossier_for(request.principal, code)
    receipts.refuse_metadata_only(loaded)
    if not certified_copies.made_here(loaded.version):
        raise NotFound()
    services.processing.require_correction(loaded, request.principal)
    errors: list[dict[str, str]] = []
    brought: Brought = {}
    status, differ = 200, False
    if request.method == "POST":
        try:
            made = _made(request, loaded, brought)
        except Refused as refused:
            if refused.status in (403, 404):
                raise
            errors, status = refused.errors or [{"field": "", "message": str(refused.detail)}], refused.status
            differ = refused.code == "pages_differ"
        else:
            messages.success(request, _told(made))
            return HttpResponseRedirect(reverse("dossiers:dossier", args=[code]))
    return render(
        request,
        "dossiers/certified_copies.html",
        {**_context(request, loaded, errors, brought), "differ": differ},
        status=status,
    )


def _told(made: int) -> str:
    if not made:
        return _("Đã thôi làm bản điện tử; chỉ làm bản sao giấy.")
    told = ngettext(
        "Đã ghi %(n)d bản sao. Chuyển bước sau để người có thẩm quyền ký; số lấy ở sổ chứng thực.",
        "Đã ghi %(n)d bản sao. Chuyển bước sau để người có thẩm quyền ký; số lấy ở sổ chứng thực.",
        made,
    )
    return told % {"n": made}


def _made(request: HttpRequest, loaded: Loaded, brought: Brought) -> int:
    post = request.POST
    only_paper = post.get("viec") == "chi-giay"
    wanted = (
        [] if only_paper else [one for row in certified_copies.declared(loaded) if (one := _row(request, row, brought))]
    )
    if not wanted and not only_paper:
        raise checks.invalid("scan-1", _("Hãy chọn hoặc tải lên bản chụp của ít nhất một giấy tờ."), "file_missing")
    services.make_copies(
        code=loaded.dossier.code,
        principal=request.principal,
        at=now(),
        compared=wanted,
        all_compared=post.get("compared") == "1",
        pages_seen=post.get("pages_seen") == "1",
    )
    return len(wanted)


def _row(request: HttpRequest, row: Declared, brought: Brought) -> Compared | None:
    post, upload = request.POST, request.FILES.get(f"file-{row.position}")
    scan = post.get(f"scan-{row.position}", "")
    if isinstance(upload, UploadedFile):
        with transaction.atomic():
            stored = files.store(upload, upload.name or "ban-chup.pdf", request.principal.user_id)
        brought[row.position] = (scan := str(stored.uid), stored.name)
    if not scan:
        return None
    typed = post.get(f"issued_on-{row.position}", "").strip()
    day = parse_date(typed) if typed else None
    if typed and day is None:
        raise checks.invalid(f"issued_on-{row.position}", _("Ngày ghi theo dạng ngày/tháng/năm, ví dụ 07/07/2025."))
    return Compared(row.position, scan, post.get(f"sign-{row.position}", ""), day)


def _context(request: HttpRequest, loaded: Loaded, errors: list[dict[str, str]], brought: Brought) -> dict[str, Any]:
    made = {one.position: one for one in certified_copies.live(loaded)}
    rows = certified_copies.declared(loaded)
    scans = [(f["uid"], f["name"]) for f in certified_copies.scans_of(loaded)]
    scans += [(str(one.scan_id), one.scan.name) for one in made.values() if str(one.scan_id) not in dict(scans)]
    scans += brought.values()  # not lost when something else is wrong
    alone = scans[0][0] if len(rows) == len(scans) == 1 else ""
    return {
        "dossier": loaded.dossier,
        "version": loaded.version,
        "rows": [(row, made.get(row.position), _first(request, row, made, brought, alone)) for row in rows],
        "scans": scans,
        "open": certified_copies.offered(loaded),
        "made": len(made),
        "total": sum(row.fee for row in rows),
        "typed": request.POST,
        "errors": errors,
        "wrong": {e["field"]: e["message"] for e in errors},
    }


def _first(request: HttpRequest, row: Declared, made: dict[int, Any], brought: Brought, alone: str) -> str:
    """What is chosen already: what was just brought or picked, the scan it was made from, the only scan of the only paper."""
    if row.position in brought:
        return brought[row.position][0]
    if request.method == "POST":
        return request.POST.get(f"scan-{row.position}", "")
    return str(made[row.position].scan_id) if row.position in made else alone
