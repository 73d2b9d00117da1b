"""Trang của liên thông: how our fields become those of the national portal, as lists and beside the form itself."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.now import now
from thongsuot.exchange import beside_form, showing
from thongsuot.exchange.mapping import FieldMap, all_mappings, mapping_on
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.form_pages import lists_used
from thongsuot.procedures.selectors import all_in_force

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


@keeper
@require_safe
def beside(request: HttpRequest) -> HttpResponse:
    """Tờ khai và ánh xạ cạnh nhau: the form of `thu-tuc` as citizens see it, by the version of the mapping of `ngay`."""
    today = timezone.localdate(now())
    chosen = mapping_on(_day(request.GET.get("ngay", "")) or today)
    with_form = [one for one in all_in_force(today) if one.form_layout.get("sections")]
    asked = request.GET.get("thu-tuc", "")
    version = next((one for one in with_form if one.code == asked), None)
    context = {
        "mapping": chosen,
        "versions": all_mappings(),
        "procedures": sorted(((one.code, f"{one.name} ({one.code})") for one in with_form), key=lambda pair: pair[1]),
        "asked": asked,
        "version": version,
        **(_beside(version, chosen) if version else {}),
    }
    return render(request, "exchange/mapping_beside.html", context)


def _beside(version: Version, chosen: FieldMap) -> dict[str, Any]:
    parts = beside_form.parts(version, chosen)
    unsent, total = beside_form.unsent(parts)
    return {
        "parts": parts,
        "papers": beside_form.papers(version, chosen),
        "lists": lists_used([part.section for part in parts]),
        "unsent": unsent,
        "total": total,
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
