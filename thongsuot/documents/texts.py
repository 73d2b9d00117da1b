"""Chữ của văn bản để tìm: typed words at once, words of PDF files read in the background, one row a source.

Which words the index keeps of a text is said in `lexemes`. OCR text of scans comes by `put`, from the room that reads them.
"""

import logging
from io import BytesIO

from django.db import connection
from pdfminer.high_level import extract_text
from pdfminer.pdfdocument import PDFTextExtractionNotAllowed
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from thongsuot.common import files
from thongsuot.common.text import nfc
from thongsuot.documents.lexemes import lexemes
from thongsuot.documents.models import Document, DocumentFile, DocumentText

logger = logging.getLogger(__name__)
TYPED, PDF, OCR = "typed", "pdf", "ocr"
LONGEST = 200_000  # characters of one source
PAGES = 300

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
    unread = DocumentFile.objects.filter(**own, file__media_type="application/pdf").exclude(pk__in=known)
    read = 0
    for one in unread.select_related("file").order_by("position"):
        put(document, _words_of(one), source=PDF, file_id=one.pk)
        read += 1
    return read


def typed_words(document: Document) -> str:
    """Điều gõ trên phiếu: sign, summary, issuer, signer."""
    return " ".join(
        filter(
            None, [document.sign, document.summary, document.issuer_name, document.signer_name, document.subject_code]
        )
    )


def _words_of(one: DocumentFile) -> str:
    """Text of a PDF; empty for a scan without text, and for a file no program can read (the log says so)."""
    try:
        return extract_text(BytesIO(files.read_bytes(one.file)), maxpages=PAGES)
    except (PDFException, PSException, PDFTextExtractionNotAllowed, ValueError, TypeError, KeyError, AttributeError):
        logger.warning("không đọc được chữ của tệp %s", one.file_id)
        return ""
