"""Ghép trang thành tài liệu: one PDF/A with text of each document, as it goes to be signed or into the archive."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from thongsuot.common import files
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.files.kinds import PDF
from thongsuot.common.models import StoredFile
from thongsuot.records.digitising import ocr
from thongsuot.records.digitising.services.reading import source_of
from thongsuot.records.models import Page, ScannedDocument, ScannedFile

# Document, its revision, its signed file, page: in order.
Content = tuple[tuple[int, int, UUID | None, int], ...]


def content_of(file: ScannedFile) -> Content:
    """Hồ sơ gồm gì lúc này: asked before its documents are joined and again under lock, so that nothing old is used."""
    rows = Page.objects.filter(province_id=file.province_id, document__file=file).order_by(
        "document__number", "position"
    )
    return tuple(rows.values_list("document_id", "document__revision", "document__stored_id", "pk"))


def join(document: ScannedDocument, by_id: int) -> StoredFile:
    """The document as one PDF, loose (of this user) until it is used; a page that could not be read is put in as it was scanned."""
    with TemporaryDirectory(prefix="so-hoa-") as folder:
        return _join(document, Path(folder), by_id)


def _join(document: ScannedDocument, folder: Path, by_id: int) -> StoredFile:
    from thongsuot.records.digitising import pdfs

    pages = Page.objects.filter(province_id=document.province_id, document=document)
    parts = []
    for page in pages.select_related("made", "scan__file").order_by("position"):
        if page.made is not None:
            parts.append(files.path_of(page.made.sha256))
            continue
        part = folder / f"trang-{page.pk}.pdf"
        try:
            source_of([page], part, folder)
        except ocr.NotRead as fault:
            raise MoveNotAllowed(
                _("Tài liệu %(document)s có trang không lấy được từ tệp gốc. Hãy quét lại trang đó hoặc bỏ nó ra.")
                % {"document": document},
                code="page_lost",
            ) from fault
        parts.append(part)
    out = folder / f"tai-lieu-{document.pk}.pdf"
    pdfs.join(parts, out)
    return files.store(
        BytesIO(out.read_bytes()),
        f"tai-lieu-{document.pk}.pdf",
        by_id,
        accepted=(PDF,),
        limit=settings.SCAN_LIMIT_BYTES,
    )
