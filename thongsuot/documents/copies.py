"""Bản sao, cho phòng trên gọi: `copies.certify(pdf, Paper(…), …)` asks for a certified electronic copy of a paper.

The signed copy is the main file of the document that comes back, once it is issued.
"""

from thongsuot.documents import outgoing_kinds
from thongsuot.documents.models import Book
from thongsuot.documents.services import certifying, copy_making, copying
from thongsuot.documents.services.certifying import Paper, certify
from thongsuot.documents.services.copying import Wish, ask

__all__ = ["Paper", "Wish", "ask", "certify", "of_a_higher_room", "pages_of", "register"]


def pages_of(pdf: bytes) -> int:
    """Số trang của bản chụp. Raises Invalid `pdf_locked`, `pdf_broken`, `pdf_too_long`: what could not be certified."""
    from thongsuot.documents.papers.copies import look

    return look(pdf).pages


def of_a_higher_room(sealed: outgoing_kinds.Sealed) -> outgoing_kinds.MadeElsewhere:
    """Bản sao chứng thực của một phòng trên: made and numbered as every other, `sealed` says what it becomes there."""
    return outgoing_kinds.MadeElsewhere(
        render=copy_making.render, book=Book.CERTIFIED, marks=copy_making.mark_of, sealed=sealed
    )


def register() -> None:
    """Nối với việc ký văn bản đi; said once, when the platform starts."""
    outgoing_kinds.register(
        copying.SUBJECT,
        outgoing_kinds.MadeElsewhere(
            render=copy_making.render,
            book=Book.COPY,
            marks=copy_making.mark_of,
            sealed=copying.sealed,
            issued_by_seal=False,
        ),
    )
    outgoing_kinds.register(certifying.SUBJECT, of_a_higher_room(certifying.sealed))
