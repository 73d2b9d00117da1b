"""Form 03 as a result, uploads without a number and the apology are signed documents; what is blocked says why."""

import io
from importlib import import_module

import pikepdf
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.documents.outgoing_story import signed_by_stand_in
from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office, in_processing, moment
from tests.page_client import PageClient
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.now import frozen
from thongsuot.documents.models import Document, RegisterEntry, State
from thongsuot.documents.selectors import books
from thongsuot.documents.services import signing
from thongsuot.dossiers import receipts, services
from thongsuot.dossiers.models import Dossier, DossierFile, PaperSigning
from thongsuot.dossiers.papers import number_line
from thongsuot.dossiers.selectors.one import dossier_by_id
from thongsuot.dossiers.services.closing import GivenResult
from thongsuot.signatures.signing import SigningRefused

pytestmark = pytest.mark.django_db
AT = moment(7, 14)


@pytest.fixture
def signs(monkeypatch):
    with signed_by_stand_in(AT, monkeypatch) as stand_in:
        yield stand_in


def words_of(stored) -> str:
    pages = pypdf.PdfReader(io.BytesIO(files.read_bytes(stored))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def document_of(dossier, kind="dossier") -> Document:
    return Document.objects.get(subject_kind=kind, subject_id=dossier.pk)


def sign_both(signs, document, office: Office) -> None:
    signs.sign(document, "person", office.who("chutich"), AT)
    signs.sign(document, "seal", office.who("vanphong"), AT)
    document.refresh_from_db()


def rejected(office: Office):
    code = in_processing(office)
    return services.finish(
        code=code, principal=office.who("chutich"), at=AT, outcome="rejected", note="Không đủ căn cứ cải chính"
    ).dossier


def uploaded(office: Office, *, number="", name="ket-qua.pdf", title="Quyết định công nhận"):
    who, code = office.who("chutich"), in_processing(office)
    content = blank_page() if name.endswith(".pdf") else b"Ket qua"
    stored = files.store(content, name, owner_id=who.user_id)
    given = [GivenResult(str(stored.uid), title, number)]
    return services.finish(code=code, principal=who, at=AT, outcome="granted", given=given).dossier


def blank_page() -> bytes:
    writer, made = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(made)
    return made.getvalue()


def result_of(dossier) -> DossierFile:
    return DossierFile.objects.get(dossier_id=dossier.pk, purpose="result", replaced_at=None)


def test_a_refusal_is_numbered_in_the_units_book_when_it_is_signed(office: Office, signs):
    dossier = rejected(office)
    document = document_of(dossier)
    assert (document.number, document.state, RegisterEntry.objects.count()) == ("", State.TO_SIGN, 0)
    sign_both(signs, document, office)
    entry = RegisterEntry.objects.get(document_id=document.pk)
    assert (document.state, document.sign, entry.state, entry.number) == (State.ISSUED, "01/PTC", "given", 1)
    assert (document.pages, books.lines(entry.unit_id, "out", entry.year)[0].pages) == (1, 1)
    row = result_of(dossier)
    assert (row.signed, row.number) == (True, "01/PTC")
    words = words_of(row.file)
    assert "01/PTC" in words
    assert "Không đủ căn cứ cải chính" in words
    assert "CHƯA KÝ SỐ" not in words


def test_a_refusal_waits_for_its_signature_before_it_goes_out_electronically(office: Office, signs):
    dossier = rejected(office)
    how = {"code": dossier.code, "principal": office.who("motcua1"), "at": AT, "taken_by": "Nguyễn Thị Lan"}
    with pytest.raises(MoveNotAllowed):
        services.return_result(**how, method="ONLINE")
    assert services.return_result(**how, method="COUNTER").dossier.status == "RETURNED"


def test_an_uploaded_result_without_a_number_gets_one_and_shows_it(office: Office, signs):
    dossier = uploaded(office)
    document = document_of(dossier)
    assert (document.type, document.notation) == ("QD", "QĐ-UBND")
    sign_both(signs, document, office)
    row = result_of(dossier)
    assert (row.signed, row.number) == (True, "01/QĐ-UBND")
    assert "01/QĐ-UBND" in words_of(row.file)


def test_an_uploaded_result_with_a_number_keeps_it(office: Office, signs):
    dossier = uploaded(office, number="77/QĐ-UBND")
    sign_both(signs, document_of(dossier), office)
    assert result_of(dossier).number == "77/QĐ-UBND"
    assert not RegisterEntry.objects.exists()


def test_two_results_of_one_title_and_number_are_each_signed_in_their_own_place(office: Office, signs):
    who, code = office.who("chutich"), in_processing(office)
    given = []
    for n in range(2):
        stored = files.store(blank_page() + b"%" * (n + 1), f"{n}.pdf", owner_id=who.user_id)
        given.append(GivenResult(str(stored.uid), "Trích lục", "5"))
    dossier = services.finish(code=code, principal=who, at=AT, outcome="granted", given=given).dossier
    for document in Document.objects.filter(subject_id=dossier.pk).order_by("-id"):
        sign_both(signs, document, office)
    valid = DossierFile.objects.filter(dossier_id=dossier.pk, purpose="result", replaced_at=None)
    assert [row.signed for row in valid] == [True, True]
    assert len({row.file_id for row in valid}) == 2


def test_a_number_that_was_reserved_for_a_refused_signature_is_void_with_the_reason(office: Office, signs):
    dossier = rejected(office)
    document = document_of(dossier)
    signing.reserve(document.pk, AT)
    signs.refuse(document, "Ký trên giấy", office.who("chutich"))
    document.refresh_from_db()
    entry = RegisterEntry.objects.get(document_id=document.pk)
    assert (document.state, document.number) == (State.ABANDONED, "")
    assert (entry.state, entry.void_reason) == ("void", "Ký trên giấy")


def test_the_apology_is_a_numbered_letter_that_never_holds_up_the_result(office: Office, signs):
    code = in_processing(office)
    dossier = services.extend(
        code=code, principal=office.who("chutich"), at=AT, reason="Thiếu người", new_due_at=moment(9, 15)
    ).dossier
    letter = document_of(dossier, "dossier_letter")
    services.finish(code=code, principal=office.who("chutich"), at=AT, outcome="granted")
    sign_both(signs, document_of(dossier), office)
    done = services.return_result(
        code=code, principal=office.who("motcua1"), at=AT, method="ONLINE", taken_by="Nguyễn Thị Lan"
    )
    assert done.dossier.status == "RETURNED"
    sign_both(signs, letter, office)
    assert letter.sign == "01/XL"
    paper = DossierFile.objects.get(dossier_id=dossier.pk, purpose="paper", code="04")
    assert paper.signed
    assert "01/XL" in words_of(paper.file)
    assert receipts.apology_pdf(dossier_by_id(dossier.pk)) == files.read_bytes(paper.file)


def test_who_may_not_sign_leaves_the_apology_blocked_and_the_chair_presents_it(office: Office, signs):
    code = in_processing(office)
    dossier = services.extend(
        code=code, principal=office.who("vanphong"), at=AT, reason="Thiếu người", new_due_at=moment(9, 15)
    ).dossier
    row = PaperSigning.objects.get(dossier_id=dossier.pk)
    assert (row.document_id, row.kind) == (None, "apology")
    assert "thẩm quyền" in row.blocked_by
    with pytest.raises(Forbidden):
        services.present_again(code=code, principal=office.who("vanphong"), at=AT)
    assert services.present_again(code=code, principal=office.who("chutich"), at=AT) == 1
    assert document_of(dossier, "dossier_letter").signer_id == office.users["chutich"].pk


def test_blocked_results_of_each_make_are_presented_once_the_certificate_is_there(office: Office, signs):
    signs.why_not = "chưa có chứng thư"
    made = in_processing(office)
    first = services.finish(code=made, principal=office.who("chutich"), at=AT, outcome="granted").dossier
    blocked = [first, rejected(office), uploaded(office)]
    assert not Document.objects.exists()
    assert {row.blocked_by for row in PaperSigning.objects.all()} == {"chưa có chứng thư"}
    with pytest.raises(MoveNotAllowed) as refused:
        services.present_again(code=made, principal=office.who("chutich"), at=AT)
    assert refused.value.extra["reason"] == "still_blocked"
    signs.why_not = ""
    for dossier in blocked:
        assert services.present_again(code=dossier.code, principal=office.who("chutich"), at=AT) == 1
        sign_both(signs, document_of(dossier), office)
        assert result_of(dossier).signed
    with pytest.raises(MoveNotAllowed) as refused:
        services.present_again(code=made, principal=office.who("chutich"), at=AT)
    assert refused.value.extra["reason"] == "nothing_blocked"


def test_a_plain_text_cannot_be_signed_and_says_so(office: Office, signs):
    dossier = uploaded(office, name="ket-qua.txt")
    row = PaperSigning.objects.get(dossier_id=dossier.pk)
    assert (row.document_id, "không phải PDF" in row.blocked_by) == (None, True)


def test_a_corrected_result_wants_no_signature_for_the_blocked_one(office: Office, signs):
    signs.why_not = "chưa có chứng thư"
    dossier = rejected(office)
    services.correct_result(code=dossier.code, principal=office.who("chutich"), at=AT, reason="Sai")
    assert PaperSigning.objects.get(dossier_id=dossier.pk).settled_at == AT


def test_what_was_presented_before_is_joined_to_its_file_by_the_migration(office: Office, signs):
    dossier = uploaded(office, number="9")
    before = PaperSigning.objects.values("dossier_id", "file_id", "document_id", "unit_id").get()
    PaperSigning.objects.all().delete()
    join = import_module("thongsuot.dossiers.migrations.0013_papers_to_sign").JOIN
    with connection.cursor() as cursor:
        cursor.execute(join)
        cursor.execute(join)
    assert PaperSigning.objects.values("dossier_id", "file_id", "document_id", "unit_id").get() == before
    sign_both(signs, document_of(dossier), office)
    assert result_of(dossier).signed


def unsignable() -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(blank_page())) as book:
        book.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
        scripted = io.BytesIO()
        book.save(scripted)
    loop = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    return {"mã chạy tự động": scripted.getvalue(), "hỏng": loop[:60]}


@pytest.mark.parametrize("words", ["mã chạy tự động", "hỏng"])
def test_a_result_that_could_not_be_signed_is_refused_at_its_field_before_anything_is_finished(
    office: Office, signs, words
):
    code, client = in_processing(office), sign_in(PageClient(), office.users["chutich"])
    sent = {"outcome": "granted", "result": SimpleUploadedFile("ket-qua.pdf", unsignable()[words])}
    with frozen(AT):
        answer = client.post(f"/can-bo/ho-so/{code}/lam/finish/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(words) == 2  # on top, and at the field it leads to
    assert 'id="o-finish-result-loi"' in page
    assert Dossier.objects.get(code=code).status == "PROCESSING"
    assert not Document.objects.exists()


def test_a_page_that_cannot_be_opened_any_more_is_told_in_words_when_it_is_signed():
    with pytest.raises(SigningRefused, match="hỏng"):
        number_line.drawn_over(b"%PDF-1.4\n1", sign="01/TB", day=AT.date(), made_at=AT)
