"""Đọc chữ trên bản chụp: of documents and of files that were put into work files; seconds a page, never in a transaction.

What was handed in meanwhile is told to the archive. Without the programs the files wait, and are read once they are there.
"""

import logging

from thongsuot.common.models import StoredFile
from thongsuot.documents import texts
from thongsuot.documents.models import Document, DocumentFile, DocumentText, WorkFileItem, WorkFileText
from thongsuot.records import services as records
from thongsuot.records.digitising import ocr, programs, whole_files

logger = logging.getLogger(__name__)
AT_ONCE = 100
WORK_FILE = "work_file"


def waiting() -> list[int]:
    """Tệp của văn bản (DocumentFile) còn chờ đọc, some of them; none while the programs are missing."""
    if programs.missing():
        return []
    found = DocumentText.objects.filter(source=texts.SCAN).order_by("id")
    return [one for one in found.values_list("file_id", flat=True)[:AT_ONCE] if one]


def waiting_uploads() -> list[int]:
    """Tệp trong hồ sơ công việc (WorkFileItem) còn chờ đọc, some of them."""
    if programs.missing():
        return []
    return list(
        WorkFileText.objects.filter(source=texts.SCAN).order_by("id").values_list("item_id", flat=True)[:AT_ONCE]
    )


def waiting_of(document_id: int) -> list[int]:
    """Tệp của văn bản này còn chờ đọc."""
    found = DocumentText.objects.filter(document_id=document_id, source=texts.SCAN)
    return [one for one in found.values_list("file_id", flat=True) if one]


def read(file_id: int) -> bool:
    """Đọc một tệp của văn bản; whether words came of it. Doing it again is harmless."""
    row = DocumentFile.objects.select_related("file").filter(pk=file_id).first()
    if row is None or programs.missing():
        return False
    mine = DocumentText.objects.filter(province_id=row.province_id, document_id=row.document_id, file_id=row.pk)
    before = mine.filter(source=texts.SCAN).first()
    if before is None:
        return False
    document = Document.objects.get(province_id=row.province_id, pk=row.document_id)
    body, source = _read(row.file, before.body)
    texts.put(document, body, source=source, file_id=row.pk)
    items = WorkFileItem.objects.filter(province_id=row.province_id, kind="document", ref_id=row.document_id)
    for item in items:
        _tell_archive(item, body, item.ref_id)
    return source == texts.OCR


def read_upload(item_id: int) -> bool:
    """Đọc một tệp đã cho vào hồ sơ công việc: its own words, else from the pictures of its pages."""
    item = WorkFileItem.objects.select_related("file").filter(pk=item_id).exclude(file=None).first()
    if item is None or item.file is None or item.file.media_type not in whole_files.READ:
        return False
    body, source = texts.words_of(item.file)
    if source == texts.SCAN and not programs.missing():
        body, source = _read(item.file, body)
    WorkFileText.objects.update_or_create(
        province_id=item.province_id, item_id=item.pk, defaults={"body": body, "source": source}
    )
    _tell_archive(item, body, item.pk)
    return bool(body)


def _read(file: StoredFile, before: str) -> tuple[str, str]:
    try:
        return whole_files.text_of(file), texts.OCR
    except ocr.NotRead as fault:
        logger.warning("không đọc được chữ trên bản chụp %s: %s", file.pk, fault)
        return before, texts.PDF


def _tell_archive(item: WorkFileItem, body: str, source_id: int | None) -> None:
    if body and source_id:
        records.words_came(
            province_id=item.province_id,
            file_source=(WORK_FILE, item.work_file_id),
            item_source=(str(item.kind), source_id),
            text=body,
        )
