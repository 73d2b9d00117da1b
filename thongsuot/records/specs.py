"""What other rooms say when they hand work in to the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from thongsuot.records.models import AccessLevel, Trust


@dataclass(frozen=True, slots=True)
class ItemHandedIn:
    """Một tài liệu: its facts and its stored file, if it has one (paper only: none). The file must be attached already."""

    summary: str
    type_name: str = ""
    number: str = ""
    notation: str = ""
    issued_on: date | None = None
    issuer: str = ""
    pages: int = 0
    first_sheet: str = ""
    mode: str = ""
    trust: str = Trust.ORIGINAL
    language: str = "Tiếng Việt"
    autograph: str = ""
    symbol: str = ""
    keywords: Sequence[str] = ()
    note: str = ""
    text: str = ""
    file_uid: UUID | None = None
    source_kind: str = ""
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class FileHandedIn:
    """Một hồ sơ: once per (source_kind, source_id); handed in again after a return it takes the place of the first.

    `rule` is a code of the retention schedule; without one the file is kept for good until somebody decides.
    `people` are the keyed hashes (`crypto.lookup_hash`) of the identity numbers of whom it is about.
    """

    source_kind: str
    source_id: int
    title: str
    ended_on: date
    items: Sequence[ItemHandedIn]
    source_code: str = ""
    notation: str = ""
    rule: str = ""
    began_on: date | None = None
    class_code: str = ""
    access: str = AccessLevel.INTERNAL
    language: str = "Tiếng Việt"
    keywords: Sequence[str] = ()
    sheets: int = 0
    physical_state: str = ""
    symbol: str = ""
    trust: str = Trust.ORIGINAL
    paper_code: str = ""
    place: str = ""
    note: str = ""
    people: Sequence[bytes] = ()


@dataclass(frozen=True, slots=True)
class HandInPackage:
    """Một đợt nộp lưu của một đơn vị. `key` makes it idempotent: the same key gives the same hand-in."""

    province_id: int
    unit_id: int
    key: str
    title: str
    files: Sequence[FileHandedIn]
    organ_id: int | None = None
    note: str = ""
