"""Người giúp dân nộp hồ sơ: whom the unit has appointed, who files for how many, and what applicants object to."""

from datetime import datetime, time

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.dossiers.helpers import CONSENTS
from thongsuot.dossiers.models import HelperKind
from thongsuot.dossiers.selectors import helping as selectors
from thongsuot.dossiers.services import helping as services
from thongsuot.dossiers.typed import VIETNAM
from thongsuot.org.selectors import unit_info
from thongsuot.ui.forms import VietnameseDateField, add_refused, errors_of

leaders = needs(Role.UNIT_LEADER, Role.CHAIR)


class HelperForm(forms.Form):
    """Giao người giúp dân."""

    username = forms.CharField(label=gettext_lazy("Tài khoản công dân"), max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("Là"), choices=HelperKind.choices)
    since = VietnameseDateField(label=gettext_lazy("Từ ngày"))
    until = VietnameseDateField(label=gettext_lazy("Đến hết ngày"), required=False)
    decision = forms.CharField(label=gettext_lazy("Văn bản giao việc"), max_length=120, required=False)


@leaders
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Người giúp, ai nộp thay nhiều, ý kiến chờ trả lời."""
    return _page(request, HelperForm(initial={"since": timezone.localdate(now())}))


@leaders
@require_POST
def appoint(request: HttpRequest) -> HttpResponse:
    """Giao."""
    form, at = HelperForm(request.POST), now()
    if form.is_valid():
        told = form.cleaned_data
        today = timezone.localdate(at)
        try:
            services.appoint(
                unit_id=min(selectors.led(request.principal)),
                username=told["username"],
                kind=told["kind"],
                since=at if told["since"] == today else datetime.combine(told["since"], time(), VIETNAM),
                until=datetime.combine(told["until"], time(23, 59, 59), VIETNAM) if told["until"] else None,
                decision=told["decision"],
                principal=request.principal,
                at=at,
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã giao người giúp dân."))
            return HttpResponseRedirect(reverse("dossiers:helpers"))
    return _page(request, form)


@leaders
@require_POST
def dismiss(request: HttpRequest, helper_id: int) -> HttpResponse:
    """Thôi giao."""
    try:
        services.dismiss(helper_id=helper_id, principal=request.principal, at=now())
    except MoveNotAllowed as late:
        messages.warning(request, str(late.detail))
    else:
        messages.success(request, _("Đã thôi giao từ lúc này."))
    return HttpResponseRedirect(reverse("dossiers:helpers"))


@leaders
@require_POST
def settle(request: HttpRequest, filing_id: int) -> HttpResponse:
    """Trả lời ý kiến của chủ hồ sơ."""
    answer = request.POST.get(f"answer-{filing_id}", "")
    try:
        services.settle(filing_id=filing_id, answer=answer, principal=request.principal, at=now())
    except MoveNotAllowed as late:
        messages.warning(request, str(late.detail))
    except Invalid as refused:
        faults = [{**e, "field": f"{e['field']}-{filing_id}"} for e in refused.errors]
        return _page(request, HelperForm(), faults)
    else:
        messages.success(request, _("Đã trả lời; chủ hồ sơ đọc được trong diễn biến."))
    return HttpResponseRedirect(reverse("dossiers:helpers"))


@leaders
@require_GET
def filings(request: HttpRequest, key: str) -> HttpResponse:
    """Các lần nộp thay của một người ở đơn vị mình."""
    rows = selectors.filings_of(selectors.led(request.principal), key)
    if not rows:
        raise NotFound()
    words = {key: str(label) for key, label in CONSENTS.items()}
    return render(request, "dossiers/helper_filings.html", {"rows": rows, "name": rows[0].helper_name, "words": words})


def _page(request: HttpRequest, form: HelperForm, faults: list[dict[str, str]] | None = None) -> HttpResponse:
    at, units = now(), selectors.led(request.principal)
    errors = faults or (errors_of(form) if form.is_bound else [])
    context = {
        "unit": unit_info(min(units), timezone.localdate(at)),
        "form": form,
        "errors": errors,
        "typed": request.POST,
        "registered": selectors.registered(units),
        "helped": selectors.helped_at(units, at),
        "objections": selectors.objections(units),
        "at": at,
        "usual": (selectors.UNUSUAL_UNREGISTERED, selectors.UNUSUAL_REGISTERED),
    }
    return render(request, "dossiers/helpers.html", context, status=422 if errors else 200)
