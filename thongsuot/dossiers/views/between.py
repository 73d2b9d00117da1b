"""Hồ sơ nhận hộ trên bàn quầy và trang đơn vị: rows for `dossiers/_handed_over.html`."""

from datetime import datetime
from typing import Any

from thongsuot.dossiers.models import Status
from thongsuot.dossiers.selectors.between import MOST, Between, coming_to, sent_from
from thongsuot.dossiers.timing import local_day
from thongsuot.org.selectors import unit_info
from thongsuot.procedures.selectors import version_by_id


def between(unit_id: int, at: datetime) -> dict[str, Any]:
    """Chờ chuyển đến, và đã nhận hộ nơi khác; two statements."""
    return {
        "coming": [_row(line, at) for line in coming_to(unit_id)],
        "most": MOST,
        "sent": [_row(line, at) for line in sent_from(unit_id)],
    }


def _row(line: Between, at: datetime) -> dict[str, Any]:
    waits = line.status == Status.RECEIVED
    return {
        "line": line,
        "procedure": version_by_id(line.version_id).short_name,
        "other": unit_info(line.other_id, local_day(at)).full_name,
        "status": Status(line.status).label,
        "waits": waits,
        "late": bool(waits and line.handover_due_at and at > line.handover_due_at),
    }
