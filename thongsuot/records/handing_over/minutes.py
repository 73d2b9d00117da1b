"""Biên bản bàn giao tài liệu, two copies: boxes, sums, exceptions, who signed on the platform and when."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.org.selectors import unit_info, versions_of
from thongsuot.records.handing_over.selectors.handovers import totals
from thongsuot.records.models import Handover, HandoverBox

TEMPLATE = Path(__file__).resolve().parent / "papers/minutes.typ"
COPIES = ("Bản bên giao giữ", "Bản bên nhận giữ")


@in_vietnamese()
def minutes_pdf(handover: Handover, *, made_at: datetime) -> bytes:
    """Biên bản, signed or not yet. Files are listed box by box; documents stand in the Excel list under the same hash."""
    new = unit_info(handover.new_id, timezone.localdate(made_at))
    found = totals(handover)
    boxes = handover.boxes.prefetch_related("files").order_by("pk")
    data: dict[str, Any] = {
        "title": _("Biên bản bàn giao tài liệu"),
        "keywords": [str(handover)],
        "agency": {"lines": [_("Ủy ban nhân dân"), new.full_name]},
        "place_date": _place_date(new.name, timezone.localtime(handover.accepted_at or made_at)),
        "subtitle": handover.title,
        "number": f"{handover}",
        "copies": list(COPIES),
        "basis": handover.basis,
        "old": versions_of(handover.old_id)[-1].full_name,
        "new": new.full_name,
        "sums": [
            [str(_("Số hộp")), str(found.boxes)],
            [str(_("Số hồ sơ")), str(found.files)],
            [str(_("Số tài liệu")), str(found.documents)],
            [str(_("Số tờ")), str(found.sheets)],
            [str(_("Hồ sơ đã số hoá")), f"{found.digitised} ({found.share}%)"],
        ],
        "boxes": [_box(box) for box in boxes],
        "exceptions": [
            f"{one.get_kind_display()}: {one.what}"
            + (f" ({_('hộp')} {one.box.number})" if one.box else "")
            + (f" ({one.file.title})" if one.file else "")
            for one in handover.exceptions.select_related("box", "file").order_by("pk")
        ],
        "old_signed": _signed(handover.handed_by, handover.handed_at),
        "old_title": handover.handed_title,
        "new_signed": _signed(handover.accepted_by, handover.accepted_at),
        "new_title": handover.accepted_title,
        "hash": handover.content_hash,
    }
    return render(TEMPLATE, data, made_at=made_at)


def _box(box: HandoverBox) -> dict[str, Any]:
    files = sorted(box.files.all(), key=lambda one: one.number)
    return {
        "head": " — ".join(part for part in (f"{_('Hộp')} {box.number}", box.title, box.place) if part),
        "files": [
            [str(one.number), one.title, one.years, one.retention, str(one.documents), str(one.sheets), "x" if one.digitised else ""]
            for one in files
        ],
    }  # fmt: skip


def _place_date(place: str, at: datetime) -> str:
    month = f"0{at.month}" if at.month <= 2 else str(at.month)  # as Nghị định 30/2020/NĐ-CP writes days
    return f"{place}, ngày {at.day:02d} tháng {month} năm {at.year}"


def _signed(by: Any, at: datetime | None) -> list[str]:
    return [str(by), f"{timezone.localtime(at):%H:%M %d/%m/%Y}"] if by and at else ["", ""]
