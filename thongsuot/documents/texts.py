"""Chữ của văn bản để tìm: typed words at once, words of PDF files read in the background, one row a source.

Which words the index keeps of a text is said in `lexemes`. A file with a page that is a picture is noted as `scan` and read
by OCR in a job of its own (`scans.py`), behind everything else.
"""

from django.db import connection

from thongsuot.common import files, pdf_text
from thongsuot.common.models import StoredFile
from thongsuot.common.text import nfc
from thongsuot.documents.lexemes import lexemes
from thongsuot.documents.models import Direction, Document, DocumentFile, DocumentText
from thongsuot.records.digitising.whole_files import READ

TYPED, PDF, SCAN, OCR = "typed", "pdf", "scan", "ocr"
LONGEST = 200_000  # characters of one source

_PUT = """
INSERT INTO documents_documenttext (province_id, document_id, unit_id, file_id, source, body, words)
VALUES (%(province)s, %(document)s, %(unit)s, %(file)s, %(source)s, %(body)s,
  array_to_tsvector(%(lexemes)s))
ON CONFLICT (province_id, document_id, file_id) DO UPDATE
  SET source = EXCLUDED.source, body = EXCLUDED.body, words = EXCLUDED.words
"""


def put(document: Document, body: str, *, source: str, file_id: int | None = None) -> None:
    """Ghi chữ của một nguồn; again replaces what was there."""
    clean = nfc(body.replace("\0", " ").encode(errors="ignore").decode())[:LONGEST]
    given = {
        "province": document.province_id,
        "document": document.pk,
        "unit": document.unit_id,
        "file": file_id,
        "source": source,
        "body": clean,
        "lexemes": lexemes(clean, document.unit_id),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PUT, given)


def refresh(document_id: int) -> int:
    """Viết lại chữ gõ và đọc những tệp PDF chưa đọc; says how many files were read. Doing it again is harmless."""
    document = Document.objects.filter(pk=document_id).first()
    if document is None:
        return 0
    put(document, typed_words(document), source=TYPED)
    own = {"province_id": document.province_id, "document_id": document.pk}
    known = set(DocumentText.objects.filter(**own).exclude(file_id=None).values_list("file_id", flat=True))
    unread = DocumentFile.objects.filter(**own, file__media_type__in=READ).exclude(pk__in=known)
    if document.direction == Direction.INCOMING and document.way == "paper":
        unread = unread.exclude(purpose=DocumentFile.Purpose.MAIN)  # the scan once more, with the stamp on it
    read = 0
    for one in unread.select_related("file").order_by("position"):
        body, source = words_of(one.file)
        put(document, body, source=source, file_id=one.pk)
        read += 1
    return read


def typed_words(document: Document) -> str:
    """Điều gõ trên phiếu: sign, summary, issuer, signer."""
    return " ".join(
        filter(
            None, [document.sign, document.summary, document.issuer_name, document.signer_name, document.subject_code]
        )
    )


def words_of(file: StoredFile) -> tuple[str, str]:
    """Chữ có sẵn trong tệp, and whether it is all (`pdf`) or pages are still to be read from their pictures (`scan`)."""
    if file.media_type != files.PDF.media_type:
        return "", SCAN
    pages = pdf_text.page_texts(files.path_of(file.sha256))
    return "\n".join(pages), SCAN if pdf_text.needs_reading(pages) else PDF
