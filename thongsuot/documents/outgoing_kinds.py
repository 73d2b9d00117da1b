"""Văn bản làm ra ở phòng khác: how its page is set, whether it brings its own number, and what follows the seal.

A higher room says so for its kind of subject, in its `ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from thongsuot.accounts.principal import Principal
from thongsuot.common.models import StoredFile
from thongsuot.documents.models import Document

Render = Callable[[Document], bytes]
Sealed = Callable[[Document, StoredFile, Principal, datetime], None]


@dataclass(frozen=True, slots=True)
class MadeElsewhere:
    """Cách làm của một loại việc. `render` gives the bytes to sign; `sealed` runs in the transaction of the seal.

    `own_number`: a document that comes with a number keeps it; one without is numbered in the unit's book like others.
    """

    render: Render
    own_number: bool = False
    sealed: Sealed | None = None


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


def sealed_of(subject_kind: str) -> Sealed | None:
    """What follows the seal."""
    return _kinds[subject_kind].sealed if subject_kind in _kinds else None
