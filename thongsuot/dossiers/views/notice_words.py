"""Lời báo và cách báo tin: every text of every room with a preview, and what province and commune have decided."""

from datetime import date, time
from typing import Any

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
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.models import NoticeChannel
from thongsuot.common.notices import sms
from thongsuot.common.notices.policy import CHANNELS, QUIET_FROM, QUIET_TO, policy_of
from thongsuot.common.notices.senders import ALL, is_real
from thongsuot.common.notices.words import Book, books
from thongsuot.common.now import now
from thongsuot.dossiers.notices import BOOK
from thongsuot.dossiers.services import notice_policy
from thongsuot.org.selectors import unit_info
from thongsuot.ui.forms import VietnameseDateField, add_refused, errors_of

keepers = needs(Role.PROCEDURE_CONTROLLER, Role.PROVINCE_ADMIN, Role.UNIT_ADMIN)
ORDERS = [("", gettext_lazy("theo cấp trên"))] + [
    (",".join(order), " → ".join(str(NoticeChannel(one).label) for one in order))
    for order in (
        ("mail", "zalo", "sms"),
        ("mail", "sms", "zalo"),
        ("zalo", "sms", "mail"),
        ("zalo", "mail", "sms"),
        ("sms", "zalo", "mail"),
        ("sms", "mail", "zalo"),
        ("mail",),
        ("zalo",),
        ("sms",),
    )
]
YES_NO = [("", gettext_lazy("theo cấp trên")), ("1", gettext_lazy("có")), ("0", gettext_lazy("không"))]


class PolicyForm(forms.Form):
    """Cách báo tin từ một ngày."""

    unit_id = forms.TypedChoiceField(label=gettext_lazy("Đơn vị"), coerce=int)
    channels = forms.ChoiceField(label=gettext_lazy("Thứ tự kênh"), choices=ORDERS, required=False)
    quiet_from = forms.TimeField(label=gettext_lazy("Yên tĩnh từ"), required=False)
    quiet_to = forms.TimeField(label=gettext_lazy("đến"), required=False)
    mail_at_night = forms.ChoiceField(label=gettext_lazy("Thư điện tử gửi cả ban đêm"), choices=YES_NO, required=False)
    unaccented = forms.ChoiceField(label=gettext_lazy("Tin nhắn không dấu"), choices=YES_NO, required=False)
    valid_from = VietnameseDateField(label=gettext_lazy("Từ ngày"))
    basis = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=200, required=False)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Both ends of the quiet hours, or none."""
        told = super().clean() or {}
        if (told.get("quiet_from") is None) != (told.get("quiet_to") is None):
            self.add_error("quiet_to", _("Ghi cả giờ bắt đầu và giờ kết thúc, hoặc bỏ trống cả hai."))
        return told

    def wanted(self) -> notice_policy.Wanted:
        """As the service takes it."""
        told = self.cleaned_data
        quiet: tuple[time, time] | None = (told["quiet_from"], told["quiet_to"]) if told["quiet_from"] else None
        return notice_policy.Wanted(
            channels=tuple(told["channels"].split(",")) if told["channels"] else None,
            quiet=quiet,
            mail_at_night=_yes(told["mail_at_night"]),
            unaccented=_yes(told["unaccented"]),
            valid_from=told["valid_from"],
            basis=told["basis"],
        )


def _yes(said: str) -> bool | None:
    return {"1": True, "0": False}.get(said)


@keepers
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Lời báo của một sổ vào một ngày, xem trước trên hồ sơ mẫu; cách báo tin của đơn vị mình."""
    return _page(
        request, PolicyForm(units=_units(request.principal), initial={"valid_from": timezone.localdate(now())})
    )


@needs(Role.PROVINCE_ADMIN, Role.UNIT_ADMIN)
@require_POST
def set_policy(request: HttpRequest) -> HttpResponse:
    """Đặt cách báo tin."""
    form = PolicyForm(request.POST, units=_units(request.principal))
    if form.is_valid():
        unit_id = form.cleaned_data["unit_id"]
        try:
            notice_policy.set_policy(unit_id=unit_id, wanted=form.wanted(), principal=request.principal, at=now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã đặt cách báo tin."))
            return HttpResponseRedirect(reverse("dossiers:notice_words"))
    return _page(request, form)


def _page(request: HttpRequest, form: PolicyForm) -> HttpResponse:
    at = now()
    day = timezone.localdate(at)
    named = request.GET.get("so", "") or BOOK.name
    book = next((one for one in books() if one.name == named), None)
    period = request.GET.get("tu", "")
    if book is None or (period and period not in {f"{one['valid_from']}" for one in book.periods}):
        raise NotFound()
    of_day = date.fromisoformat(period) if period else day
    units = _units(request.principal)
    context = {
        "book": book,
        "books": [(f"?so={one.name}", str(one.title), len(one.on(day)["events"])) for one in books()],
        "here": f"?so={book.name}",
        "periods": [one["valid_from"] for one in book.periods],
        "period": book.on(of_day)["valid_from"],
        "events": list(_events(book, of_day)),
        "known": [(name, str(words), sample) for name, (words, sample) in book.known.items()],
        "form": form,
        "errors": errors_of(form) if form.is_bound else [],
        "units": units,
        "of_province": bool(request.principal.units_with(Role.PROVINCE_ADMIN)),
        "in_force": [(name, policy_of(_province(request.principal, unit_id), unit_id, at)) for unit_id, name in units],
        "history": [(unit_info(one.unit_id, day).full_name, one) for one in _history(units)],
        "channel_words": {str(one): str(one.label) for one in NoticeChannel},
        "real": [(str(NoticeChannel(one).label), is_real(one)) for one in ALL],
        "usual": (CHANNELS, QUIET_FROM, QUIET_TO),
    }
    return render(request, "dossiers/notice_words.html", context, status=422 if context["errors"] else 200)


def _history(units: list[tuple[int, str]]) -> list[Any]:
    return notice_policy.history_of([unit_id for unit_id, _name in units]) if units else []


def _units(principal: Principal) -> list[tuple[int, str]]:
    day = timezone.localdate(now())
    return [(one, unit_info(one, day).full_name) for one in sorted(notice_policy.settable_units(principal))]


def _province(principal: Principal, unit_id: int) -> int:
    return next((post.province_id for post in principal.posts if post.unit_id == unit_id), 0) or unit_id


def _events(book: Book, day: date) -> Any:
    """Each event as it would go out about the sample."""
    values = {name: sample for name, (_words, sample) in book.known.items()}
    for event, text in book.on(day)["events"].items():
        mail, plain, marked, zalo = (
            book.way(channel, "x@y.vn", event, values, day=day, unaccented=unaccented)
            for channel, unaccented in (("mail", True), ("sms", True), ("sms", False), ("zalo", True))
        )
        yield {
            "name": event,
            "text": text,
            "mail": mail,
            "sms": plain,
            "parts": sms.count(plain.body),
            "parts_marked": sms.count(marked.body),
            "length": len(plain.body),
            "zalo": zalo.params,
            "zalo_words": [(book.known[name][0], value) for name, value in zalo.params["values"].items()],
        }
