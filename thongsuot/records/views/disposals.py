"""Huỷ tài liệu: hồ sơ hết hạn, danh mục đề nghị, hội đồng, duyệt, biên bản."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.common import files
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.records import forms, services
from thongsuot.records.models import Disposal, DisposalLine
from thongsuot.records.packages.metadata import retention_of
from thongsuot.records.papers.minutes import disposal_pdf
from thongsuot.records.permissions import DECIDERS, TRUSTED, keeps, visible_disposals
from thongsuot.records.selectors.expiring import expired_files
from thongsuot.records.selectors.searching import fonds_seen
from thongsuot.records.services import signing_disposals, signing_lists
from thongsuot.records.views.acting import carry_out
from thongsuot.records.views.hand_ins import pdf
from thongsuot.signatures.selectors.papers import paper_of

MOST_SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*TRUSTED)
def disposals(request: HttpRequest) -> HttpResponse:
    """Các đợt huỷ và hồ sơ hết thời hạn; a list is made from chosen files."""
    errors: list[dict[str, str]] = []
    status = 200
    if request.method == "POST":
        try:
            made = _draft(request)
        except Refused as refused:
            if refused.status in (403, 404):
                raise
            errors, status = refused.errors or [{"field": "", "message": str(refused.detail)}], refused.status
        else:
            messages.success(request, _("Đã lập danh mục. Bước sau: hội đồng xác định giá trị tài liệu."))
            return HttpResponseRedirect(reverse("records:disposal", args=[made.uid]))
    today = timezone.localdate(now())
    kept = [one for one in fonds_seen(request.principal) if keeps(request.principal, one.keeper_id)]
    rows = visible_disposals(request.principal).select_related("fonds", "proposed_by").order_by("-proposed_at")
    context = {
        "rows": list(rows[:MOST_SHOWN]),
        "expired": [(one, list(expired_files(one, today).order_by("expires_on", "id")[:MOST_SHOWN])) for one in kept],
        "retention_of": retention_of,
        "errors": errors,
        "typed": request.POST,
        "chosen": set(request.POST.getlist("file")),
    }
    return render(request, "records/disposals.html", context, status=status)


def _draft(request: HttpRequest) -> Disposal:
    post = request.POST
    [fonds] = forms.uids(post, "fonds")[:1] or [None]
    if fonds is None:
        raise NotFound()
    return services.draft_disposal(
        fonds_uid=fonds, file_uids=forms.uids(post, "file"), reason=post.get("reason", ""),
        principal=request.principal, at=now(),
    )  # fmt: skip


def _disposal(request: HttpRequest, uid: UUID) -> Disposal:
    rows = visible_disposals(request.principal).select_related("fonds", "proposed_by", "approved_by", "done_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


@require_GET
@needs(*TRUSTED)
def disposal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Một đợt huỷ."""
    return _page(request, _disposal(request, uid))


def _page(request: HttpRequest, found: Disposal, **more: Any) -> HttpResponse:
    roles = request.principal.roles_in(found.fonds.keeper_id)
    context = {
        "paper": paper_of(found.province_id, signing_lists.SUBJECT, found.pk),
        "able": signing_lists.able(found, now()),
        "minutes": paper_of(found.province_id, signing_disposals.SUBJECT, found.pk),
        "minutes_able": signing_disposals.able(found, now()),
        "unsigned": signing_lists.missing(found, now()) if found.state == Disposal.State.APPROVED else "",
        "disposal": found,
        "lines": list(DisposalLine.objects.filter(disposal=found).select_related("file").order_by("file__number")),
        "retention_of": retention_of,
        "may_keep": keeps(request.principal, found.fonds.keeper_id),
        "may_decide": bool(roles & set(DECIDERS)) and request.principal.user_id != found.proposed_by_id,
        "errors": more.pop("errors", []),
        "typed": more.pop("typed", {}),
    }
    return render(request, "records/disposal.html", context, **more)


@require_POST
@needs(*TRUSTED)
def disposal_act(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Trình, duyệt, trình ký, huỷ, bỏ."""
    found, who, at, post = _disposal(request, uid), request.principal, now(), request.POST

    def propose(_request: HttpRequest) -> str:
        services.propose_disposal(
            uid=uid, council=forms.people(post, "council"), minutes=post.get("minutes", ""),
            kept=forms.numbers(post, "keep"), principal=who, at=at,
        )  # fmt: skip
        return _("Đã trình; chờ người khác duyệt.")

    def approve(_request: HttpRequest) -> str:
        approved = services.approve_disposal(uid=uid, decision=post.get("decision", ""), principal=who, at=at)
        if not signing_lists.able(approved, at):
            return _("Đã duyệt. Lưu trữ huỷ và lập biên bản.")
        signing_lists.ask(uid=uid, principal=who, at=at)
        return _("Đã duyệt; danh mục chờ anh/chị ký số ở hàng chờ ký.")

    def carry(_request: HttpRequest) -> str:
        gone = services.carry_out_disposal(
            uid=uid, way=post.get("way", ""), witness=post.get("witness", ""), principal=who, at=at
        )
        if signing_disposals.able(gone, at):
            signing_disposals.ask(uid=uid, principal=who, at=at)
            return _("Đã huỷ; biên bản chờ anh/chị ký số ở hàng chờ ký. Bản trong các kho được xoá ở nền.")
        return _("Đã huỷ; biên bản in được ở trang này. Bản trong các kho được xoá ở nền.")

    def drop(_request: HttpRequest) -> str:
        services.drop_disposal(uid=uid, reason=post.get("reason", ""), principal=who, at=at)
        return _("Đã bỏ danh mục; hồ sơ giữ nguyên.")

    def ask_minutes(_request: HttpRequest) -> str:
        signing_disposals.ask(uid=uid, principal=who, at=at)
        return _("Đã trình ký biên bản huỷ.")

    def ask(_request: HttpRequest) -> str:
        signing_lists.ask(uid=uid, principal=who, at=at)
        return _("Đã trình ký danh mục.")

    return carry_out(
        request,
        {
            "trinh-ky": ask,
            "trinh-ky-bien-ban": ask_minutes,
            "trinh": propose,
            "duyet": approve,
            "huy": carry,
            "bo": drop,
        },
        verb,
        page=lambda **more: _page(request, found, **more),
        to=reverse("records:disposal", args=[uid]),
    )


@require_GET
@needs(*TRUSTED)
def disposal_paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Danh mục hoặc biên bản, each as it was signed; the list (once it is carried out: `?ban=danh-muc`)."""
    found = _disposal(request, uid)
    wants_list = found.state == Disposal.State.APPROVED or request.GET.get("ban") == "danh-muc"
    if wants_list and (signed := paper_of(found.province_id, signing_lists.SUBJECT, found.pk).file):
        return files.download(signed)
    if not wants_list and (minutes := paper_of(found.province_id, signing_disposals.SUBJECT, found.pk).file):
        return files.download(minutes)
    return pdf(disposal_pdf(found, at=now()), f"huy-tai-lieu-{found.number:02}-{found.year}.pdf")
