"""Bàn giao tài liệu dùng thử: boxes of dissolved communes, one checked and waiting for two signatures, one just begun."""

from typing import Any

from thongsuot.accounts.demo_cast import Cast
from thongsuot.accounts.demo_roster import MAI_PHU
from thongsuot.records.demo.shelves import KEEPER, old_unit
from thongsuot.records.handing_over.services import handovers, listing
from thongsuot.records.models import Handover, HandoverException


def hand_over(lines: list[dict[str, Any]], cast: Cast) -> None:
    """Mở các đợt bàn giao và ghi danh mục của chúng."""
    for number, line in enumerate(lines):
        _one(line, cast, 45 - 20 * number)


def _one(line: dict[str, Any], cast: Cast, hours: float) -> None:
    at = cast.ago(hours)
    by = cast.who(KEEPER, at)
    opened = handovers.open_handover(
        old_id=old_unit(line["old"]).id, new_id=cast.unit(MAI_PHU).id, title=line["title"], basis=line["basis"], by=by,
        at=at,
    )  # fmt: skip
    boxes = [listing.BoxRow(**row) for row in line["boxes"]]
    files = [listing.FileRow(**row) for row in line["files"]]
    listing.put_rows(uid=opened.uid, boxes=boxes, files=files, seen=opened.revision, by=by, at=at)
    if said := line.get("missing"):
        listing.add_exception(
            uid=opened.uid, kind=HandoverException.Kind.MISSING, what=said, box_id=None, file_id=None, by=by, at=at
        )
    for step in range(line["steps"]):
        then = cast.ago(hours - 2 * (step + 1))
        seen = Handover.objects.values_list("revision", flat=True).get(pk=opened.pk)
        handovers.move_on(uid=opened.uid, seen=seen, by=cast.who(KEEPER, then), at=then)
