"""Văn bản làm ra ở phòng khác: how its page is set, whether it brings its own number, and what follows the seal.

A higher room says so for its kind of subject, in its `ready()`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thongsuot.accounts.principal import Principal
from thongsuot.common.models import StoredFile
from thongsuot.documents.models import Book, Document

Render = Callable[[Document], bytes]
Sealed = Callable[[Document, StoredFile, Principal, datetime], None]
Marks = Callable[[Document], Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class MadeElsewhere:
    """Cách làm của một loại việc. `render` gives the bytes to sign; `sealed` runs in the transaction of the seal.

    `book` is the register the number comes from; with `own_number` one that comes with a number keeps it. `marks` says
    by purpose of signature where its visible mark stands (see signatures' `mark`). Without `issued_by_seal` the document
    clerk issues it to its recipients, as other documents.
    """

    render: Render
    own_number: bool = False
    sealed: Sealed | None = None
    book: str = Book.OUT
    marks: Marks | None = None
    issued_by_seal: bool = True


_kinds: dict[str, MadeElsewhere] = {}


def register(subject_kind: str, made: MadeElsewhere) -> None:
    """Đăng ký một loại việc có văn bản làm ra ở nơi khác."""
    _kinds[subject_kind] = made


def renderer_of(subject_kind: str) -> Render | None:
    """Who sets the page; None: documents' own layout."""
    return _kinds[subject_kind].render if subject_kind in _kinds else None


def numbers_itself(subject_kind: str) -> bool:
    """Whether such documents may bring a number of another register than that of outgoing documents."""
    return subject_kind in _kinds and _kinds[subject_kind].own_number


def book_of(subject_kind: str) -> str:
    """From which register a document of this kind is numbered."""
    return _kinds[subject_kind].book if subject_kind in _kinds else Book.OUT


def marks_of(document: Document) -> Mapping[str, Mapping[str, Any]]:
    """Visible marks by purpose of signature; none where the kind says none."""
    made = _kinds.get(document.subject_kind)
    return made.marks(document) if made and made.marks else {}


def issued_by_seal(subject_kind: str) -> bool:
    """Whether nobody has to issue it after the seal."""
    return subject_kind in _kinds and _kinds[subject_kind].issued_by_seal


def sealed_of(subject_kind: str) -> Sealed | None:
    """What follows the seal."""
    return _kinds[subject_kind].sealed if subject_kind in _kinds else None
