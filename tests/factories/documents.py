"""Incoming documents for the tests: the facts of a letter from the province, small PDFs, the people of an office."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pikepdf

from tests.factories.accounts import make_official, principal_for
from thongsuot.accounts.models import Role
from thongsuot.common import files
from thongsuot.documents.models import Document, DocumentFile
from thongsuot.documents.services import arriving
from thongsuot.documents.services.arriving import ArrivingFacts, ArrivingFile

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday, 09:00 in Hà Nội


def a_letter(**changes: Any) -> ArrivingFacts:
    """A letter of the province's people's committee."""
    given = {
        "summary": "V/v rà soát hộ nghèo năm 2026",
        "number": "120",
        "notation": "UBND-NC",
        "issued_on": date(2026, 2, 27),
        "issuer_name": "UBND tỉnh Hà Tĩnh",
    }
    return ArrivingFacts(**(given | changes))


def a_pdf(text: str = "Rà soát hộ nghèo") -> bytes:
    """A small PDF of one empty page; different for different words."""
    made = BytesIO()
    with pikepdf.new() as book:
        book.add_blank_page(page_size=(595, 842))
        book.docinfo["/Title"] = text
        book.save(made, deterministic_id=True)
    return made.getvalue()


def a_file(
    content: bytes = b"", *, purpose: str = DocumentFile.Purpose.MAIN, name: str = "cong van.pdf"
) -> ArrivingFile:
    """A stored file that comes with a letter."""
    return ArrivingFile(files.store(content or a_pdf(), name, None), purpose)


def arrived(world: Any, *, at: datetime = AT, way: str = "axis", unit: Any = None, **changes: Any) -> Document:
    """A letter that has come to Mai Phụ (or another unit) by a machine's door."""
    return arriving.arrive(unit_id=(unit or world.mai_phu).id, way=way, facts=a_letter(**changes), at=at)


class Office:
    """People of one commune, as principals: văn thư, chuyên viên, hai lãnh đạo."""

    def __init__(self, world: Any, unit: Any, prefix: str = "vp") -> None:
        self.unit = unit
        users = {
            "clerk": make_official(world, f"{prefix}.vanthu", Role.DOCUMENT_CLERK, unit, full_name="Nguyễn Thị Thư"),
            "specialist": make_official(world, f"{prefix}.chuyenvien", Role.SPECIALIST, unit, full_name="Lê Văn Bình"),
            "helper": make_official(world, f"{prefix}.phoihop", Role.SPECIALIST, unit, full_name="Trần Thị An"),
            "chair": make_official(world, f"{prefix}.chutich", Role.CHAIR, unit, full_name="Phạm Văn Chủ"),
        }
        self.users = users
        self.clerk, self.specialist, self.helper, self.chair = (
            principal_for(users[name]) for name in ("clerk", "specialist", "helper", "chair")
        )
