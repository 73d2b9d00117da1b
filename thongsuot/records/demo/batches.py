"""Mẻ số hoá dùng thử: a box of old decisions is scanned; the worker reads it, then it is split and half described."""

from typing import Any

from thongsuot.accounts.demo_cast import Cast
from thongsuot.accounts.demo_roster import MAI_PHU
from thongsuot.records.demo.papers import as_scanned, old_paper
from thongsuot.records.demo.shelves import KEEPER, old_unit
from thongsuot.records.digitising import programs
from thongsuot.records.digitising.marks import Mark
from thongsuot.records.digitising.separators import separators_pdf
from thongsuot.records.digitising.services import arranging, describing, intake
from thongsuot.records.models import Batch, Page, ScannedDocument

EVERY_ONE = 100  # percent of the documents are keyed twice, so that something waits for the second keying
UNREAD = (Page.State.WAITING, Page.State.READING)
Line = dict[str, Any]


def open_one(line: Line, cast: Cast) -> Batch:
    """Mở mẻ và nhận tệp quét, with separator sheets between files and documents."""
    at = cast.ago(3)
    by = cast.who(KEEPER, at)
    batch = intake.open_batch(
        unit_id=cast.unit(MAI_PHU).id, origin_id=old_unit(line["old"]).id, title=line["title"], box=line["box"], by=by,
        at=at, sample_percent=EVERY_ONE,
    )  # fmt: skip
    sheets = [_sheet(one, line, cast) for one in line["sheets"]]
    intake.take(uid=batch.uid, given=[("hop-4-quet.pdf", as_scanned(*sheets))], by=by, at=at)
    return batch


def _sheet(one: str, line: Line, cast: Cast) -> bytes:
    """A separator (F: a new file, D: a new document), or one of the papers."""
    if one in ("F", "D"):
        return separators_pdf([Mark(one)], unit="Xã Mai Phụ", made_at=cast.ago(3))
    paper = line["papers"][one]
    return old_paper(paper, agency=line["agency"], signer=tuple(line["signer"]), made_at=cast.ago(3))


def go_on(line: Line, cast: Cast) -> bool:
    """Chia mẻ đã đọc xong, describe its first file and document; whether its pages are still to be read."""
    batch = Batch.objects.filter(opened_by_id=cast.ids.get(KEEPER), title=line["title"]).first()
    if batch is None or batch.state != Batch.State.READING:
        return False
    if Page.objects.filter(province_id=batch.province_id, batch=batch, state__in=UNREAD).exists():
        return not programs.missing()
    by = cast.who(KEEPER, cast.at)
    arranging.arrange(uid=batch.uid, by=by, at=cast.at)
    first = ScannedDocument.objects.filter(batch=batch).select_related("file").order_by("file__number", "number")[0]
    describing.describe_file(uid=batch.uid, file_id=first.file_id, typed=line["file"], by=by, at=cast.at)
    describing.describe_document(
        uid=batch.uid, document_id=first.pk, typed=line["described"], seen=first.revision, by=by, at=cast.at
    )
    return False
