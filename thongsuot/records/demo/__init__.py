"""Lưu trữ dùng thử: what the archive of a merged commune holds, so that no list of its rooms starts empty.

Everything goes through the verbs of the room, as the people of the demo roster, at moments of the last working days. All of
it or nothing is made, once: where a demo account has opened a batch or a hand-over, nothing is touched.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from thongsuot.accounts.demo_cast import Cast
from thongsuot.common.language import in_vietnamese
from thongsuot.records.demo import batches, boxes, shelves
from thongsuot.records.models import Batch, Handover

__all__ = ["ensure_demo_records", "go_on_with_batches"]

PLACE = Path(__file__).parent.parent / "reference" / "demo" / "records.yaml"
BEGAN = 75  # working hours before the first start, when the oldest act is done


@in_vietnamese()
def ensure_demo_records(*, at: datetime) -> bool:
    """Bảo đảm có tài liệu lưu trữ dùng thử; whether they were made now.

    Nothing where somebody has been at work already, or where the last working days cannot be counted. Raises Forbidden
    outside a demonstration.
    """
    cast = Cast.gathered(at)
    people = list(cast.ids.values())
    worked = (
        Batch.objects.filter(opened_by_id__in=people).exists()
        or Handover.objects.filter(opened_by_id__in=people).exists()
    )
    if not people or worked or not cast.may_begin([BEGAN]):
        return False
    given = _given()
    with transaction.atomic():
        shelves.fill(given, cast)
        boxes.hand_over(given["handovers"], cast)
        batches.open_one(given["batch"], cast)
    return True


@in_vietnamese()
def go_on_with_batches(*, at: datetime) -> bool:
    """Chia và mô tả dở mẻ dùng thử once its pages are read; whether something is still to be waited for."""
    return batches.go_on(_given()["batch"], Cast.gathered(at))


def _given() -> dict[str, Any]:
    given: dict[str, Any] = yaml.safe_load(PLACE.read_text(encoding="utf-8"))
    return given
