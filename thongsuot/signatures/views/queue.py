"""Ký số: the queue, one act for many, its progress, refusing, approving on another device."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import official
from thongsuot.common import files
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.common.ratelimit import hit
from thongsuot.signatures import services
from thongsuot.signatures.files import previous_file
from thongsuot.signatures.models import SigningRequest, SigningRun
from thongsuot.signatures.permissions import to_sign
from thongsuot.signatures.selectors.waiting import certificates_of, lines_of, open_runs, waiting
from thongsuot.signatures.services.running import own_run
from thongsuot.signatures.signing.faults import WORDS

TRIES, PER_SECONDS = 10, 600  # of a PIN, before the token itself would lock


@official
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Chờ ký."""
    return _queue(request)


def _queue(request: HttpRequest, errors: list | None = None, chosen: list | None = None) -> HttpResponse:
    at = now()
    context = {
        "rows": waiting(request.principal, at),
        "certificates": certificates_of(request.principal, at),
        "runs": open_runs(request.principal),
        # What is said of the choice has no box of its own.
        "errors": [{**one, "field": one["field"] if one["field"] in ("pin", "reason") else ""} for one in errors or []],
        "chosen": chosen or [],
    }
    return render(request, "signatures/queue.html", context, status=422 if errors else 200)


@official
@require_POST
@sensitive_post_parameters("pin")
def sign(request: HttpRequest) -> HttpResponse:
    """Ký các văn bản đã chọn: here with the PIN, or sent to the telephone."""
    chosen = _chosen(request)
    try:
        if request.POST.get("noi") == "dien-thoai":
            run = services.ask_for_approval(chosen, principal=request.principal, at=now())
        else:
            _slowly(request)
            run = services.sign(chosen, principal=request.principal, pin=request.POST.get("pin", ""), at=now())
    except Refused as refused:
        errors = refused.errors or [{"field": "pin", "message": refused.detail}]
        return _queue(request, errors, chosen)
    return HttpResponseRedirect(reverse("signatures:run", args=[run.uid]))


def _chosen(request: HttpRequest) -> list[int]:
    """Những dòng đã đánh dấu; what is no id is nobody's."""
    return [int(one) for one in request.POST.getlist("chon") if one.isascii() and one.isdigit() and len(one) < 19]


@official
@require_GET
def run(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tiến độ của một lượt ký."""
    return _run(request, uid)


def _run(request: HttpRequest, uid: UUID, errors: list | None = None) -> HttpResponse:
    found = own_run(uid, request.principal)
    lines = lines_of(found)
    counts = {state: sum(line.row.state == state for line in lines) for state in ("signed", "failed", "waiting")}
    context = {
        "run": found,
        "lines": lines,
        "counts": counts,
        "done": counts["signed"] + counts["failed"],
        "why": WORDS.get(
            found.pause_code, _("Lượt ký dừng lâu quá nên mã PIN đã được bỏ đi.") if found.pause_code else ""
        ),
        "approve_at": request.build_absolute_uri(reverse("signatures:approve", args=[found.uid])),
        "moving": found.state in (SigningRun.State.RUNNING, SigningRun.State.ASKED),
        "errors": errors or [],
    }
    return render(request, "signatures/run.html", context, status=422 if errors else 200)


@official
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("pin")
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Duyệt trên thiết bị khác, or go on with what stopped; only the person whose run it is."""
    found = own_run(uid, request.principal)
    errors: list[dict[str, object]] = []
    if request.method == "POST":
        try:
            _slowly(request)
            verb = services.approve if found.state == SigningRun.State.ASKED else services.resume
            verb(uid, principal=request.principal, pin=request.POST.get("pin", ""), at=now())
        except Refused as refused:
            errors = refused.errors or [{"field": "pin", "message": refused.detail}]
        else:
            return HttpResponseRedirect(reverse("signatures:run", args=[uid]))
    context = {"run": found, "lines": lines_of(found), "errors": errors}
    return render(request, "signatures/approve.html", context, status=422 if errors else 200)


@official
@require_POST
def drop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Bỏ phần chưa ký."""
    services.drop(uid, principal=request.principal, at=now())
    messages.success(request, _("Đã bỏ phần chưa ký; các văn bản ấy chờ ở hàng ký như trước."))
    return HttpResponseRedirect(reverse("signatures:queue"))


@official
@require_POST
def refuse(request: HttpRequest) -> HttpResponse:
    """Từ chối ký các văn bản đã chọn, with one reason; each by itself."""
    chosen = _chosen(request)
    reason, done = request.POST.get("reason", ""), 0
    found = list(to_sign(request.principal).filter(pk__in=chosen))
    if not found:
        message = _("Chưa chọn văn bản nào để từ chối.")
        return _queue(request, [{"field": "reason", "message": message}], chosen)
    try:
        for one in found:
            services.refuse(one, reason, principal=request.principal, at=now())
            done += 1
    except Refused as refused:
        if done:  # those before it stay refused: their drafters have the reason already
            messages.success(request, _told_refused(done))
        errors = refused.errors or [{"field": "reason", "message": refused.detail}]
        return _queue(request, errors, chosen)
    messages.success(request, _told_refused(done))
    return HttpResponseRedirect(reverse("signatures:queue"))


def _told_refused(done: int) -> str:
    return ngettext("Đã từ chối ký %(n)d văn bản.", "Đã từ chối ký %(n)d văn bản.", done) % {"n": done}


@official
@require_GET
def file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Đọc tệp sắp ký, for who is to sign it; what is prepared only at signing is read on the page of its own room."""
    found: SigningRequest | None = to_sign(request.principal).filter(uid=uid).select_related("file").first()
    stored = (previous_file(found) or found.file) if found else None
    if stored is None:
        raise NotFound()
    return files.download(stored)


def _slowly(request: HttpRequest) -> None:
    hit("signing_pin", str(request.principal.user_id), limit=TRIES, seconds=PER_SECONDS, at=now())
