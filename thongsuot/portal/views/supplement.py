"""Bổ sung: the citizen answers the one request with papers and corrected answers."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongsuot.accounts.guards import citizen
from thongsuot.common import files
from thongsuot.common.errors import Refused
from thongsuot.common.now import now
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import FiledComponent
from thongsuot.dossiers.permissions import possible
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.portal.views.mine import context_of
from thongsuot.portal.views.papers import ACCEPT
from thongsuot.procedures.eform import Field, fields, put
from thongsuot.procedures.form_pages import SectionView, form_view, lists_used
from thongsuot.procedures.forms import form_from_post, value_at
from thongsuot.procedures.selectors import components_for


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: HttpRequest, code: str) -> HttpResponse:
    """Bổ sung giấy tờ: what was asked, and a place for each paper; sent once."""
    loaded = dossier_for(request.principal, code)
    if "supplement" not in possible(request.principal, loaded.dossier, loaded.holders):
        return HttpResponseRedirect(reverse("portal:dossier", args=[code]))
    errors: list[dict[str, str]] = []
    status = 200
    if request.method == "POST":
        try:
            _send_supplement(request, loaded)
        except Refused as refused:
            told = refused.errors or [{"field": "", "message": str(refused.detail)}]
            errors = [error if error["field"].startswith("form.") else error | {"field": ""} for error in told]
            status = refused.status
        else:
            messages.success(request, _("Đã gửi giấy tờ bổ sung. Hồ sơ trở lại nơi đang giải quyết."))
            return HttpResponseRedirect(reverse("portal:receipt", args=[code]))
    version, dossier = loaded.version, loaded.dossier
    papers = [c for c in components_for(version, dossier.case_code, dossier.form) if not c.is_form]
    usual = {paper.code for paper in papers}
    others = [c for c in components_for(version, dossier.case_code) if not c.is_form and c.code not in usual]
    shown = request.POST if request.method == "POST" else None
    view = form_view(version, form_from_post(version, shown) if shown else open_answers(loaded), errors=errors)
    context = context_of(
        request,
        loaded,
        papers=papers,
        others=others,  # of other situations; what the official asks for may be among them
        errors=errors,
        accept=ACCEPT,
        view=[_correctable_part(part) for part in view if part.applies and part.section.key != "pledge"],
        lists=lists_used(view),
    )
    return render(request, "portal/supplement.html", context, status=status)


@transaction.atomic
def _send_supplement(request: HttpRequest, loaded: Loaded) -> None:
    components = []
    for component in components_for(loaded.version, loaded.dossier.case_code):
        uploads = request.FILES.getlist(f"file-{component.code}")
        if uploads:
            stored = [files.store(u, u.name or "tep", request.principal.user_id) for u in uploads]
            components.append(FiledComponent(component.code, file_ids=tuple(str(s.uid) for s in stored)))
    services.supplement(
        code=loaded.dossier.code,
        principal=request.principal,
        at=now(),
        components=components,
        form=changed_answers(loaded, form_from_post(loaded.version, request.POST)),
    )


def open_answers(loaded: Loaded) -> dict[str, Any]:
    """Tờ khai như trên trang sửa: identity numbers stay closed, an empty box leaves them as they are."""
    answers: dict[str, Any] = {}
    for _part, field in fields(loaded.version):
        value = value_at(loaded.dossier.form, field.path)
        if value not in (None, "") and correctable(field):
            put(answers, field.path, value)
    return answers


def _correctable_part(part: SectionView) -> SectionView:
    return replace(part, fields=tuple(f for f in part.fields if f.kind != "rows" or correctable(f.field)))


def correctable(field: Field) -> bool:
    """Whether the answer may be shown again: rows with identity numbers in them are corrected at the counter."""
    return field.kind != "id_number" and not any(column.kind == "id_number" for column in field.columns)


def changed_answers(loaded: Loaded, typed: dict[str, Any]) -> dict[str, Any] | None:
    """Những câu đã sửa; None when nothing was. What was left empty is not a change."""
    before, changed = open_answers(loaded), {}
    for _part, field in fields(loaded.version):
        value = value_at(typed, field.path)
        shown = correctable(field) or field.kind == "id_number"
        if shown and value not in (None, "", [], {}) and value != value_at(before, field.path):
            put(changed, field.path, value)
    return changed or None
