"""Trang kích hoạt: the address on the letter; says what to do in every state of the link, and whom to ask."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from thongsuot.accounts import selectors
from thongsuot.accounts.forms import ActivationForm
from thongsuot.accounts.guards import public
from thongsuot.accounts.services import activation
from thongsuot.common import ratelimit
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.now import now
from thongsuot.common.ratelimit import client_address
from thongsuot.ui.forms import add_refused, errors_of

TRIES, PER_SECONDS = 30, 600
_STATUS = {activation.OPEN: 200, activation.UNKNOWN: 404}


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest, token: str) -> HttpResponse:
    """Đặt mật khẩu đầu tiên từ liên kết trên thư; nobody is signed in by it."""
    at = now()
    ratelimit.hit("activation", client_address(request), limit=TRIES, seconds=PER_SECONDS, at=at)
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = activation.activate(token=token, new=form.cleaned_data["new_password"], at=at)
        except Invalid as refused:
            add_refused(form, refused)
        except MoveNotAllowed:
            form = ActivationForm()  # used or ended meanwhile: the page says so
        else:
            words = _("Đã kích hoạt. Hãy đăng nhập bằng tên %(name)s và mật khẩu vừa đặt.")
            messages.success(request, words % {"name": user.username})
            return HttpResponseRedirect("/dang-nhap/")
    found = activation.look(token, at)
    context = {
        "found": found,
        "form": form,
        "errors": errors_of(form),
        "ask": selectors.whom_to_ask(found.user, at) if found.user and found.state != activation.OPEN else [],
        "token": token,
    }
    status = 422 if form.errors else _STATUS.get(found.state, 410)
    response = render(request, "accounts/activate.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
