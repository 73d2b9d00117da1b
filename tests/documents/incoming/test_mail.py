"""Thư điện tử: a message becomes an incoming document once; what cannot be read stays, with the reason beside it."""

import contextlib
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from tests.factories.documents import AT, a_pdf
from thongsuot.common import files, journal
from thongsuot.common.errors import Invalid
from thongsuot.documents.jobs_incoming import take_mail
from thongsuot.documents.models import Document, DocumentFile
from thongsuot.documents.services import mail_taking

pytestmark = pytest.mark.django_db


def a_mail(subject="V/v góp ý dự thảo (Công văn 31/SNV-CCHC)", message_id="<1@snv>", attached=True) -> bytes:
    message = EmailMessage()
    message["From"] = "Sở Nội vụ Hà Tĩnh <snv@hatinh.example>"
    message["To"] = "maiphu@hatinh.example"
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message.set_content("Kính gửi quý cơ quan.")
    if attached:
        message.add_attachment(a_pdf(), maintype="application", subtype="pdf", filename="công văn.pdf")
        message.add_attachment(b"MZ\x90\x00hong", maintype="application", subtype="x-exe", filename="gia.exe")
    return message.as_bytes()


def test_a_message_is_read_with_sender_sign_and_files(world):
    content = a_mail()
    document, new = mail_taking.take(content, unit_id=world.mai_phu.id, at=AT)
    assert (new, document.way, document.sign, document.issuer_name) == (
        True,
        "mail",
        "31/SNV-CCHC",
        "Sở Nội vụ Hà Tĩnh",
    )
    kept = DocumentFile.objects.filter(document=document).order_by("purpose")
    assert [(one.purpose, one.file.media_type) for one in kept] == [
        ("envelope", "message/rfc822"),
        ("main", "application/pdf"),
    ]
    assert files.read_bytes(kept[0].file) == content
    entry = journal.timeline(document.province_id, "document", document.pk)[-1]
    assert entry.verb == "files_not_taken"
    assert "gia.exe" in entry.data["note"]


def test_the_same_message_is_one_document(world):
    first, _new = mail_taking.take(a_mail(), unit_id=world.mai_phu.id, at=AT)
    assert mail_taking.take(a_mail(), unit_id=world.mai_phu.id, at=AT) == (first, False)
    assert mail_taking.take(a_mail(message_id="<2@snv>"), unit_id=world.mai_phu.id, at=AT) == (first, False)
    assert Document.objects.count() == 1


def test_a_folder_is_emptied_and_what_cannot_be_read_is_laid_aside(world, tmp_path, settings):
    folder = tmp_path / "18583"
    folder.mkdir()
    (folder / "1.eml").write_bytes(a_mail())
    (folder / "2.eml").write_bytes(b"\x00\xff khong phai thu")
    (folder / "3.eml").write_bytes(a_mail(subject="MẬT", message_id="<3@snv>", attached=False))
    (tmp_path / "99999").mkdir()
    settings.DOCUMENT_MAIL_FOLDER = str(tmp_path)
    assert take_mail(0) == 1
    assert [path.name for path in (folder / "da-nhan").iterdir()] == ["1.eml"]
    aside = sorted(path.name for path in (folder / "khong-doc-duoc").iterdir())
    assert aside == ["2.eml", "2.eml.txt", "3.eml", "3.eml.txt"]
    assert (folder / "khong-doc-duoc" / "2.eml").read_bytes() == b"\x00\xff khong phai thu"
    assert Document.objects.count() == 1
    assert take_mail(0) == 0


def test_letters_of_one_name_are_all_kept(world, tmp_path):
    for n in range(3):
        (tmp_path / "1.eml").write_bytes(b"\x00 hong %d" % n)
        assert mail_taking.take_folder(tmp_path, unit_id=world.mai_phu.id, at=AT) == (0, 1)
    aside = tmp_path / "khong-doc-duoc"
    assert sorted(path.name for path in aside.glob("*.eml")) == ["1-2.eml", "1-3.eml", "1.eml"]
    assert {path.read_bytes() for path in aside.glob("*.eml")} == {b"\x00 hong 0", b"\x00 hong 1", b"\x00 hong 2"}
    assert len(list(aside.glob("*.eml.txt"))) == 3


def test_a_letter_that_brings_the_program_to_fall_holds_up_no_other(world, tmp_path, monkeypatch):
    take = mail_taking.take_letter

    def falling(letter, *given, **more):
        if letter.facts.number == "30":
            raise RecursionError
        return take(letter, *given, **more)

    monkeypatch.setattr(mail_taking, "take_letter", falling)
    (tmp_path / "1.eml").write_bytes(a_mail(subject="Công văn 30/SNV", message_id="<0@snv>"))
    (tmp_path / "2.eml").write_bytes(a_mail())
    assert mail_taking.take_folder(tmp_path, unit_id=world.mai_phu.id, at=AT) == (1, 1)
    assert (tmp_path / "khong-doc-duoc" / "1.eml.txt").read_text() == "mail_fault\n"


@given(st.binary(max_size=400))
@limits(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_are_a_fault(content):
    with contextlib.suppress(Invalid):
        assert mail_taking.read(content).facts.summary
