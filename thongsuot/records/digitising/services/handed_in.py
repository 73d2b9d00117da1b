"""Từ điều đã nhập thành hồ sơ nộp vào lưu trữ: what was keyed of a file and its documents, as the archive takes it in."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from thongsuot.common.models import StoredFile
from thongsuot.records.models import AccessLevel, Batch, Page, ScannedDocument, ScannedFile, Trust
from thongsuot.records.specs import FileHandedIn, ItemHandedIn

FILE, DOCUMENT = "scanned_file", "scanned_document"
LONGEST_TEXT = 1_500_000


def handed_in(
    batch: Batch, file: ScannedFile, documents: Sequence[ScannedDocument], made: dict[int, StoredFile]
) -> FileHandedIn:
    """Hồ sơ số hoá theo dạng nộp lưu; `made` holds the joined PDF of each document."""
    said = file.fields
    return FileHandedIn(
        source_kind=FILE,
        source_id=file.pk,
        source_code=f"{batch} {file}",
        title=said["title"],
        began_on=date.fromisoformat(said["began_on"]) if said.get("began_on") else None,
        ended_on=date.fromisoformat(said["ended_on"]),
        rule=said.get("rule", ""),
        access=said.get("access", AccessLevel.INTERNAL),
        keywords=[word.strip() for word in said.get("keywords", "").split(",") if word.strip()],
        sheets=int(said.get("sheets", 0)),
        physical_state=said.get("physical_state", ""),
        paper_code=said.get("paper_code", ""),
        place=_("Hộp %(box)s") % {"box": file.box} if file.box else "",
        note=said.get("note", ""),
        trust=Trust.CERTIFIED if all(one.signed_at for one in documents) else Trust.COPY,
        items=[_item(one, made[one.pk]) for one in documents],
    )


def _item(document: ScannedDocument, stored: StoredFile) -> ItemHandedIn:
    said = document.fields
    rows = Page.objects.filter(province_id=document.province_id, document=document).order_by("position")
    pages = list(rows.values_list("text", flat=True))
    return ItemHandedIn(
        summary=said["summary"],
        type_name=said.get("type_name", ""),
        number=said.get("number", ""),
        notation=said.get("notation", ""),
        issued_on=date.fromisoformat(said["issued_on"]) if said.get("issued_on") else None,
        issuer=said.get("issuer", ""),
        autograph=said.get("autograph", ""),
        note=said.get("note", ""),
        pages=len(pages),
        trust=Trust.CERTIFIED if document.signed_at else Trust.COPY,
        text="\n".join(pages)[:LONGEST_TEXT],
        file_uid=stored.uid,
        source_kind=DOCUMENT,
        source_id=document.pk,
    )
