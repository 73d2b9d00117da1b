"""Sổ đăng ký văn bản của một năm: every number with its document, or with the reason why it is void."""

from dataclasses import dataclass
from datetime import date

from thongsuot.documents.models import Book, BookYear, Document, RegisterEntry
from thongsuot.documents.types import type_of


@dataclass(frozen=True, slots=True)
class Line:
    """Một dòng của sổ."""

    number: int
    day: date
    state: str
    sign: str
    type: str
    summary: str
    signer: str
    uid: str
    note: str
    direction: str = "out"
    pages: int | None = None


def lines(unit_id: int, book: str, year: int, *, after: int = 0, limit: int | None = None) -> list[Line]:
    """Các dòng theo số tăng dần; two statements however many there are."""
    entries = list(
        RegisterEntry.objects.filter(unit_id=unit_id, book=book, year=year, number__gt=after).order_by("number")[:limit]
    )
    found = Document.objects.in_bulk([entry.document_id for entry in entries if entry.document_id])
    return [_line(entry, found.get(entry.document_id or 0)) for entry in entries]


def _line(entry: RegisterEntry, document: Document | None) -> Line:
    void = entry.state == RegisterEntry.State.VOID
    return Line(
        number=entry.number,
        day=entry.day,
        state=entry.state,
        sign=document.sign if document and not void else "",
        type=type_of(document.type).name if document else "",
        summary=document.summary if document else "",
        signer=document.signer_name if document else "",
        uid=str(document.uid) if document else "",
        note=entry.void_reason if void else str(document.get_state_display()) if document else "",
        direction=document.direction if document else "out",
        pages=document.pages if document and not void else None,
    )


def years_of(unit_id: int, book: str) -> list[int]:
    """Các năm có sổ, newest first."""
    found = RegisterEntry.objects.filter(unit_id=unit_id, book=book)
    return list(found.order_by("-year").values_list("year", flat=True).distinct())


def closed(unit_id: int, book: str, year: int) -> BookYear | None:
    """Sổ đã khoá của năm ấy."""
    return BookYear.objects.filter(unit_id=unit_id, book=book, year=year).select_related("file", "closed_by").first()


BOOKS = tuple(Book.choices)
