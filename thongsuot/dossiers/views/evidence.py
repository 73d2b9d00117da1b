"""Trang giấy tờ tuỳ thân xem tại quầy: recording what was seen, and the list of what is still to be checked."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Forbidden, Invalid
from thongsuot.common.now import now
from thongsuot.dossiers.models.evidence import IdentityEvidence
from thongsuot.dossiers.selectors.evidence import evidence_to_check
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.services import evidence as services
from thongsuot.ui.forms import VietnameseDateField, add_refused, errors_of


class EvidenceForm(forms.Form):
    """Giấy tờ đã xem."""

    person = forms.ChoiceField(label=gettext_lazy("Giấy tờ của"), choices=IdentityEvidence.Person.choices)
    document = forms.ChoiceField(label=gettext_lazy("Loại giấy tờ"), choices=IdentityEvidence.Document.choices)
    number = forms.CharField(label=gettext_lazy("Số trên giấy tờ"), max_length=30)
    name = forms.CharField(label=gettext_lazy("Họ và tên trên giấy tờ"), max_length=200)
    birth_date = VietnameseDateField(label=gettext_lazy("Ngày sinh trên giấy tờ"), required=False)
    reason = forms.CharField(label=gettext_lazy("Vì sao không dùng định danh điện tử"), max_length=300)


@needs(Role.COUNTER_CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Ghi giấy tờ tuỳ thân đã xem cho một hồ sơ."""
    loaded = dossier_for(request.principal, code)
    if Role.COUNTER_CLERK not in request.principal.roles_in(loaded.counter_id):
        raise Forbidden(_("Chỉ cán bộ một cửa của nơi tiếp nhận ghi được giấy tờ đã xem."))
    form = EvidenceForm(request.POST if request.method == "POST" else None, initial=_starting(loaded))
    if request.method == "POST" and form.is_valid():
        try:
            seen = services.Seen(**form.cleaned_data)
            services.record_evidence(code=code, seen=seen, principal=request.principal, at=now())
        except Invalid as refused:
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã ghi giấy tờ đã xem. Khi người này đăng nhập, hệ thống tự đối chiếu."))
            return HttpResponseRedirect(reverse("dossiers:dossier", args=[code]))
    context = {"form": form, "errors": errors_of(form), "dossier": loaded.dossier}
    return render(request, "dossiers/evidence.html", context, status=422 if form.errors else 200)


@needs(Role.COUNTER_CLERK, Role.UNIT_LEADER)
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """Giấy tờ chờ đối chiếu."""
    return render(request, "dossiers/evidence_list.html", {"rows": list(evidence_to_check(request.principal))})


@needs(Role.COUNTER_CLERK, Role.UNIT_LEADER)
@require_POST
def settle(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Xử lý xong một khác biệt."""
    services.settle(evidence_id=evidence_id, note=request.POST.get("note", ""), principal=request.principal, at=now())
    messages.success(request, _("Đã ghi kết quả đối chiếu vào nhật ký hồ sơ."))
    return HttpResponseRedirect(reverse("dossiers:evidence_list"))


def _starting(loaded: Loaded) -> dict[str, object]:
    """Name and birth date as the dossier has them, to be compared with the paper."""
    dossier = loaded.dossier
    return {"name": dossier.applicant_name, "birth_date": dossier.applicant.get("birth_date")}
