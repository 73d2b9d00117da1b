"""Hồ sơ xử lý ở nơi khác (/can-bo/lien-thong/ho-so-noi-khac/): what central systems tell us of; read, counted, back-entered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.common.api import decode_cursor, encode_cursor
from thongsuot.common.errors import Forbidden, Invalid
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.dossiers.checks import invalid
from thongsuot.dossiers.models import NATIONAL_STATUS
from thongsuot.dossiers.typed import Typed
from thongsuot.dossiers.views.happened import box_of, happened_in
from thongsuot.exchange import mirrors
from thongsuot.exchange.models import MirrorDossier
from thongsuot.exchange.permissions import MAY_COME_IN, scope_of
from thongsuot.exchange.views.stuck import unit_name

PAGE, CURSOR = 50, "exchange.mirrors"
STATUSES = [(number, status.label) for status, number in NATIONAL_STATUS.items()]
LABELS = dict(STATUSES)
comes_in = needs(*MAY_COME_IN)


@comes_in
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Danh sách, newest change first."""
    scope, at = scope_of(request.principal), now()
    status = request.GET.get("tt", "")
    wanted = mirrors.Wanted(
        system=clean_line(request.GET.get("he-thong", "")[:30]),
        status=int(status) if status.isascii() and status.isdigit() and len(status) < 3 else None,
        code=clean_line(request.GET.get("ma", "")[:80]),
    )
    after = _cursor(request.GET.get("sau", ""))
    found = mirrors.listed(scope, wanted, after=after, limit=PAGE)
    query = request.GET.copy()
    query.pop("sau", None)
    here = query.urlencode()
    last = found[PAGE - 1] if len(found) > PAGE else None
    more = encode_cursor(CURSOR, last.changed_at.isoformat(), str(last.pk)) if last else None
    counts = mirrors.counted(scope)
    context = {
        "rows": [_shown(row, at) for row in found[:PAGE]],
        "wanted": wanted,
        "filtered": wanted != mirrors.Wanted(),
        "counts": [(number, label, sum(n for _s, st, n in counts if st == number)) for number, label in STATUSES],
        "systems": sorted({system for system, _status, _n in counts}),
        "next": f"?{here}&sau={more}" if more else None,
        "first": f"?{here}" if after else None,
    }
    return render(request, "exchange/mirrors.html", context)


def _cursor(given: str) -> tuple[str, int] | None:
    try:
        found = decode_cursor(CURSOR, given, str, int)
    except Invalid:
        return None
    return (found[0], found[1]) if found else None


def _shown(row: MirrorDossier, at: Any) -> dict[str, Any]:
    return {"row": row, "status": LABELS.get(row.national_status, ""), "unit": unit_name(row.unit_id, at)}


@comes_in
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, mirror_id: int) -> HttpResponse:
    """Một hồ sơ nơi khác; POST nhập bù việc đã làm trên giấy hay ở hệ thống kia, with the true time."""
    scope, errors = scope_of(request.principal), []
    row = mirrors.one(scope, mirror_id)
    typed = Typed(request.POST, "")
    if request.method == "POST":
        if not scope.acts(row.unit_id, row.province_id) or row.unit_id is None:
            raise Forbidden(_("Chỉ người làm việc ở đơn vị của hồ sơ này mới nhập bù được."))
        try:
            _enter(request, typed, mirror_id)
        except Invalid as refused:
            errors = [{**error, "field": box_of(error["field"])} for error in refused.errors]
        else:
            messages.success(request, _("Đã nhập bù. Tin mới hơn của hệ thống kia sẽ thay trạng thái này."))
            return HttpResponseRedirect(reverse("exchange:mirror", args=[mirror_id]))
    context = {
        **_shown(row, now()),
        "statuses": STATUSES,
        "acts": row.unit_id is not None and scope.acts(row.unit_id, row.province_id),
        "errors": errors,
        "wrong": {error["field"]: error["message"] for error in errors},
        "typed": typed.post,
        "happened_by": (row.happened or {}).get("entered_by_name"),
    }
    return render(request, "exchange/mirror.html", context, status=422 if errors else 200)


def _enter(request: HttpRequest, typed: Typed, mirror_id: int) -> None:
    happened = happened_in(typed, request.FILES, request.principal)
    if happened is None:
        raise invalid("happened_date", _("Ghi ngày giờ việc đã xảy ra, lý do và kèm bản chụp."))
    status = typed.get("status")
    mirrors.enter_outside(
        mirror_id=mirror_id,
        status=int(status) if status.isascii() and status.isdigit() and len(status) < 3 else 0,
        happened=happened,
        principal=request.principal,
        at=now(),
    )
