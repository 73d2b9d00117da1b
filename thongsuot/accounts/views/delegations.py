"""Trang ủy quyền: one's own, given and taken; and those of the units somebody administers."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts import delegations, permissions, services
from thongsuot.accounts.forms import DelegationForm, start_of
from thongsuot.accounts.guards import needs, official
from thongsuot.accounts.services import NewDelegation
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.ui.forms import add_refused, errors_of


@official
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Ủy quyền của tôi: what I handed over, what was handed to me; a leader hands over here."""
    form = _form(request)
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            services.delegate(by=request.principal, wanted=_wanted(form.cleaned_data), at=now())
        except Invalid as refused:
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã ủy quyền. Người nhận có quyền đúng từ ngày bắt đầu."))
            return HttpResponseRedirect(reverse("accounts:delegations"))
    context = {
        "form": form,
        "errors": errors_of(form) if form is not None else [],
        "lines": delegations.delegations_of(request.principal.user_id, now()),
        "back": reverse("accounts:delegations"),
    }
    return render(
        request, "accounts/delegations.html", context, status=422 if form is not None and form.errors else 200
    )


@official
@require_POST
def revoke(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """Thu hồi ủy quyền; also for administrators of the unit."""
    services.revoke(by=request.principal, delegation_id=delegation_id, at=now())
    messages.success(request, _("Đã thu hồi ủy quyền. Quyền chấm dứt ngay, kể cả ở trình duyệt đang mở."))
    place = "administration:delegations" if request.POST.get("back") == "unit" else "accounts:delegations"
    return HttpResponseRedirect(reverse(place))


@needs(*permissions.ADMINISTRATORS)
@never_cache
@require_GET
def of_units(request: HttpRequest) -> HttpResponse:
    """Ủy quyền trong đơn vị."""
    lines = delegations.delegations_of_units(request.principal, now())
    return render(request, "accounts/unit_delegations.html", {"lines": lines})


def _form(request: HttpRequest) -> DelegationForm | None:
    """The form with one's own posts and colleagues; None for who has nothing to hand over."""
    me, at = request.principal.user_id, now()
    posts = delegations.posts_to_delegate(me, at)
    if not posts:
        return None
    form = DelegationForm(request.POST or None)
    form.fields["post"].choices = posts
    form.fields["to"].choices = [("", _("chọn người nhận")), *delegations.colleagues_of(me, at)]
    return form


def _wanted(data: dict[str, Any]) -> NewDelegation:
    return NewDelegation(
        post_id=int(data["post"]),
        to=data["to"],
        since=start_of(data["since"]),
        until=start_of(data["until"] + timedelta(days=1)),
        number=data["number"],
        mode=data["mode"],
        note=data["note"],
    )
