"""Tài khoản thụ hưởng: /quan-tri/tai-khoan-thu/, by administrators of the unit or of its province."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.dossiers import checks
from thongsuot.dossiers.typed import Typed, day_of
from thongsuot.org.models import Level
from thongsuot.org.selectors import children, unit_info
from thongsuot.payments import grounds
from thongsuot.payments.selectors.accounts import accounts_of
from thongsuot.payments.services import accounts

MOST_SHOWN = 600


def _units(request: HttpRequest) -> list[tuple[int, str]]:
    """Các đơn vị mà người này đặt được tài khoản."""
    today = timezone.localdate(now())
    own = {(u, unit_info(u, today).full_name) for u in request.principal.units_with(Role.UNIT_ADMIN)}
    for province in request.principal.provinces_with(Role.PROVINCE_ADMIN):
        own |= {(u.id, u.full_name) for u in children(province, today) if u.level == Level.COMMUNE}
    return sorted(own, key=lambda pair: pair[1])[:MOST_SHOWN]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.UNIT_ADMIN, Role.PROVINCE_ADMIN)
def beneficiary_accounts(request: HttpRequest) -> HttpResponse:
    """Tài khoản nhận tiền của từng đơn vị, by day; a new one ends the one before."""
    units, errors, status = _units(request), [], 200
    if request.method == "POST":
        try:
            _set(request)
        except Invalid as refused:
            errors, status = refused.errors, refused.status
        else:
            messages.success(request, _("Đã đặt tài khoản. Mã QR in từ ngày đó dùng tài khoản này."))
            return HttpResponseRedirect(reverse("payments:accounts"))
    names = dict(units)
    context: dict[str, Any] = {
        "units": units,
        "rows": [(account, names[account.unit_id]) for account in accounts_of(names)],
        "banks": grounds.banks(),
        "errors": errors,
        "typed": request.POST.dict(),
        "today": timezone.localdate(now()),
    }
    return render(request, "payments/accounts.html", context, status=status)


def _set(request: HttpRequest) -> None:
    post = Typed(request.POST, "")
    unit = post.get("unit")
    if not (unit.isascii() and unit.isdigit() and len(unit) < 18):
        raise NotFound()
    day = day_of(post.get("valid_from"), "valid_from")
    if day is None:
        raise checks.invalid("valid_from", _("Cần ghi dùng từ ngày nào."))
    bank_bin = post.get("bank_bin")
    new = accounts.NewAccount(
        bank_bin,
        post.get("bank_name") or grounds.banks().get(bank_bin, ""),
        post.get("number"),
        post.get("holder"),
        day,
        post.get("basis"),
    )
    at = now()
    accounts.set_account(unit_id=int(unit), new=new, principal=request.principal, at=at, on=timezone.localdate(at))
