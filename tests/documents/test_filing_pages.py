"""Lập hồ sơ từ trang: an issued letter goes into a file from its own page, what is in a file is read from there; the books."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.documents.outgoing_story import AT
from tests.factories.accounts import make_official, sign_in
from tests.factories.documents import a_pdf, arrived
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common.now import now
from thongsuot.documents.models import WorkFileItem
from thongsuot.documents.services import taking_in, work_files

pytestmark = pytest.mark.django_db


def client(user):
    return sign_in(PageClient(), user)


def test_an_issued_letter_is_filed_from_its_page_and_read_from_the_file(office):
    document = office.issued("CV")
    clerk = client(office.clerk)
    page = reverse("documents:outgoing_document", args=[document.uid])
    assert "Mở một hồ sơ công việc để lưu văn bản này" in clerk.get(page).content.decode()
    file = work_files.open_file(
        unit_id=office.unit.id,
        code="01-VP",
        title="Phối hợp hộ tịch",
        principal=office.who(office.clerk, now()),
        at=now(),
    )
    assert "01-VP – Phối hợp hộ tịch" in clerk.get(page).content.decode()
    act = reverse("documents:outgoing_act", args=[document.uid, "lap-ho-so"])
    assert clerk.post(act, {"file": "khong"}).status_code == 422
    assert clerk.post(act, {"file": str(file.uid)}).status_code == 302
    assert WorkFileItem.objects.get().ref_id == document.pk
    assert "01-VP – Phối hợp hộ tịch" not in clerk.get(page).content.decode()
    assert f'href="{page}"' in clerk.get(reverse("documents:work_file", args=[file.uid])).content.decode()


def test_a_paper_put_into_a_file_is_opened_by_the_unit_and_nobody_else(office, world):
    who = office.who(office.clerk, now())
    file = work_files.open_file(unit_id=office.unit.id, code="02-VP", title="Họp giao ban", principal=who, at=now())
    clerk = client(office.clerk)
    sent = {"file": SimpleUploadedFile("bien-ban.pdf", a_pdf(), "application/pdf"), "title": "Biên bản họp"}
    assert clerk.post(reverse("documents:work_file_act", args=[file.uid, "cho-vao"]), sent).status_code == 302
    address = reverse("documents:work_file_paper", args=[file.uid, WorkFileItem.objects.get().pk])
    assert f'href="{address}"' in clerk.get(reverse("documents:work_file", args=[file.uid])).content.decode()
    assert b"".join(clerk.get(address).streaming_content) == a_pdf()
    assert clerk.get(reverse("documents:work_file_paper", args=[file.uid, 999_999])).status_code == 404
    stranger = make_official(world, "thachkhe.vanthu", Role.DOCUMENT_CLERK, world.thach_khe)
    assert client(stranger).get(address).status_code == 404


def test_the_book_of_incoming_letters_names_the_sender_and_leads_to_the_letter(office, world):
    letter = arrived(world)
    taking_in.register(uid=letter.uid, principal=office.who(office.clerk), at=AT)
    year = letter.arrived_at.year
    page = client(office.clerk).get(reverse("documents:book"), {"so": "in", "nam": year}).content.decode()
    assert "Nơi gửi" in page
    assert letter.issuer_name in page
    assert reverse("documents:incoming_document", args=[letter.uid]) in page
