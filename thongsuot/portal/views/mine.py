"""Hồ sơ của tôi: own dossiers, those filed for me, those I filed for others (/cong-dan/ho-so/)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.accounts.guards import citizen
from thongsuot.common import files
from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.common.now import now
from thongsuot.common.pages import decode_cursor, encode_cursor
from thongsuot.dossiers import drafts, helpers, notices, present, present_verbs, receipts, services, timing
from thongsuot.dossiers.form_secrets import masked
from thongsuot.dossiers.models import Status, SupplementRequest
from thongsuot.dossiers.origins import component_words, origin_words
from thongsuot.dossiers.papers import tracking_address
from thongsuot.dossiers.permissions import possible
from thongsuot.dossiers.selectors import lists
from thongsuot.dossiers.selectors.filed_for import helpers_of
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.selectors.timeline import timeline_of
from thongsuot.dossiers.services import helping
from thongsuot.dossiers.states import COMPLETION, PAUSED
from thongsuot.org.nowadays import nowadays
from thongsuot.org.selectors import now_called, unit_info
from thongsuot.org.why import explain
from thongsuot.portal.forms import WithdrawForm
from thongsuot.portal.progress import FINISHED, RECEIVED, SENT, milestones, next_words
from thongsuot.procedures.form_pages import summary
from thongsuot.procedures.selectors import version_in_force
from thongsuot.ui import due
from thongsuot.ui.formats import vi_datetime
from thongsuot.ui.forms import errors_of

SCOPE = "portal.mine"


@citizen
@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """Danh sách: drafts to go on with first, then what was sent, newest first."""
    at = now()
    after = decode_cursor(SCOPE, request.GET.get("sau"), str)
    page = lists.dossiers_of_citizen(request.principal, after=after)
    helped = helpers_of([line.id for line in page.rows])
    context = {
        "rows": [_row(line, request.user, at, *helped.get(line.id, ("", None))) for line in page.rows],
        "older": f"?sau={encode_cursor(SCOPE, *page.next)}" if page.next else None,
        "first": reverse("portal:mine") if after else None,
        "drafts": [] if after else [_draft(draft, at) for draft in drafts.open_drafts(request.principal.user_id)],
    }
    return render(request, "portal/mine.html", context)


def _row(line: lists.Line, me: Any, at: Any, helper: str, filed_by: int | None) -> dict[str, Any]:
    return {
        "line": line,
        "words": Status(line.status).label,
        "due": due.words(line.due_at, at, paused=line.status in PAUSED, done_at=line.finished_at)
        if line.due_at
        else None,
        "unit": unit_info(line.receiving_unit_id, timezone.localtime(line.submitted_at).date()).full_name,
        "for_another": line.applicant_name if line.applicant_name != me.full_name else "",
        "by_me": filed_by == me.pk,
        "helper": "" if filed_by == me.pk else helper,
        "my_turn": line.status in (Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT),
    }


def _draft(draft: Any, at: Any) -> dict[str, Any]:
    version = version_in_force(draft.procedure_code, timezone.localtime(at).date())
    return {
        "draft": draft,
        "name": version.short_name if version else draft.procedure_code,
        "open": version is not None,
    }


@citizen
@require_POST
def discard(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Bỏ bản nháp."""
    drafts.discard(uid=uid, user_id=request.principal.user_id)
    messages.success(request, _("Đã bỏ bản nháp."))
    return HttpResponseRedirect(reverse("portal:mine"))


@citizen
@require_safe
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """Một hồ sơ: where it is, what comes next, what there is to do or to fetch."""
    loaded = dossier_for(request.principal, code)
    return render(request, "portal/dossier.html", context_of(request, loaded))


def context_of(request: HttpRequest, loaded: Loaded, **more: Any) -> dict[str, Any]:
    """What the dossier's pages show."""
    dossier, version, at = loaded.dossier, loaded.version, now()
    day = timezone.localtime(dossier.submitted_at).date()
    asked = _supplement_request(loaded)
    notes = {
        SENT: vi_datetime(dossier.submitted_at),
        RECEIVED: vi_datetime(dossier.received_at) if dossier.received_at else "",
        FINISHED: vi_datetime(dossier.finished_at) if dossier.finished_at else "",
    }
    return {
        "loaded": loaded,
        "dossier": dossier,
        "version": version,
        "status_words": Status(dossier.status).label,
        "completion": COMPLETION[dossier.status],
        "next_words": next_words(dossier.status),
        "steps": milestones(dossier.status, notes),
        "due": due.words(dossier.due_at, at, paused=dossier.status in PAUSED, done_at=dossier.finished_at)
        if dossier.due_at
        else None,
        "receiving": unit_info(dossier.receiving_unit_id, day),
        "competent": unit_info(dossier.competent_unit_id, day),
        "nowadays": nowadays(dossier.receiving_unit_id, day, timezone.localdate(at)),
        "competent_now": now_called(loaded.competent_id, timezone.localdate(at)),
        "masked_number": present.masked_number(dossier),
        "parts": summary(version, masked(version, dossier.form, dossier.uid), origin_words(dossier.form_origins)),
        "component_words": component_words,
        "helper": helpers.words(dossier.submitter or {}),
        "evidence": [f for f in loaded.files if f["purpose"] == "mandate"],
        "timeline": [_entry(entry, loaded) for entry in reversed(timeline_of(loaded))],
        "verbs": possible(request.principal, dossier, loaded.holders),
        "results": [f for f in loaded.files if f["purpose"] == "result" and not f["replaced_at"]],
        "has_form_02": receipts.has_form_02(loaded),
        "has_form_03": receipts.has_form_03(loaded),
        "has_form_04": receipts.has_form_04(loaded),
        "has_form_05": receipts.has_form_05(loaded),
        "payment_asked": present.payment_asked(loaded),
        "stopped_for": dossier.clock.get("stop"),
        "extension": present_verbs.extension_words(dossier),
        "being_corrected": "corrected_at" in dossier.clock and dossier.finished_at is None,
        "supplement": asked,
        "asked": asked.items if asked else [],
        "by_me": dossier.submitted_by_id == request.principal.user_id,
        "may_object": bool(dossier.submitter) and helping.is_the_applicant(dossier, request.principal),
        "sources": SOURCE_WORDS,
        "told": notices.told(loaded),
        **more,
    }


SOURCE_WORDS = {
    "FILED": gettext_lazy("đã nộp"),
    "SHOWN": gettext_lazy("đã cho cán bộ xem"),
    "REUSED": gettext_lazy("dùng lại kết quả đã cấp"),
    "FROM_DATABASE": gettext_lazy("tra trong cơ sở dữ liệu"),
}


def _entry(entry: Any, loaded: Loaded) -> dict[str, Any]:
    out = present.entry_out(entry, loaded, {})
    return {"at": entry.at, "title": out["label"], "by": out["actor"] or out["unit"] or "", "detail": out["note"] or ""}


def _supplement_request(loaded: Loaded) -> SupplementRequest | None:
    if not loaded.dossier.supplement_count:
        return None
    rows = SupplementRequest.objects.filter(province_id=loaded.dossier.province_id, dossier_id=loaded.dossier.pk)
    return rows.first()


@citizen
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Biên nhận: code, QR and the hashes of what arrived; may be kept as picture or PDF."""
    loaded = dossier_for(request.principal, code)
    sent = [file for component in loaded.components for file in component["files"]]
    context = context_of(request, loaded, address=tracking_address(code), sent=sent)
    return render(request, "portal/receipt.html", context)


@citizen
@require_safe
def receipt_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Biên nhận nộp, or form 01 once the dossier is received."""
    loaded = dossier_for(request.principal, code)
    return receipts.pdf_response(receipts.receipt_pdf(loaded), f"{code}-bien-nhan.pdf")


@citizen
@require_safe
def form_02(request: HttpRequest, code: str) -> HttpResponse:
    """Phiếu yêu cầu bổ sung."""
    loaded = dossier_for(request.principal, code)
    return receipts.pdf_response(receipts.supplement_pdf(loaded), f"{code}-mau-02.pdf")


@citizen
@require_safe
def form_03(request: HttpRequest, code: str) -> HttpResponse:
    """Phiếu từ chối."""
    loaded = dossier_for(request.principal, code)
    return receipts.pdf_response(receipts.refusal_pdf(loaded), f"{code}-mau-03.pdf")


@citizen
@require_safe
def form_04(request: HttpRequest, code: str) -> HttpResponse:
    """Văn bản xin lỗi và hẹn lại."""
    loaded = dossier_for(request.principal, code)
    return receipts.pdf_response(receipts.apology_pdf(loaded), f"{code}-mau-04.pdf")


@citizen
@require_safe
def form_05(request: HttpRequest, code: str) -> HttpResponse:
    """Thông báo dừng giải quyết theo yêu cầu của chính mình."""
    loaded = dossier_for(request.principal, code)
    return receipts.pdf_response(receipts.stopping_pdf(loaded), f"{code}-mau-05.pdf")


@citizen
@require_safe
def file(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """Tải một tệp của hồ sơ: results, and what one sent oneself."""
    loaded = dossier_for(request.principal, code)
    return files.download(receipts.file_of(loaded, str(uid)))


@citizen
@require_safe
def why(request: HttpRequest, code: str) -> HttpResponse:
    """Vì sao ngày này? Day by day."""
    loaded = dossier_for(request.principal, code)
    dossier = loaded.dossier
    first = timing.explain(dossier)
    explanation = None
    if first is not None and dossier.received_at is not None:
        calendar = timing.calendar_of(dossier.province_id, dossier.received_at)
        explanation = explain(
            first, timing.changes_of(dossier), calendar=calendar, duration=timing.duration_of(dossier)
        )
    return render(request, "portal/why.html", {"dossier": dossier, "explanation": explanation})


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def not_asked(request: HttpRequest, code: str) -> HttpResponse:
    """Tôi không nhờ người này: asked once, then the leader of the receiving unit answers."""
    loaded = dossier_for(request.principal, code)
    if not loaded.dossier.submitter or not helping.is_the_applicant(loaded.dossier, request.principal):
        raise NotFound()
    if request.method == "POST":
        note = request.POST.get("note", "")
        try:
            helping.object_to(code=code, note=note, principal=request.principal, at=now())
        except MoveNotAllowed as late:
            messages.warning(request, str(late.detail))
        else:
            messages.success(request, _("Đã ghi. Lãnh đạo nơi nhận hồ sơ xem lại và trả lời bạn ở đây."))
        return HttpResponseRedirect(reverse("portal:dossier", args=[code]))
    return render(request, "portal/not_asked.html", context_of(request, loaded))


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Rút hồ sơ: asked once, naming what will be withdrawn."""
    loaded = dossier_for(request.principal, code)
    if "withdraw" not in possible(request.principal, loaded.dossier, loaded.holders):
        return HttpResponseRedirect(reverse("portal:dossier", args=[code]))
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.withdraw(code=code, principal=request.principal, at=now(), reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã rút hồ sơ %(code)s.") % {"code": code})
        return HttpResponseRedirect(reverse("portal:dossier", args=[code]))
    context = context_of(request, loaded, form=form, errors=errors_of(form) if form.is_bound else [])
    return render(request, "portal/withdraw.html", context, status=422 if form.is_bound else 200)
