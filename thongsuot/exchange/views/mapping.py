"""Trang của liên thông: how our fields become those of the national portal."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.now import now
from thongsuot.exchange import showing
from thongsuot.exchange.mapping import all_mappings, mapping_on

# Whoever keeps the catalogue or the installation has to see what leaves it; it is nobody's data.
keeper = needs(Role.PROCEDURE_CONTROLLER, Role.PROVINCE_ADMIN)


@keeper
@require_safe
def mapping(request: HttpRequest) -> HttpResponse:
    """Ánh xạ trường theo ngày (`ngay`), with an example beside each line."""
    day = _day(request.GET.get("ngay", "")) or timezone.localdate(now())
    chosen = mapping_on(day)
    context = {
        "mapping": chosen,
        "versions": all_mappings(),
        "parts": [
            (_("Hồ sơ"), "ho-so", showing.lines(chosen, "dossier")),
            (_("Tiến độ"), "tien-do", showing.lines(chosen, "progress")),
        ],
        "tables": showing.code_tables(chosen),
        "verbs": showing.verbs(chosen),
    }
    return render(request, "exchange/mapping.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
