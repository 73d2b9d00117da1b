"""Tôi muốn được báo tin thế nào: channels in the person's own order, and where the news now goes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongsuot.accounts.guards import citizen
from thongsuot.common.notices import phones, ways
from thongsuot.common.notices.senders import on_hand
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.dossiers.checks import EMAIL
from thongsuot.portal import preferences


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Xem và chọn cách được báo; number and address can be corrected here too."""
    user, status = request.user, 200
    errors: list[dict[str, str]] = []
    wish = preferences.wish_of(user.pk)
    typed: dict[str, Any] = {
        "first": wish.channels[0] if wish else "",
        "every": bool(wish and wish.every),
        "phone": user.phone,
        "email": user.email,
    }
    if request.method == "POST":
        typed = _typed(request)
        errors = _faults(typed)
        if not errors:
            preferences.choose(
                user, first=typed["first"], every=typed["every"], phone=typed["phone"], email=typed["email"], at=now()
            )
            messages.success(request, _("Đã nhớ cách báo tin cho bạn."))
            return HttpResponseRedirect(reverse("portal:notices"))
        status = 422
    context = {"typed": typed, "errors": errors, "options": _options()}
    return render(request, "portal/notices.html", context, status=status)


def _typed(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    return {
        "first": post.get("first", ""),
        "every": post.get("every") == "1",
        "phone": clean_line(post.get("phone", ""), field="phone", limit=20),
        "email": clean_line(post.get("email", ""), field="email", limit=254),
    }


def _faults(typed: dict[str, Any]) -> list[dict[str, str]]:
    """Each at its box."""
    found = []
    known = ways.addresses(typed["email"], typed["phone"])
    if typed["phone"] and not phones.mobile(typed["phone"]):
        found.append({"field": "phone", "message": _("Số máy di động có 10 chữ số, ví dụ 0912 345 678.")})
    if typed["email"] and not EMAIL.match(typed["email"]):
        found.append({"field": "email", "message": _("Địa chỉ thư chưa đúng, ví dụ lan@noi.vn.")})
    if typed["first"] not in on_hand():
        found.append({"field": "first", "message": _("Hãy chọn một cách.")})
    elif not found and typed["first"] not in known:
        box = "email" if typed["first"] == ways.MAIL else "phone"
        found.append({"field": box, "message": _("Cách bạn chọn cần mục này.")})
    return found


def _options() -> list[tuple[str, str, str]]:
    """What this installation can send by, with what each is like."""
    options = [
        (ways.SMS, _("Tin nhắn SMS"), _("Tin ngắn về máy điện thoại, loại máy nào cũng nhận được.")),
        (ways.ZALO, _("Zalo"), _("Tin trên Zalo của số máy bạn ghi ở dưới.")),
        (ways.MAIL, _("Thư điện tử"), _("Thư đầy đủ: lý do, giấy tờ cần bổ sung, số tiền.")),
    ]
    return [option for option in options if option[0] in on_hand()]
