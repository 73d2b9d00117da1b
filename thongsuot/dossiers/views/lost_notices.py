"""Thông báo không tới: the counter's list, and what its clerk does about each; reports of gateways come in here too."""

from datetime import datetime

import orjson
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs, public
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Forbidden, Invalid, Malformed, MoveNotAllowed, NotFound, TooLarge
from thongsuot.common.models import NoticeCause
from thongsuot.common.notices import reports
from thongsuot.common.notices.senders import ALL
from thongsuot.common.now import now
from thongsuot.dossiers.selectors.lost_notices import LostPage, lost_notices
from thongsuot.dossiers.services import telling
from thongsuot.dossiers.typed import Typed

clerks = needs(Role.COUNTER_CLERK)
LARGEST_REPORT = 256 * 1024
SHORT = {
    str(NoticeCause.ADDRESS): gettext_lazy("Sai địa chỉ"),
    str(NoticeCause.BLOCKED): gettext_lazy("Bị chặn"),
    str(NoticeCause.EXPIRED): gettext_lazy("Tắt máy lâu"),
    str(NoticeCause.REFUSED): gettext_lazy("Bị từ chối"),
    str(NoticeCause.AWAY): gettext_lazy("Nơi chuyển hỏng"),
}


@clerks
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """Thông báo không tới được, by age; the causes on top open each its own part of the list."""
    return _page(request)


@clerks
@require_POST
def told(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Đã báo bằng cách khác."""
    post, at = Typed(request.POST, f"bao-{notice_id}"), now()
    try:
        done = telling.ToldOtherwise(post.get("how"), _when(post, at), post.get("note"))
        telling.tell_otherwise(notice_id=notice_id, told=done, principal=request.principal, at=at)
    except MoveNotAllowed as late:
        messages.warning(request, str(late.detail))
    except Invalid as refused:
        return _page(request, post.verb, refused)
    else:
        messages.success(request, _("Đã ghi việc báo vào nhật ký hồ sơ."))
    return HttpResponseRedirect(reverse("dossiers:lost_notices"))


@clerks
@require_POST
def again(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Sửa địa chỉ và gửi lại."""
    post = Typed(request.POST, f"lai-{notice_id}")
    try:
        telling.correct_and_resend(
            notice_id=notice_id,
            email=post.get("email"),
            phone=post.get("phone"),
            principal=request.principal,
            at=now(),
        )
    except MoveNotAllowed as late:
        messages.warning(request, str(late.detail))
    except Invalid as refused:
        return _page(request, post.verb, refused)
    else:
        messages.success(request, _("Đã sửa địa chỉ trong hồ sơ. Thông báo đi lại trong ít phút."))
    return HttpResponseRedirect(reverse("dossiers:lost_notices"))


def _when(post: Typed, at: datetime) -> datetime:
    """The moment typed, or now when the boxes are left empty."""
    return post.moment("told") if post.get("told_date") or post.get("told_time") else at


def _page(request: HttpRequest, form: str = "", refused: Invalid | None = None) -> HttpResponse:
    """The list; `form` names the one that was refused, its boxes keep what was typed."""
    cause = request.GET.get("nguyen-nhan", "")
    after = request.GET.get("sau", "")
    page = lost_notices(
        request.principal,
        cause=cause if cause in NoticeCause.values else "",
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0,
    )
    context = {
        "page": page,
        "cause": cause,
        "causes": [(reverse("dossiers:lost_notices"), _("Tất cả"), page.total), *_tabs(page)],
        "what_to_do": telling.what_to_do,
        "how": list(telling.HOW.items()),
        "opened": f"{form}-" if form else "",
        "errors": [{**e, "field": f"{form}-{e['field']}"} for e in refused.errors] if refused else [],
        "typed": request.POST,
    }
    return render(request, "dossiers/lost_notices.html", context, status=refused.status if refused else 200)


def _tabs(page: LostPage) -> list[tuple[str, str, int]]:
    """One tab per cause."""
    return [
        (f"?nguyen-nhan={cause}", str(SHORT[cause]), count)
        for cause, (count, _oldest) in page.causes.items()
        if cause in SHORT
    ]


@csrf_exempt
@public
@require_POST
def report(request: HttpRequest, channel: str) -> HttpResponse:
    """Báo phát của cổng gửi (docs/notices.md): signed with the channel's secret, else 403; each report is harmless twice."""
    if channel not in ALL:
        raise NotFound()
    body = _body(request)
    if len(body) > LARGEST_REPORT:
        raise TooLarge()
    timestamp, signature = request.headers.get("X-Timestamp", ""), request.headers.get("X-Signature", "")
    if not reports.is_signed(channel, timestamp, signature, body, at=now()):
        raise Forbidden(_("Chữ ký của báo phát không đúng hoặc đã quá năm phút."), code="signature_invalid")
    told = _reports(body)
    return JsonResponse(reports.take(channel, told, at=now()))


def _body(request: HttpRequest) -> bytes:
    """What was signed; a form of a browser, read as such already, is signed by nobody."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def _reports(body: bytes) -> list[reports.Report]:
    try:
        said = orjson.loads(body)
        listed = said["reports"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise Malformed() from None
    if not isinstance(listed, list) or len(listed) > reports.MOST:
        raise Malformed()
    return [found for one in listed if (found := reports.Report.of(one))]
