"""Phông, bảng thời hạn, bảng kho, gói tin."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.org.selectors import unit_info
from thongsuot.records import forms, retention, services
from thongsuot.records.models import Certainty, Fonds
from thongsuot.records.packages import bringing, making, metadata
from thongsuot.records.packages.bagit import public_pem
from thongsuot.records.packages.ready import packages_seen, ready_package
from thongsuot.records.permissions import DOORS, KEEPERS, READERS, keeps, visible_fonds
from thongsuot.records.storage.board import board
from thongsuot.records.views.acting import carry_out
from thongsuot.records.words import POLICY


@require_GET
@needs(*DOORS)
def all_fonds(request: HttpRequest) -> HttpResponse:
    """Các phông."""
    rows = visible_fonds(request.principal).order_by("name")
    today = timezone.localdate(now())
    context = {"rows": [(one, unit_info(one.keeper_id, today).full_name) for one in rows[:500]]}
    return render(request, "records/all_fonds.html", context)


@require_GET
@needs(*DOORS)
def fonds(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Một phông."""
    return _fonds_page(request, _fonds(request, uid))


def _fonds(request: HttpRequest, uid: UUID) -> Fonds:
    found = visible_fonds(request.principal).filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


def _fonds_page(request: HttpRequest, found: Fonds, **more: Any) -> HttpResponse:
    today = timezone.localdate(now())
    context = {
        "fonds": found,
        "keeper": unit_info(found.keeper_id, today).full_name,
        "may_keep": keeps(request.principal, found.keeper_id),
        "classes": "\n".join(f"{one['code']} | {one['title']}" for one in found.classification),
        "holds": list(found.holds.filter(file=None, ended_at=None)),
        "errors": more.pop("errors", []),
        "typed": more.pop("typed", {}),
    }
    return render(request, "records/fonds.html", context, **more)


@require_POST
@needs(*READERS)
def fonds_act(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Mô tả, đóng phông, giữ cả phông."""
    found, who, at, post = _fonds(request, uid), request.principal, now(), request.POST

    def describe(_request: HttpRequest) -> str:
        services.describe_fonds(uid=str(uid), given=post.dict(), principal=who, at=at)
        return _("Đã lưu mô tả phông.")

    def close(_request: HttpRequest) -> str:
        services.close_fonds(uid=str(uid), ended_on=forms.day(post, "ended_on"), principal=who, at=at)
        return _("Đã đóng phông.")

    def hold(_request: HttpRequest) -> str:
        services.place_hold(
            fonds_uid=uid, reason=post.get("reason", ""), basis=post.get("basis", ""), principal=who, at=at
        )
        return _("Đã đặt lệnh giữ cho cả phông.")

    return carry_out(
        request,
        {"mo-ta": describe, "dong": close, "giu": hold},
        verb,
        page=lambda **more: _fonds_page(request, found, **more),
        to=reverse("records:fonds", args=[uid]),
    )


@require_GET
@needs(*DOORS)
def schedule(request: HttpRequest) -> HttpResponse:
    """Bảng thời hạn bảo quản với căn cứ, và các trường của gói tin."""
    context = {
        "rules": retention.rules_on(timezone.localdate(now())),
        "fields": metadata.fields(),
        "certainty": dict(Certainty.choices),
    }
    return render(request, "records/schedule.html", context)


@require_GET
@needs(*KEEPERS, Role.CHAIR, Role.AUDITOR, Role.PROVINCE_ADMIN)
def stores(request: HttpRequest) -> HttpResponse:
    """Bảng kho: copies by store, what the policy misses, what is lost."""
    at = now()
    found = board(sorted(request.principal.provinces_seen()), at)
    return render(request, "records/stores.html", {"board": found, "policy": POLICY, "at": at})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*READERS)
def packages(request: HttpRequest) -> HttpResponse:
    """Gói tin đã đặt; a new one from chosen files."""
    if request.method == "POST":
        try:
            making.ask(
                kind=request.POST.get("kind", ""), file_uids=forms.uids(request.POST, "file"),
                principal=request.principal, at=now(),
            )  # fmt: skip
        except Refused as refused:
            if refused.status in (403, 404):
                raise
            return _packages_page(
                request, errors=[{"field": "", "message": str(refused.detail)}], status=refused.status
            )
        messages.success(request, _("Đã đặt làm gói; mở lại trang này để tải về."))
        return HttpResponseRedirect(reverse("records:packages"))
    return _packages_page(request)


def _packages_page(request: HttpRequest, **more: Any) -> HttpResponse:
    who = request.principal
    units = sorted(who.units_with(*KEEPERS))
    today = timezone.localdate(now())
    context = {
        "rows": list(packages_seen(who).order_by("-asked_at")[:100]),
        "units": [(unit_id, unit_info(unit_id, today).full_name) for unit_id in units],
        "errors": more.pop("errors", []),
    }
    return render(request, "records/packages.html", context, **more)


@require_GET
@needs(*READERS)
def package_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tải gói về."""
    found = ready_package(request.principal, uid)
    response = FileResponse(
        making.path_of(found).open("rb"),
        as_attachment=True,
        filename=f"{found.kind}-{found.uid}.zip",
        content_type="application/zip",
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@needs(*READERS)
def package_key(request: HttpRequest) -> HttpResponse:
    """Khoá công khai, to verify packages of this installation."""
    response = HttpResponse(public_pem(), content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="khoa-cong-khai.pem"'
    return response


@require_POST
@needs(*KEEPERS)
def package_import(request: HttpRequest) -> HttpResponse:
    """Nhập một gói SIP, verified as a whole before anything is written."""
    upload, at = request.FILES.get("file"), now()
    unit_id = forms.number(request.POST, "unit")
    try:
        if upload is None:
            raise Invalid(_("Hãy chọn tệp gói (.zip)."))
        with tempfile.NamedTemporaryFile(suffix=".zip") as kept:
            for chunk in upload.chunks():
                kept.write(chunk)
            kept.flush()
            province_id = unit_info(unit_id, timezone.localdate(at)).province_id or unit_id
            hand = bringing.bring_in(
                Path(kept.name), province_id=province_id, unit_id=unit_id, principal=request.principal, at=at
            )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _packages_page(
            request, errors=[{"field": "file", "message": str(refused.detail)}], status=refused.status
        )
    messages.success(request, _("Gói đúng, đã thành một đợt nộp lưu."))
    return HttpResponseRedirect(reverse("records:hand_in", args=[hand.uid]))
