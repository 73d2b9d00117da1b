"""The scan of a citizen's paper becomes the certified copy that is the result of the dossier, nothing typed twice."""

import io

import pypdf
import pytest
from PIL import Image

from tests.documents.outgoing_story import signed_by_stand_in
from tests.dossiers.test_at_once import copy_received
from tests.dossiers.test_pages import pages_of
from tests.factories.dossiers import Office, in_processing, moment
from thongsuot.common import files, journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.models import StoredFile
from thongsuot.common.now import frozen
from thongsuot.documents.models import Document, DocumentCopy, RegisterEntry, State
from thongsuot.documents.services import signing
from thongsuot.dossiers import certified_copies, services
from thongsuot.dossiers.models import CertifiedCopy, DossierFile, PaperSigning
from thongsuot.dossiers.selectors.one import dossier_by_id, dossier_for
from thongsuot.dossiers.services.certified_copies import Compared

pytestmark = pytest.mark.django_db
AT = moment(7, 14)


@pytest.fixture
def signs(monkeypatch):
    with signed_by_stand_in(AT, monkeypatch) as stand_in, frozen(AT):
        yield stand_in


def pdf(pages: int = 2) -> bytes:
    whole = pypdf.PdfWriter()
    for _page in range(pages):
        whole.add_blank_page(width=595, height=842)
    out = io.BytesIO()
    whole.write(out)
    return out.getvalue()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "PNG", dpi=(72, 72))
    return out.getvalue()


def words_of(stored) -> str:
    return " ".join(
        " ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(files.read_bytes(stored))).pages).split()
    )


def in_hand(office: Office, **form) -> str:
    """A request for a copy of a diploma, in the hands of the specialist."""
    code = copy_received(office, **({"form": form} if form else {}))
    services.assign(code=code, principal=office.who("vanphong"), at=AT, to="maiphu.hotich")
    return code


def compare(office: Office, code: str, *contents: bytes, who="hotich", **more):
    principal = office.who(who)
    given = [
        Compared(
            n, str(files.store(one, "bang.png" if b"PNG" in one[:8] else "bang.pdf", principal.user_id).uid), "HT-12"
        )
        for n, one in enumerate(contents, 1)
    ]
    wish = {"compared": given, "all_compared": True, **more}
    return services.make_copies(code=code, principal=principal, at=AT, **wish)


def finish(office: Office, code: str):
    services.complete_step(code=code, principal=office.who("hotich"), at=AT, step="compare", decision="pass")
    return services.finish(code=code, principal=office.who("chutich"), at=AT, outcome="granted").dossier


def sign_both(signs, document, office: Office) -> None:
    signs.sign(document, "person", office.who("chutich"), AT)
    signs.sign(document, "seal", office.who("vanphong"), AT)
    document.refresh_from_db()


def test_the_scan_is_certified_numbered_in_the_book_of_certification_and_is_the_result(office: Office, signs) -> None:
    code = in_hand(office)
    compare(office, code, pdf())
    dossier = finish(office, code)
    document = Document.objects.get(subject_kind="dossier_copy", subject_id=dossier.pk)
    assert (document.state, document.subject_code) == (State.TO_SIGN, code)
    (before,) = DossierFile.objects.filter(purpose="result", replaced_at=None)
    assert "CHƯA KÝ SỐ" in words_of(before.file)
    sign_both(signs, document, office)
    assert (document.state, document.sign) == (State.ISSUED, "01/SCT/BS-UBND")
    (result,) = DossierFile.objects.filter(purpose="result", replaced_at=None)
    assert (result.signed, result.number, result.code) == (True, "01/SCT/BS-UBND", before.code)
    said = words_of(result.file)
    assert "CHỨNG THỰC BẢN SAO ĐIỆN TỬ" in said
    assert "Bằng tốt nghiệp đại học số HT-12" in said
    copy = DocumentCopy.objects.get(document=document)
    assert (copy.pages, copy.asked_for) == (2, "Nguyễn Thị Lan")
    assert RegisterEntry.objects.get(document_id=document.pk).book == "certify"
    assert PaperSigning.objects.get().settled_at == AT


def test_a_new_scan_is_kept_as_a_file_of_the_paper_that_was_shown(office: Office, signs) -> None:
    code = in_hand(office)
    loaded = compare(office, code, pdf())
    (kept,) = loaded.components[0]["files"]
    assert any(f["uid"] == kept["uid"] and f["purpose"] == "component" for f in loaded.files)
    last = list(journal.timeline(loaded.dossier.province_id, "dossier", loaded.dossier.pk))[-1]
    assert (last.verb, last.data["papers"][0]["sha256"]) == ("copies_compared", kept["sha256"])
    # the same file may be chosen again, and is not kept twice
    again = [Compared(1, kept["uid"])]
    services.make_copies(code=code, principal=office.who("hotich"), at=AT, compared=again, all_compared=True)
    assert CertifiedCopy.objects.filter(dropped_at=None).count() == 1
    assert DossierFile.objects.filter(purpose="component").count() == 1


def test_a_picture_becomes_the_page_that_is_certified_and_stays_as_it_was_brought(office: Office, signs) -> None:
    code = in_hand(office, documents=[{"name": "Thẻ đảng viên", "pages": 1, "copies": 1}])
    loaded = compare(office, code, picture())
    made = CertifiedCopy.objects.select_related("scan").get()
    assert (made.pages, made.scan.media_type) == (1, "application/pdf")
    (kept,) = loaded.components[0]["files"]
    assert kept["media_type"] == "image/png"
    document = Document.objects.get(subject_id=finish(office, code).pk)
    sign_both(signs, document, office)
    assert "Thẻ đảng viên" in words_of(DossierFile.objects.get(purpose="result", replaced_at=None).file)


def test_each_paper_of_the_declaration_gets_a_number_of_its_own(office: Office, signs) -> None:
    papers = [{"name": "Bằng đại học", "pages": 2, "copies": 3}, {"name": "Bảng điểm", "pages": 1, "copies": 1}]
    code = in_hand(office, documents=papers)
    compare(office, code, pdf(), pdf(1))
    assert [one.fee for one in certified_copies.declared(dossier_for(office.who("hotich"), code))] == [12_000, 2_000]
    dossier = finish(office, code)
    for document in Document.objects.filter(subject_id=dossier.pk).order_by("id"):
        sign_both(signs, document, office)
    signed = DossierFile.objects.filter(purpose="result", replaced_at=None).order_by("number")
    assert [(one.number, one.title.split(": ")[1]) for one in signed] == [
        ("01/SCT/BS-UBND", "Bằng đại học"),
        ("02/SCT/BS-UBND", "Bảng điểm"),
    ]


def test_pages_that_differ_from_the_declaration_are_asked_about_once(office: Office, signs) -> None:
    code = in_hand(office)
    with pytest.raises(Invalid) as refused:
        compare(office, code, pdf(3))
    assert (refused.value.code, refused.value.errors[0]["field"]) == ("pages_differ", "scan-1")
    compare(office, code, pdf(3), pages_seen=True)
    assert CertifiedCopy.objects.get().pages == 3


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"%PDF-1.7 broken", "pdf_broken"), (b"chi la chu\n", "not_a_page")],
)
def test_what_cannot_be_a_page_is_refused_at_its_row(office: Office, signs, content, told) -> None:
    code = in_hand(office)
    principal = office.who("hotich")
    name = "a.pdf" if content.startswith(b"%PDF") else "a.txt"
    given = [Compared(1, str(files.store(content, name, principal.user_id).uid))]
    with pytest.raises(Invalid) as refused:
        services.make_copies(code=code, principal=principal, at=AT, compared=given, all_compared=True)
    assert (refused.value.code, CertifiedCopy.objects.count()) == (told, 0)


def test_nobody_makes_copies_without_comparing_or_without_a_step(office: Office, signs) -> None:
    code = in_hand(office)
    with pytest.raises(Invalid) as refused:
        compare(office, code, pdf(), all_compared=False)
    assert refused.value.code == "not_compared"
    with pytest.raises(Forbidden):
        compare(office, code, pdf(), who="kinhte")
    with pytest.raises(NotFound):  # another procedure has another result
        compare(office, in_processing(office), pdf())


def test_only_paper_again_leaves_the_result_to_the_template(office: Office, signs) -> None:
    code = in_hand(office)
    compare(office, code, pdf())
    services.make_copies(code=code, principal=office.who("hotich"), at=AT, compared=[], all_compared=False)
    dossier = finish(office, code)
    assert not Document.objects.filter(subject_kind="dossier_copy").exists()
    assert PaperSigning.objects.get(dossier_id=dossier.pk).made == "template"


def test_without_a_certificate_it_waits_with_its_reason_and_is_presented_later(office: Office, signs) -> None:
    signs.why_not = "Cơ quan chưa có chứng thư số."
    code = in_hand(office)
    compare(office, code, pdf())
    dossier = finish(office, code)
    assert PaperSigning.objects.get().blocked_by == signs.why_not
    signs.why_not = ""
    assert services.present_again(code=code, principal=office.who("chutich"), at=AT) == 1
    sign_both(signs, Document.objects.get(subject_id=dossier.pk), office)
    assert DossierFile.objects.get(purpose="result", replaced_at=None).signed is True


def test_a_corrected_result_gives_its_reserved_number_up_with_the_reason(office: Office, signs) -> None:
    code = in_hand(office)
    compare(office, code, pdf())
    dossier = finish(office, code)
    document = Document.objects.get(subject_id=dossier.pk)
    with pytest.raises(MoveNotAllowed):  # online it waits for the signature
        services.return_result(code=code, principal=office.who("motcua1"), at=AT, method="ONLINE", taken_by="Lan")
    signing.reserve(document.pk, AT)
    services.correct_result(code=code, principal=office.who("chutich"), at=AT, reason="Thiếu một mặt")
    document.refresh_from_db()
    entry = RegisterEntry.objects.get(document_id=document.pk)
    assert (document.state, entry.state, entry.void_reason != "") == (State.ABANDONED, "void", True)


def test_the_page_offers_the_act_keeps_what_was_uploaded_and_costs_what_it_did(
    office: Office, signs, django_assert_max_num_queries
) -> None:
    pages, code = pages_of(office, "hotich"), in_hand(office)
    address = f"/can-bo/ho-so/{code}/ban-sao-chung-thuc/"
    assert address in pages.get(f"/can-bo/ho-so/{code}/").content.decode()
    with django_assert_max_num_queries(12):
        page = pages.get(address)
    assert "12.000\xa0đ" in page.content.decode()
    file = io.BytesIO(pdf(3))
    file.name = "bang.pdf"
    again = pages.post(address, {"file-1": file, "compared": "1", "sign-1": "HT-9"})
    assert again.status_code == 422
    for kept in ("bang.pdf", 'value="HT-9"', 'name="pages_seen"'):
        assert kept in again.content.decode(), kept
    uid = str(StoredFile.objects.get(name="bang.pdf").uid)
    done = pages.post(address, {"scan-1": uid, "compared": "1", "pages_seen": "1"})
    assert done.status_code == 302
    assert "Bản sao chứng thực chờ ký" in pages.get(f"/can-bo/ho-so/{code}/").content.decode()
    assert dossier_by_id(CertifiedCopy.objects.get().dossier_id).components[0]["files"]
