"""Làm trang bản sao: from what stands in the register of copies, with its number once it has one, else dotted places."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.common import files, qr
from thongsuot.common.language import in_vietnamese
from thongsuot.common.now import now
from thongsuot.documents import copy_rules
from thongsuot.documents.issuers import issuer_of
from thongsuot.documents.models import CopyKind, Document, DocumentCopy, Medium
from thongsuot.documents.papers.letter import place_and_day
from thongsuot.documents.services.setting import authority_lines, recipient_lines
from thongsuot.documents.services.turning import holder_of
from thongsuot.documents.timing import local_day
from thongsuot.documents.types import copy_types


def render(document: Document) -> bytes:
    """Bytes of the copy to be signed. Outside of any transaction: reading and drawing take a moment."""
    copy = DocumentCopy.objects.select_related("source_file").get(
        province_id=document.province_id, document_id=document.pk
    )
    return page_of(document, copy, now())


@in_vietnamese()
def page_of(document: Document, copy: DocumentCopy, at: datetime, *, recipients: Sequence[str] = ()) -> bytes:
    """Trang của bản sao này, also before it is stored (xem trước): then `recipients` are the lines that were typed."""
    from thongsuot.documents.papers import copies as paper

    picked = copy_rules.pages_of(copy.picked, copy.pages) if copy.picked else ()
    return paper.made(
        files.read_bytes(copy.source_file),
        paper=copy.to_medium == Medium.PAPER,
        block=copy.to_medium == Medium.PAPER or copy.kind == CopyKind.CERTIFIED,
        picked=picked,
        words={**_words(document, copy, len(picked), at), **({"recipients": recipients} if recipients else {})},
        made_at=document.signed_at or at,
    )


def mark_of(document: Document) -> dict[str, dict[str, Any]]:
    """Chỗ chữ ký của cơ quan: on an electronic copy only; a paper one leaves room for ink and the seal itself."""
    from thongsuot.documents.papers import copies as paper

    copy = DocumentCopy.objects.select_related("source_file").get(
        province_id=document.province_id, document_id=document.pk
    )
    if copy.to_medium == Medium.PAPER:
        return {}
    form = copy_types()[copy.kind].title.capitalize()
    # An excerpt begins with a page of ours.
    seen = paper.Seen(1, 210.0, 297.0) if copy.picked else paper.look(files.read_bytes(copy.source_file))
    return {"seal": paper.mark_place(seen, form)}


def check_address(code: str) -> str:
    """Địa chỉ của mã QR trên bản sao."""
    return f"{settings.PUBLIC_URL}{reverse('documents:copy_check', args=[code])}"


def _words(document: Document, copy: DocumentCopy, taken: int, at: datetime) -> dict[str, Any]:
    unit_id = document.unit_id if document.number or not document.pk else holder_of(document)
    day = document.issued_on or local_day(at)
    issuer, address = issuer_of(unit_id, day), check_address(copy.code)
    return {
        "title": f"{document.sign or copy.get_kind_display()}: {copy.source}",
        "form": copy_types()[copy.kind].title,
        "agency": {"lines": list(issuer.lines)},
        "number": document.number,
        "notation": document.notation,
        "place_date": place_and_day(issuer.place, document.issued_on),
        "words": _lines(copy),
        "recipients": recipient_lines(document, unit_id=unit_id, day=day) if document.pk else [],
        "authority": authority_lines(document, unit_id, issuer, at),
        "signer_name": document.signer_name,
        "ink": copy.to_medium == Medium.PAPER,
        "code": copy.code,
        "address": address.split("://")[-1].removesuffix(f"{copy.code}/"),
        "qr": qr.svg(address, quiet=1),
        "source_agency": copy.source_issuer,
        "source_sign": copy.source_sign,
        "source_place_day": place_and_day("", copy.source_day).lstrip(", ") if copy.source_day else "",
        "source_type": copy.source_type,
        "source_summary": copy.source_summary,
        "source_signer": "",
        "picked": _("trang %(pages)s") % {"pages": copy.picked},
        "pages": copy.pages,
        "taken": taken,
    }


def _lines(copy: DocumentCopy) -> list[str]:
    """What is said under the heading; words of certification are ours until a lawyer has read them (chưa xác minh)."""
    if copy.kind == CopyKind.CERTIFIED:
        return [_("Chứng thực bản sao này đúng với bản chính: %(source)s.") % {"source": copy.source}]
    said = []
    if copy.kind == CopyKind.OF_COPY:
        itself = copy.source_type == copy_types()[CopyKind.WHOLE].name
        words = _("Sao từ %(source)s.") if itself else _("Sao từ bản sao y của %(source)s.")
        said.append(words % {"source": copy.source})
    if copy.kind == CopyKind.PART:
        said.append(
            _("Trích sao %(pages)s của %(source)s.")
            % {"pages": _("trang %(pages)s") % {"pages": copy.picked}, "source": copy.source}
        )
    if copy.from_medium == Medium.ELECTRONIC:
        said.append(_("In từ văn bản điện tử; chữ ký số trên bản in chỉ còn là hình."))
    return said
