"""Chỗ của liên thông trên trang hồ sơ: what each system outside has confirmed about it, what waits, what to do."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from thongsuot.dossiers.models import Status
from thongsuot.dossiers.permissions import Sight
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.exchange.selectors import outbox

SEES = frozenset({Sight.OFFICIAL, Sight.METADATA})


def of_dossier(request: HttpRequest, loaded: Loaded) -> Mapping[str, Any] | None:
    """Names of the template; None for who may not see the dossier, and where nothing is sent to anybody."""
    if loaded.sight not in SEES:
        return None
    standings = outbox.of_dossier(loaded.dossier.province_id, loaded.dossier.pk)
    if not standings:
        return None
    return {"standings": [(one, Status(one.status).label if one.status else "") for one in standings]}
