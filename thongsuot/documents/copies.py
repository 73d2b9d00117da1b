"""Bản sao, cho phòng trên gọi: `copies.certify(pdf, Paper(…), …)` asks for a certified electronic copy of a paper.

The signed copy is the main file of the document that comes back, once it is issued.
"""

from thongsuot.documents import outgoing_kinds
from thongsuot.documents.models import Book
from thongsuot.documents.services import certifying, copy_making, copying
from thongsuot.documents.services.certifying import Paper, certify
from thongsuot.documents.services.copying import Wish, ask

__all__ = ["Paper", "Wish", "ask", "certify", "register"]


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
    outgoing_kinds.register(
        certifying.SUBJECT,
        outgoing_kinds.MadeElsewhere(
            render=copy_making.render, book=Book.CERTIFIED, marks=copy_making.mark_of, sealed=certifying.sealed
        ),
    )
