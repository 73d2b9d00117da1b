"""Hộp thư của đơn vị: /can-bo/van-ban/hop-thu/ (nối, xem có đọc được không, thư để riêng)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import official
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, Invalid, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.documents import permissions
from thongsuot.documents.models import MailArrival
from thongsuot.documents.selectors import mailboxes as selectors
from thongsuot.documents.services import letters_aside, mailboxes
from thongsuot.documents.services.mailboxes import Wanted
from thongsuot.documents.timing import local_day
from thongsuot.documents.views.incoming import page_of
from thongsuot.org.selectors import unit_info
from thongsuot.ui.forms import parse_date


@dataclass(frozen=True, slots=True)
class Wish:
    """Điều gõ, và ai gõ."""

    post: QueryDict
    principal: Principal
    at: datetime

    def get(self, name: str) -> str:
        """One answer."""
        return str(self.post.get(name, "")).strip()

    @property
    def uid(self) -> UUID:
        """Hộp thư nào; NotFound for what is no id."""
        try:
            return UUID(self.get("box"))
        except ValueError as exc:
            raise NotFound() from exc

    @property
    def letter(self) -> int:
        """Thư nào."""
        typed = self.get("letter")
        if not (typed.isascii() and typed.isdigit() and len(typed) < 18):
            raise NotFound()
        return int(typed)


@require_GET
@official
def page(request: HttpRequest) -> HttpResponse:
    """Trang hộp thư."""
    return _shown(request)


def _shown(request: HttpRequest, *, errors: Sequence[Any] = (), typed: Any = None, status: int = 200) -> HttpResponse:
    own = _own_units(request.principal)
    units, at = mailboxes.units_of(request.principal), now()
    at_page = page_of(request)
    boxes, letters = selectors.boxes(units), selectors.aside(units, skip=at_page * selectors.ON_A_PAGE)
    here = reverse("documents:mailboxes")
    context = {
        "boxes": [(box, unit_info(box.unit_id, local_day(at)).full_name) for box in boxes],
        "units": [(unit_id, unit_info(unit_id, local_day(at)).full_name) for unit_id in own],
        "letters": letters[: selectors.ON_A_PAGE],
        "newer": f"{here}?trang={at_page - 1}" if at_page else None,
        "older": f"{here}?trang={at_page + 1}" if len(letters) > selectors.ON_A_PAGE else None,
        "servers": [(one, one.partition("://")[2]) for one in settings.MAIL_SERVERS],
        "today": local_day(at),
        "typed": typed or {},
        "errors": list(errors),
    }
    return render(request, "documents/mailboxes.html", context, status=status)


def _own_units(principal: Principal) -> list[int]:
    units = sorted(principal.units_with(*permissions.CLERKS))
    if not units:
        raise Forbidden()
    return units


def _connect(wish: Wish) -> str:
    unit = wish.get("unit")
    if not (unit.isascii() and unit.isdigit() and len(unit) < 18):
        raise NotFound()
    since = parse_date(wish.get("since"))
    if since is None:
        message = _("Ngày không đúng. Ghi ngày/tháng/năm, ví dụ 07/07/2025.")
        raise Invalid(message, errors=[{"field": "since", "message": message}])
    wanted = Wanted(
        wish.get("server"), wish.get("address"), wish.get("username"), str(wish.post.get("password", "")), since
    )
    mailboxes.connect(unit_id=int(unit), wanted=wanted, principal=wish.principal, at=wish.at)
    return _("Đã nối hộp thư. Thư được đọc trong ít phút; trang này cho biết có đọc được không.")


def _disconnect(wish: Wish) -> str:
    mailboxes.disconnect(uid=wish.uid, principal=wish.principal, at=wish.at)
    return _("Đã ngừng đọc hộp thư; văn bản đã nhận vẫn còn.")


def _look_now(wish: Wish) -> str:
    mailboxes.look_now(uid=wish.uid, principal=wish.principal, at=wish.at)
    return _("Sẽ đọc lại trong một phút.")


def _take(wish: Wish) -> str:
    letters_aside.take(arrival_id=wish.letter, principal=wish.principal, at=wish.at)
    return _("Đã nhận thư làm văn bản đến, chờ vào sổ.")


def _settle(wish: Wish) -> str:
    letters_aside.settle(arrival_id=wish.letter, note=wish.get("note"), principal=wish.principal, at=wish.at)
    return _("Đã ghi: thư này không phải văn bản.")


ACTS: dict[str, Callable[[Wish], str]] = {
    "noi": _connect,
    "ngung": _disconnect,
    "doc-lai": _look_now,
    "nhan": _take,
    "bo": _settle,
}


@require_POST
@official
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """Một việc với hộp thư hay thư để riêng; a refusal comes back on the page."""
    run = ACTS.get(verb)
    if run is None:
        raise NotFound()
    _own_units(request.principal)
    try:
        done = run(Wish(request.POST, request.principal, now()))
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        return _shown(request, errors=errors, typed=request.POST if verb == "noi" else {}, status=refused.status)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("documents:mailboxes"))


@require_GET
@official
def letter(request: HttpRequest, arrival_id: int) -> FileResponse:
    """Thư để riêng, nguyên như khi đến."""
    _own_units(request.principal)
    rows = MailArrival.objects.filter(pk=arrival_id, unit_id__in=mailboxes.units_of(request.principal))
    row = rows.select_related("file").first()
    if row is None or row.file is None:
        raise NotFound()
    return files.download(row.file)
