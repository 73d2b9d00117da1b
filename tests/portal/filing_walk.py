"""A birth registration filled in page by page, as a citizen does it; tests stop where they want."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests.factories.procedures import BIRTH
from tests.page_client import PageClient

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CONTACT = {"phone": "0912345678", "email": "", "address": "Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh"}
ANSWERS: dict[str, dict[str, str]] = {
    "khai-requester": {
        "form.requester.relation": "mother",
        "form.requester.name": "Nguyễn Thị Lan",
        "form.requester.id_number": "042190001234",
        "form.requester.address": "Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh",
    },
    "khai-child": {
        "form.child.name": "Trần Minh Khôi",
        "form.child.sex": "male",
        "form.child.birth_date_day": "1",
        "form.child.birth_date_month": "7",
        "form.child.birth_date_year": "2025",
        "form.child.situation": "ordinary",
    },
    "khai-place": {
        "form.child.birth_place": "Bệnh viện Đa khoa tỉnh Hà Tĩnh",
        "form.child.hometown": "Xã Mai Phụ, tỉnh Hà Tĩnh",
        "form.child.ethnicity": "Kinh",
        "form.child.nationality": "Việt Nam",
    },
    "khai-mother": {"form.mother.name": "Nguyễn Thị Lan", "form.mother.birth_year": "1990"},
    "khai-father": {"form.father.name": "Trần Văn Hoà", "form.father.birth_year": "1988"},
    "khai-marriage": {"form.parents.married": "false"},
    "khai-copies": {"form.copies.quantity": "2"},
    "khai-pledge": {"form.pledge.truthful": "true"},
}


class Walk:
    """One draft and the client that fills it in."""

    def __init__(self, client: PageClient, procedure: str = BIRTH) -> None:
        self.client, self.procedure = client, procedure
        self.home = ""

    def begin(self) -> "Walk":
        """Open a draft."""
        answer = self.client.post(f"/nop-ho-so/{self.procedure}/bat-dau/")
        assert answer.status_code == 302, answer.content
        self.home = answer["Location"].removesuffix("noi-nhan/")
        return self

    def page(self, step: str) -> HttpResponse:
        """Show a page."""
        return self.client.get(f"{self.home}{step}/")

    def revision(self) -> str:
        """The revision that the pages carry now."""
        found = re.search(r'name="autosave_revision" value="(\d+)"', self.page("nguoi-nop").content.decode())
        assert found
        return found[1]

    def answer(self, step: str, data: dict[str, Any], revision: str | None = None) -> HttpResponse:
        """Send a page."""
        sent = {"autosave_revision": revision or self.revision(), **data}
        return self.client.post(f"{self.home}{step}/", sent)

    def place_and_person(self) -> "Walk":
        """The first two questions."""
        assert self.answer("noi-nhan", {"receiving_unit": "18583"}).status_code == 302
        assert self.answer("nguoi-nop", {"whose": "self", "shown": "self", **CONTACT}).status_code == 302
        return self

    def declaration(self) -> "Walk":
        """Case and all parts of the declaration."""
        assert self.answer("truong-hop", {"case_code": "1.001193.01"}).status_code == 302
        for step, answers in ANSWERS.items():
            sent = self.answer(step, answers)
            assert sent.status_code == 302, (step, sent.content.decode()[-6000:])
        return self

    def upload(self, code: str = "1.001193-CS", name: str = "chung-sinh.pdf", content: bytes = PDF) -> HttpResponse:
        """Send a file for a paper."""
        file = SimpleUploadedFile(name, content, content_type="application/octet-stream")
        data = {"autosave_revision": self.revision(), "source": "FILED", "file": file}
        return self.client.post(f"{self.home}giay-to/{code}/", data)

    def choose(self, code: str, source: str) -> HttpResponse:
        """Choose another way for a paper."""
        return self.client.post(f"{self.home}giay-to/{code}/", {"autosave_revision": self.revision(), "source": source})

    def papers(self) -> "Walk":
        """The birth paper and the identity card as files: no database is connected."""
        assert self.upload().status_code == 302
        assert self.upload("1.001193-TT", "can-cuoc.pdf").status_code == 302
        assert self.answer("giay-to", {}).status_code == 302
        return self

    def whole(self) -> "Walk":
        """Everything but sending."""
        return self.begin().place_and_person().declaration().papers()

    def send(self) -> HttpResponse:
        """Press "Gửi hồ sơ"."""
        return self.answer("xem-lai", {})

    def sent_code(self) -> str:
        """Send, and the code that came back."""
        answer = self.send()
        assert answer.status_code == 302, answer.content.decode()[:3000]
        return answer["Location"].split("/")[3]
