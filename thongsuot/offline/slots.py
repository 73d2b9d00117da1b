"""Chỗ trên trang của phòng dưới: the desk of the counter, the side of a dossier."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.offline.selectors import to_settle
from thongsuot.org.selectors import UnitInfo
from thongsuot.ui.formats import vi_datetime
from thongsuot.ui.slots import fill


def register() -> None:
    """Called once at start."""
    fill("counter.side", "offline/_counter_side.html", at_the_desk, order=80)
    fill("dossier.side", "offline/_dossier.html", on_the_dossier, order=80)


def at_the_desk(request: HttpRequest, *, unit: UnitInfo) -> dict[str, Any]:
    """Lối vào và số hồ sơ chờ xử lý; one statement."""
    return {"waiting": to_settle(request.principal).order_by().count()}


def on_the_dossier(request: HttpRequest, *, loaded: Loaded) -> dict[str, Any] | None:
    """Số tạm, và ngày hẹn khác giấy; from the dossier itself, no statement."""
    offline = loaded.dossier.clock.get("offline")
    if not offline:
        return None
    printed, due = offline.get("printed_due_at"), loaded.dossier.original_due_at
    differs = "printed_due_at" in offline and printed != (due.isoformat() if due else None)
    differs = differs and (not printed or due is None or datetime.fromisoformat(printed) != due)
    return {
        "offline": offline,
        "code": loaded.dossier.code,
        "printed": (vi_datetime(datetime.fromisoformat(printed)) if printed else _("không có")) if differs else "",
        "due": vi_datetime(due) if due else _("không có"),
    }
