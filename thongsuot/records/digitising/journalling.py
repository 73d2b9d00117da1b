"""Bút toán của mẻ số hoá."""

from datetime import datetime
from typing import Any

from thongsuot.common import journal
from thongsuot.records.models import Batch

BATCH = "scan_batch"


def write(batch: Batch, verb: str, *, by_id: int | None, at: datetime, **data: Any) -> None:
    """Ghi một việc của mẻ."""
    said = {key: value for key, value in data.items() if value not in (None, "", [], {})}
    journal.note([journal.Entry(batch.province_id, BATCH, batch.pk, verb, at, by_id, batch.unit_id, said)])
