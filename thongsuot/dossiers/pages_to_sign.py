"""Trang để ký số: what a paper of a dossier looks like when the signature is put on it, with the number it has then."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.common.language import in_vietnamese
from thongsuot.common.now import now
from thongsuot.documents import outgoing_for
from thongsuot.documents.models import Document
from thongsuot.dossiers import papers, receipts
from thongsuot.dossiers.models import PaperSigning
from thongsuot.dossiers.selectors.one import Loaded, dossier_by_id
from thongsuot.dossiers.signed_results import signing_of

Made = PaperSigning.Made


def page_of(document: Document) -> bytes:
    """Bytes to be signed: forms are set again with their number, an uploaded page gets a line with it."""
    link, number = signing_of(document), document.sign
    if link.made == Made.REFUSAL:
        return refusal(dossier_by_id(link.dossier_id), link.words, at=now(), number=number, signed=True)
    if link.made == Made.APOLOGY:
        return apology(dossier_by_id(link.dossier_id), link.words, at=now(), number=number, signed=True)
    page = outgoing_for.bytes_of(document)
    if link.words.get("numbered_here"):
        from thongsuot.dossiers.papers import number_line

        assert document.issued_on is not None, "reserved together with the number"
        return number_line.drawn_over(page, sign=number, day=document.issued_on, made_at=document.created_at)
    return page


@in_vietnamese()
def refusal(loaded: Loaded, words: dict[str, Any], *, at: datetime, number: str = "", signed: bool = False) -> bytes:
    """Mẫu 03 as the result of a dossier that was received (T14)."""
    return papers.form_03(
        papers.RefusalData(
            matter=receipts.matter_of(loaded, at=at),
            reason=words["reason"],
            legal_basis=_("Theo nội dung nêu ở phần lý do"),
            remedy=_("Người nộp có thể hoàn thiện và nộp hồ sơ mới, hoặc khiếu nại theo quy định."),
            signer=signer_in(words),
            received_at=loaded.dossier.received_at,
            number=number,
            signed=signed,
        )
    )


def apology(loaded: Loaded, words: dict[str, Any], *, at: datetime, number: str = "", signed: bool = False) -> bytes:
    """Mẫu 04, for the agency that is late (T15)."""
    return receipts.apology_drawn(loaded, signer=signer_in(words), at=at, number=number, signed=signed)


def signer_words(signer: papers.Signer) -> list[str]:
    """Dòng ký, kept until the page is set again."""
    return [signer.title, signer.name, signer.authority]


def signer_in(words: dict[str, Any]) -> papers.Signer:
    """The lines above the signature, as they were kept."""
    return papers.Signer(*words["signer"])
