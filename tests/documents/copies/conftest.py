"""Documents of Mai Phụ that can be copied, and a short way to a copy that is signed."""

from dataclasses import replace
from typing import Any

import pytest
import typst

from tests.documents.outgoing_story import AT
from thongsuot.common import files
from thongsuot.documents.models import Document, DocumentFile
from thongsuot.documents.services import arriving, copying, taking_in
from thongsuot.documents.services.addressing import To
from thongsuot.documents.services.arriving import ArrivingFacts, ArrivingFile


def pdf_of(*pages: str) -> bytes:
    """A PDF with these pages."""
    body = '#set page(paper: "a4")\n' + "\n#pagebreak()\n".join(
        f"Trang {n}: {words}" for n, words in enumerate(pages, 1)
    )
    return typst.compile(body.encode())


class Desk:
    """The desk where copies are made."""

    def __init__(self, office: Any) -> None:
        self.office, self.clerk = office, office.who(office.clerk)
        self.wish = copying.Wish(kind="SY", to="paper", signer_id=office.chair.pk, mode="TM", asked_for="Hồ sơ đất đai")

    def arrived(self, way: str = "paper", *, type_key: str = "QD", pdf: bytes | None = None, **facts: Any) -> Document:
        """A decision of the province that came and stands in the register."""
        number = facts.get("number", "15")  # the same bytes would be known again as the same letter
        stored = files.store(pdf or pdf_of(f"quyết định {number}", "điều 1", "điều 2"), "den.pdf", None, at=AT)
        purpose = DocumentFile.Purpose.SCAN if way == "paper" else DocumentFile.Purpose.MAIN
        given = ArrivingFacts(
            **{"summary": "Phân cấp quản lý", "type": type_key, "number": "15", "notation": "QĐ-UBND",
               "issuer_name": "Ủy ban nhân dân tỉnh Hà Tĩnh", "issued_on": AT.date(), **facts}
        )  # fmt: skip
        made = arriving.arrive(
            unit_id=self.office.unit.id, way=way, facts=given, files=[ArrivingFile(stored, purpose)], at=AT
        )
        return taking_in.register(uid=made.uid, principal=self.clerk, at=AT, present_to=None)

    def ask(self, source: Document, *to: To, **wish: Any) -> Document:
        """A copy that waits for its signature."""
        return copying.ask(source, replace(self.wish, **wish), recipients=to, principal=self.clerk, at=AT)

    def signed(self, source: Document, *to: To, **wish: Any) -> Document:
        """A copy with both signatures."""
        copy = self.ask(source, *to, **wish)
        self.office.gate.sign(copy, "person", self.office.who(self.office.chair))
        self.office.gate.sign(copy, "seal", self.clerk)
        copy.refresh_from_db()
        return copy


@pytest.fixture
def desk(office):
    return Desk(office)
