"""Danh mục của một đợt bàn giao: boxes and files as typed or read from Excel, and what is missing, damaged or too much."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line
from thongsuot.records.handing_over.permissions import handover_for, need_writer
from thongsuot.records.handing_over.services.handovers import refuse_asked, to_write, touched
from thongsuot.records.models import Handover, HandoverBox, HandoverException, HandoverFile

State = Handover.State
MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class BoxRow:
    """Một hộp, as typed or read from Excel."""

    number: str
    title: str = ""
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileRow:
    """Một hồ sơ; `box` names its box."""

    box: str
    number: int
    title: str
    years: str = ""
    retention: str = ""
    documents: int = 0
    sheets: int = 0
    note: str = ""


@transaction.atomic
def put_rows(
    *, uid: UUID | str, boxes: Sequence[BoxRow], files: Sequence[FileRow], seen: int, by: Principal, at: datetime
) -> Handover:
    """Thay các dòng ghi tay bằng những dòng này (all checked already); what came from scanned batches stays.

    Raises Invalid for a file whose box is nowhere, MoveNotAllowed `stale`, or once it was handed over.
    """
    handover = to_write(uid, by, at, seen)
    _refuse_strange(handover, boxes, files)
    handover.files.filter(scanned_file_id=None).delete()
    handover.boxes.filter(files=None).exclude(number__in=[row.number for row in boxes]).delete()
    for row in boxes:
        HandoverBox.objects.update_or_create(
            handover=handover,
            number=row.number,
            defaults={
                "province_id": handover.province_id,
                "title": row.title,
                "place": row.place,
                "note": row.note,
            },
        )
    places = dict(handover.boxes.values_list("number", "pk"))
    HandoverFile.objects.bulk_create(
        [
            HandoverFile(
                province_id=handover.province_id,
                handover=handover,
                box_id=places[row.box],
                number=row.number,
                title=row.title,
                years=row.years,
                retention=row.retention,
                documents=row.documents,
                sheets=row.sheets,
                note=row.note,
            )
            for row in files
        ],
        batch_size=1_000,
    )
    touched(handover, by, at, "handover_rows_put", boxes=len(boxes), files=len(files))
    return handover


def _refuse_strange(handover: Handover, boxes: Sequence[BoxRow], files: Sequence[FileRow]) -> None:
    scanned = set(handover.files.exclude(scanned_file_id=None).values_list("box__number", "number"))
    known = {row.number for row in boxes} | {box for box, _number in scanned}
    lost = [row.box for row in files if row.box not in known]
    keys = [(row.box, row.number) for row in files]
    twice = sorted(key for key, n in Counter(keys).items() if n > 1)
    clash = sorted(scanned & set(keys))
    errors = []
    if lost:
        errors.append({"field": "box", "message": _("Không có hộp %(box)s trong danh sách hộp.") % {"box": lost[0]}})
    for box, number in [*twice, *clash][:5]:
        message = _("Hồ sơ số %(number)d của hộp %(box)s có hai lần.") % {"number": number, "box": box}
        errors.append({"field": "number", "message": message})
    if len(files) > MOST_FILES:
        errors.append({"field": "files", "message": _("Mỗi đợt tối đa %(most)d hồ sơ.") % {"most": MOST_FILES}})
    if errors:
        raise Invalid(errors=errors)


@transaction.atomic
def add_exception(
    *, uid: UUID | str, kind: str, what: str, box_id: int | None, file_id: int | None, by: Principal, at: datetime
) -> HandoverException:
    """Ghi một chỗ thiếu, hỏng, thừa; by either side, until it is accepted."""
    handover, standing = handover_for(by, uid, at, lock=True)
    if not standing.titles:
        need_writer(standing)
    if handover.state in (State.HANDED, State.ACCEPTED):
        raise MoveNotAllowed(_("Danh mục đã ký. Bên nhận trả lại thì mới ghi thêm được."))
    refuse_asked(handover)
    said = clean_line(what, field="what", limit=500)
    if kind not in HandoverException.Kind.values or not said:
        raise Invalid(errors=[{"field": "what", "message": _("Cần ghi rõ thiếu, hỏng hay thừa cái gì.")}])
    box = handover.boxes.filter(pk=box_id).first() if box_id else None
    file = handover.files.filter(pk=file_id).first() if file_id else None
    if (box_id and box is None) or (file_id and file is None):
        raise NotFound()
    made = HandoverException.objects.create(
        province_id=handover.province_id, handover=handover, kind=kind, box=box, file=file, what=said,
        found_at=at, found_by_id=by.user_id,
    )  # fmt: skip
    touched(handover, by, at, "handover_exception", kind=kind, what=said)
    return made


@transaction.atomic
def drop_exception(*, uid: UUID | str, exception_id: int, seen: int, by: Principal, at: datetime) -> None:
    """Bỏ một dòng thiếu, hỏng ghi nhầm hoặc đã tìm thấy; the journal keeps it."""
    handover = to_write(uid, by, at, seen)
    found = handover.exceptions.filter(pk=exception_id).first()
    if found is None:
        raise NotFound()
    said = found.what
    found.delete()
    touched(handover, by, at, "handover_exception_dropped", what=said)
