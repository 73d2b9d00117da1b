"""Chỗ của liên thông trên trang hồ sơ: what each system outside has confirmed about it, what waits, what to do."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from thongsuot.dossiers.models import Status
from thongsuot.dossiers.permissions import Sight
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.exchange.permissions import Scope, scope_of
from thongsuot.exchange.selectors import outbox
from thongsuot.exchange.stuck.own_kinds import OUT

SEES = frozenset({Sight.OFFICIAL, Sight.METADATA})


def of_dossier(request: HttpRequest, loaded: Loaded) -> Mapping[str, Any] | None:
    """Names of the template; None for who may not see the dossier, and where nothing is sent to anybody."""
    if loaded.sight not in SEES:
        return None
    standings = outbox.of_dossier(loaded.dossier.province_id, loaded.dossier.pk)
    if not standings:
        return None
    scope = scope_of(request.principal)  # type: ignore[attr-defined]  # set by the middleware of accounts
    return {"standings": [_shown(one, scope, loaded.dossier.province_id) for one in standings]}


def _shown(one: outbox.Standing, scope: Scope, province_id: int) -> tuple[outbox.Standing, Any, str]:
    """With the state in words, and where this person may do something about what is stuck."""
    page = ""
    if one.first_id and one.cause and scope.sees(one.unit_id, province_id):
        page = reverse("exchange:stuck_one", args=[OUT, one.first_id])
    return one, Status(one.status).label if one.status else "", page
