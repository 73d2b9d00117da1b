"""Bản có dấu “ĐẾN”: made in the background after a paper got its number; the scan stays beside it."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from thongsuot.common import files
from thongsuot.documents import journalling
from thongsuot.documents.models import Document, DocumentFile
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import unit_info

logger = logging.getLogger(__name__)


def wish(document: Document) -> None:
    """Đặt làm bản có dấu, with the transaction that is open."""
    from thongsuot.documents.jobs_incoming import make_stamped

    make_stamped.defer(document_id=document.pk)


def make(document_id: int, *, at: datetime) -> bool:
    """Làm bản có dấu; False when there is nothing to stamp: no number, no scan that is a PDF, or done before.

    The drawing happens before the transaction; a scan that no program can open is left as it is.
    """
    import pikepdf

    from thongsuot.documents.papers.arrival_stamp import stamp_over

    document = Document.objects.get(pk=document_id)
    found = DocumentFile.objects.filter(document=document, province_id=document.province_id, replaced_at=None)
    scan = found.filter(purpose=DocumentFile.Purpose.SCAN).select_related("file").order_by("position").first()
    if document.arrival is None or scan is None or scan.file.media_type != "application/pdf":
        return False
    if found.filter(purpose=DocumentFile.Purpose.MAIN).exists():
        return False
    arrived = timezone.localtime(document.arrived_at)
    unit = unit_info(document.unit_id, local_day(document.arrived_at or at)).full_name
    try:
        content = stamp_over(
            files.read_bytes(scan.file),
            unit=unit,
            number=str(document.arrival),
            day=f"{arrived:%d/%m/%Y}",
            to="",
            made_at=at,
        )
    except (pikepdf.PdfError, pikepdf.PasswordError, IndexError, ValueError, TypeError, AttributeError):
        logger.warning("bản chụp của văn bản %s không mở được, không đóng dấu", document.uid)
        return False
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk, province_id=document.province_id)
        if found.filter(purpose=DocumentFile.Purpose.MAIN).exists():
            return False
        stored = files.store(content, f"den-{document.arrival}.pdf", None, at=at)
        DocumentFile.objects.create(
            province_id=document.province_id,
            document=document,
            file=stored,
            purpose=DocumentFile.Purpose.MAIN,
            added_at=at,
        )
        journalling.write(document, "stamped", principal=None, at=at)
    return True
