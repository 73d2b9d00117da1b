"""Thư đủ kiểu: wrapped, packed, forwarded, with names in pieces, from programs; each is read, or refused in words."""

import time
import unicodedata
from email import message_from_bytes, policy

import pytest
from asn1crypto import cms

from tests.documents.mail.letters import (
    a_bounce,
    a_letter,
    an_auto_reply,
    an_invitation,
    names_of,
    signed_wrapper,
    winmail,
    with_files,
)
from tests.factories.documents import AT, a_pdf
from thongsuot.common import files, journal
from thongsuot.common.errors import Invalid
from thongsuot.documents.letters import Automatic, read
from thongsuot.documents.models import Document, DocumentFile
from thongsuot.documents.services import mail_taking


def test_twenty_attachments_are_twenty_and_what_is_beyond_fifty_is_named():
    assert len(read(with_files(20)).attachments) == 20
    found = read(with_files(53))
    assert (len(found.attachments), found.beyond) == (50, [f"phụ lục {n}.pdf" for n in (50, 51, 52)])


def test_a_signed_wrapper_is_opened():
    inner = message_from_bytes(with_files(2), policy=policy.default)
    found = read(signed_wrapper(inner.as_bytes()))
    assert names_of(found) == ["phụ lục 0.pdf", "phụ lục 1.pdf"]
    assert found.signed
    assert found.facts.notation == "SNV-CCHC"


def test_a_clear_signed_letter_keeps_its_files_and_its_signature_is_no_file():
    heads = a_letter(5).as_bytes().split(b"\n\n")[0].split(b"Content-")[0]
    signed = b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary="s"\n\n--s\n'
    inner = with_files(1).split(b"Content-Type: multipart/mixed", 1)[1]
    proof = b"\n--s\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nMIIB\n--s--\n"
    found = read(heads + signed + b"Content-Type: multipart/mixed" + inner + proof)
    assert (names_of(found), found.signed) == (["phụ lục 0.pdf"], True)


def test_an_enciphered_letter_is_refused_in_words():
    wrapper = cms.ContentInfo({"content_type": "enveloped_data"})
    del wrapper["content"]
    message = a_letter(6)
    message.clear_content()
    message.set_content(wrapper.dump(), maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    with pytest.raises(Invalid) as refused:
        read(message.as_bytes())
    assert refused.value.code == "mail_enciphered"


def test_what_outlook_packs_is_unpacked_with_its_long_names():
    message = a_letter(7)
    packed = winmail([("Công văn số 7.pdf", a_pdf("7")), ("Biểu.pdf", a_pdf("8"))])
    message.add_attachment(packed, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert read(message.as_bytes()).attachments == [("Công văn số 7.pdf", a_pdf("7")), ("Biểu.pdf", a_pdf("8"))]
    for cut in (3, 20, 60, len(packed) - 5):
        broken = a_letter(8)
        broken.add_attachment(packed[:cut], maintype="application", subtype="ms-tnef", filename="winmail.dat")
        assert read(broken.as_bytes()).attachments  # what is left of it, or the packet as it came


def test_a_forwarded_letter_gives_its_files():
    message = a_letter(9)
    message.add_attachment(message_from_bytes(with_files(2, 10), policy=policy.default))
    assert names_of(read(message.as_bytes())) == ["phụ lục 0.pdf", "phụ lục 1.pdf"]


def test_a_letterhead_in_the_text_is_no_appendix():
    message = a_letter(11)
    message.add_alternative("<p>Kính gửi <img src='cid:logo'></p>", subtype="html")
    message.get_payload()[1].add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<logo>")
    assert names_of(read(message.as_bytes())) == []


@pytest.mark.parametrize(
    "form",
    [
        "filename*=utf-8''c%C3%B4ng%20v%C4%83n.pdf",
        'filename="=?utf-8?B?Y8O0bmcgdsSDbi5wZGY=?="',
        "filename*0*=utf-8''c%C3%B4ng%20; filename*1*=v%C4%83n.pdf",
    ],
)
def test_a_name_is_read_however_it_was_written(form):
    raw = (
        a_letter(12)
        .as_bytes()
        .split(b"\n\n")[0]
        .replace(b'text/plain; charset="utf-8"', b"multipart/mixed; boundary=q")
    )
    raw = raw.replace(b"Content-Transfer-Encoding: 8bit\n", b"").replace(b"Content-Transfer-Encoding: base64\n", b"")
    raw += (
        f"\n\n--q\nContent-Type: application/pdf\nContent-Disposition: attachment; {form}\n\n%PDF-1.4\n--q--\n".encode()
    )
    assert names_of(read(raw)) == ["công văn.pdf"]


@pytest.mark.parametrize(
    ("heads", "kind"),
    [
        ({"Auto-Submitted": "auto-replied"}, Automatic.REPLIED),
        ({"Precedence": "auto_reply"}, Automatic.REPLIED),
        ({"X-Autoreply": "yes"}, Automatic.REPLIED),
        ({"Return-Path": "<>"}, Automatic.REPLIED),
        ({"Auto-Submitted": "auto-generated"}, Automatic.GENERATED),
        ({"Precedence": "bulk"}, Automatic.GENERATED),
        ({"List-Id": "<cchc.hatinh.example>"}, Automatic.GENERATED),
        ({"In-Reply-To": "<thong-bao-42-document-7-registered-mail@xa.example>"}, Automatic.GENERATED),
        ({"Auto-Submitted": "no"}, Automatic.NO),
        ({"In-Reply-To": "<7@snv.example>"}, Automatic.NO),
    ],
)
def test_a_program_is_known_by_what_it_says_and_nobody_answers_it(heads, kind):
    found = read(a_letter(13, **heads).as_bytes())
    assert found.automatic is kind
    assert bool(found.facts.reply_to) is (kind is Automatic.NO)


def test_a_meeting_is_a_document_and_the_answer_to_one_is_none():
    asked = read(an_invitation("REQUEST"))
    assert (asked.automatic, names_of(asked)) == (Automatic.NO, ["lich-hop-1.ics"])
    assert read(an_invitation("REPLY")).automatic is Automatic.REPLIED


def test_a_report_names_the_notice_that_did_not_arrive():
    reference = "<thong-bao-42-document-7-registered-mail@xa.example>"
    assert read(a_bounce(reference)).undelivered == "thong-bao-42-document-7-registered-mail"
    assert read(a_bounce("<7@nguoi-khac.example>")).undelivered == ""


@pytest.mark.django_db
def test_a_name_in_pieces_is_one_name_and_what_is_not_taken_is_named(world):
    message = a_letter(14)
    pieces = unicodedata.normalize("NFD", "Công văn đến.pdf")
    message.add_attachment(a_pdf(), maintype="application", subtype="pdf", filename=pieces)
    message.add_attachment(b"MZ\x90\x00", maintype="application", subtype="pdf", filename="bảng kê.pdf")
    document, _new = mail_taking.take(message.as_bytes(), unit_id=world.mai_phu.id, at=AT)
    kept = DocumentFile.objects.get(document=document, purpose="main")
    assert kept.file.name == "Công văn đến.pdf"
    assert files.read_bytes(DocumentFile.objects.get(document=document, purpose="envelope").file) == message.as_bytes()
    [note] = [
        e.data["note"]
        for e in journal.timeline(document.province_id, "document", document.pk)
        if e.verb == "files_not_taken"
    ]
    assert note == "bảng kê.pdf (file_type_mismatch)"


@pytest.mark.django_db
def test_an_answer_by_a_program_is_no_document_unless_a_person_says_so(world):
    content = an_auto_reply().as_bytes()
    with pytest.raises(Invalid) as refused:
        mail_taking.take(content, unit_id=world.mai_phu.id, at=AT)
    assert (refused.value.code, Document.objects.count()) == ("mail_automatic", 0)
    assert mail_taking.take(content, unit_id=world.mai_phu.id, at=AT, even_automatic=True)[1]


@pytest.mark.django_db
def test_a_letter_without_an_id_is_known_again_by_its_bytes(world):
    content = a_letter(15, **{"Message-ID": "", "Subject": "Không số"}).as_bytes()
    first, new = mail_taking.take(content, unit_id=world.mai_phu.id, at=AT)
    assert new
    assert mail_taking.take(content, unit_id=world.mai_phu.id, at=AT) == (first, False)


@pytest.mark.parametrize(
    ("subject", "body", "secret"),
    [
        ("MẬT: phương án", "", True),
        ("[Tối mật] phương án", "", True),
        ("Mật ong Hương Sơn", "", False),
        ("Phương án", "Kính gửi\n   MẬT\nnội dung", True),
        ("Bảo mật thông tin", "Quy định về mật khẩu", False),
    ],
)
def test_a_mark_of_secrecy_is_seen_in_the_subject_and_alone_on_a_line(subject, body, secret):
    message = a_letter(16, Subject=subject)
    message.set_content(body or "Kính gửi")
    assert bool(read(message.as_bytes()).facts.secrecy) is secret


HTML = "<html><head><style>p{{}}</style></head><body><p>Kính gửi</p><p style='color:red'><b>{0}</b></p><p>Nội dung</p></body></html>"


@pytest.mark.parametrize(("line", "secret"), [("TỐI&nbsp;M\u1eacT", True), ("M&#7852;T", True), ("Bảo mật", False)])
def test_a_mark_on_a_letter_of_html_alone_is_seen(line, secret):
    message = a_letter(17)
    message.set_content(HTML.format(line), subtype="html")
    assert bool(read(message.as_bytes()).facts.secrecy) is secret


def test_a_mark_inside_a_wrapper_or_a_forwarded_letter_is_seen():
    inner = a_letter(18)
    inner.set_content("Kính gửi\nTUYỆT MẬT\nnội dung")
    outer = a_letter(19)
    outer.add_attachment(inner)
    assert read(outer.as_bytes()).facts.secrecy
    assert read(signed_wrapper(inner.as_bytes())).facts.secrecy


def test_words_in_a_charset_nobody_knows_are_no_reason_to_refuse_a_letter():
    content = a_letter(20).as_bytes().replace(b'charset="utf-8"', b'charset="x-la"')
    assert b"x-la" in content
    assert read(content).facts.number == "20"


@pytest.mark.parametrize("noise", ["\n", "-\n", "<style", "<p", "<!--", "&nbsp;\n", "mật "])
def test_a_letter_made_to_be_slow_is_read_in_a_moment(noise):
    message = a_letter(21)
    message.set_content(noise * 100_000, subtype="html")
    began = time.process_time()
    assert not read(message.as_bytes()).facts.secrecy
    assert time.process_time() - began < 20
