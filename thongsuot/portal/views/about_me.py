"""Thông tin về tôi: the own store of results, and who looked at what is known of me (/cong-dan/ket-qua/, /cong-dan/luot-xem/)."""

import csv
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.accounts.guards import citizen
from thongsuot.common.now import now
from thongsuot.common.pages import decode_cursor, encode_cursor
from thongsuot.dossiers.selectors.looks import Look, looks_at
from thongsuot.dossiers.selectors.results_store import MOST_RESULTS, results_of_person
from thongsuot.ui.formats import vi_datetime

SCOPE = "portal.looks"
PAGE, EXPORTED = 20, 1000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@citizen
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Kho kết quả của tôi: all that was issued to me, by whichever unit, newest first."""
    principal = request.principal
    found = results_of_person(id_hash=principal.id_number_hash, user_id=principal.user_id)
    today = timezone.localdate(now())
    kept = [(one, one.holds(today)) for one in found if not one.rejected]
    context = {"results": kept, "full": len(found) == MOST_RESULTS}
    return render(request, "portal/results.html", context)


@citizen
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Ai đã xem thông tin của tôi: who, for which unit and in which role, when, why."""
    after = decode_cursor(SCOPE, request.GET.get("sau"), str)
    before = datetime.fromisoformat(after[0]) if after else _from_now_on()
    found = looks_at(request.principal, before=before, limit=PAGE + 1)
    older = f"?sau={encode_cursor(SCOPE, found[PAGE - 1].at.isoformat())}" if len(found) > PAGE else None
    context = {
        "looks": [_shown(look, request.principal.user_id) for look in found[:PAGE]],
        "older": older,
        "first": reverse("portal:looks") if after else None,
    }
    return render(request, "portal/looks.html", context)


def _from_now_on() -> datetime:
    return now() + timedelta(seconds=1)  # a look of this very moment is there already


def _shown(look: Look, me: int) -> dict[str, Any]:
    return {"look": look, "who": _("Bạn") if look.actor_id == me else look.actor, "mine": look.actor_id == me}


@citizen
@require_safe
def looks_file(request: HttpRequest) -> HttpResponse:
    """Tải về (CSV): the newest thousand looks; nothing in it runs as a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="luot-xem-thong-tin.csv"'
    response["Cache-Control"] = "private, no-store"
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([_("Lúc"), _("Xem gì"), _("Người xem"), _("Vai trò"), _("Đơn vị"), _("Lý do"), _("Hồ sơ")])
    for look in looks_at(request.principal, before=_from_now_on(), limit=EXPORTED):
        row = (vi_datetime(look.at), look.what, look.actor, look.role_words, look.unit, look.reason, look.dossier_code)
        writer.writerow([_plain(cell) for cell in row])
    return response


def _plain(cell: str | None) -> str:
    text = cell or ""
    return f"'{text}" if text.startswith(FORMULA) else text
