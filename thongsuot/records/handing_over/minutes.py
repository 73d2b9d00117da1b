"""Biên bản bàn giao tài liệu: boxes, sums, exceptions, and room for both sides to sign."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.org.selectors import unit_info, versions_of
from thongsuot.records.handing_over.selectors.handovers import content_hash, totals
from thongsuot.records.models import Handover, HandoverBox

TEMPLATE = Path(__file__).resolve().parent / "papers/minutes.typ"
COPIES = ("Bản bên giao giữ", "Bản bên nhận giữ")
ELECTRONIC = "Bản điện tử, hai bên cùng giữ"


@dataclass(frozen=True, slots=True)
class Signers:
    """Hai người sẽ ký số: name and title of each side."""

    giver: tuple[str, str]
    receiver: tuple[str, str]


def minutes_pdf(handover: Handover, *, made_at: datetime, signers: Signers | None = None) -> bytes:
    """Biên bản: two copies to be signed by hand, or (`signers`) the one electronic original that both sign digitally."""
    return render(TEMPLATE, minutes_data(handover, made_at=made_at, signers=signers), made_at=made_at)


@in_vietnamese()
def minutes_data(handover: Handover, *, made_at: datetime, signers: Signers | None = None) -> dict[str, Any]:
    """Các ô của biên bản. Files are listed box by box; documents stand in the Excel list under the same hash."""
    new = unit_info(handover.new_id, timezone.localdate(made_at))
    found = totals(handover)
    boxes = handover.boxes.prefetch_related("files").order_by("pk")
    return {
        "title": _("Biên bản bàn giao tài liệu"),
        "keywords": [str(handover)],
        "agency": {"lines": [_("Ủy ban nhân dân"), new.full_name]},
        "place_date": _place_date(new.name, timezone.localtime(handover.accepted_at or made_at)),
        "subtitle": handover.title,
        "number": f"{handover}",
        "copies": [ELECTRONIC] if signers else list(COPIES),
        "said": str(_("Biên bản lập thành một bản điện tử, hai bên ký số và cùng giữ."))
        if signers
        else str(_("Biên bản lập thành hai bản, mỗi bên giữ một bản. Chưa ký số.")),
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
        "old_signed": [signers.giver[0], ""] if signers else _signed(handover.handed_by, handover.handed_at),
        "old_title": signers.giver[1] if signers else handover.handed_title,
        "new_signed": [signers.receiver[0], ""] if signers else _signed(handover.accepted_by, handover.accepted_at),
        "new_title": signers.receiver[1] if signers else handover.accepted_title,
        "hash": handover.content_hash or (content_hash(handover) if signers else ""),
    }


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
