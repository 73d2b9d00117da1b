"""Lúc ghi sổ: money recorded later for an earlier day is booked now, whatever day it was paid on."""

from datetime import datetime

from thongsuot.dossiers import backdating


def booked_at(at: datetime) -> datetime:
    """The moment at which receipt and cash book get their line; `at` itself in ordinary work."""
    late = backdating.said().get("backdated")
    return datetime.fromisoformat(late["entered_at"]) if late else at
