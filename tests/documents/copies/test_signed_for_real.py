"""Copies signed with real keys: the organ's mark on an electronic one, the printed master of a paper one, both valid."""

import io
import subprocess

import pypdf
import pytest

from tests.documents.copies.conftest import pdf_of
from tests.factories.accounts import principal_for
from tests.signatures.conftest import centre, desk, letter, shared_centre, trusted  # noqa: F401
from thongsuot.common import files
from thongsuot.common.now import now
from thongsuot.documents import copies
from thongsuot.documents.models import DocumentFile, State
from thongsuot.documents.services import arriving, taking_in
from thongsuot.documents.services.arriving import ArrivingFacts, ArrivingFile
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.signing import State as Verdict
from thongsuot.signatures.signing import validate_pdf
from thongsuot.signatures.signing.trust import configured

pytestmark = pytest.mark.django_db


def both_sign(desk, document):  # noqa: F811
    asked = SigningRequest.objects.filter(subject_kind="document", subject_id=document.pk).order_by("order")
    for request, who in zip(asked, ("chair", "clerk"), strict=True):
        assert desk.sign(request, by=who).rows.get().state == "signed"
    document.refresh_from_db()
    main = DocumentFile.objects.select_related("file").get(document=document, replaced_at=None, purpose="main")
    return files.read_bytes(main.file)


def words(pdf):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_an_electronic_copy_is_sealed_and_its_own_copy_on_paper_keeps_only_the_picture(desk, world, tmp_path):  # noqa: F811
    clerk, chair = (principal_for(desk.people[name], now()) for name in ("clerk", "chair"))
    facts = ArrivingFacts("Phân cấp", type="QD", number="15", notation="QĐ-UBND", issuer_name="UBND tỉnh Hà Tĩnh")
    scan = ArrivingFile(
        files.store(pdf_of("quyết định", "điều 1"), "den.pdf", None, at=now()), DocumentFile.Purpose.SCAN
    )
    came = arriving.arrive(unit_id=world.mai_phu.id, way="paper", facts=facts, files=[scan], at=now())
    source = taking_in.register(uid=came.uid, principal=clerk, at=now(), present_to=None)
    wish = copies.Wish(kind="SY", to="digital", signer_id=chair.user_id, mode="TM", compared=True)
    copy = copies.ask(source, wish, principal=clerk, at=now())
    pdf = both_sign(desk, copy)
    assert (copy.state, copy.sign) == (State.SIGNED, "01/SY-UBND")
    report = validate_pdf(pdf, at=now(), trust=configured())
    assert (report.state, [one.name for one in report.signatures]) == (
        Verdict.VALID,
        ["Trần Văn Ký", "UBND xã Mai Phụ"],
    )
    path = tmp_path / "copy.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True).stdout
    assert said.count("Signature is Valid") == 2
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    mark = next(
        one.get_object() for one in page["/Annots"] if one.get_object()["/Rect"][2] - one.get_object()["/Rect"][0] > 5
    )
    right, top = (float(edge) * 25.4 / 72 for edge in mark["/Rect"][2:])
    assert (round(right), round(297 - top)) == (206, 8)

    from thongsuot.documents.services import issuing

    issued = issuing.issue(copy.uid, principal=clerk, at=now())
    again = copies.ask(
        issued, copies.Wish(kind="SL", to="paper", signer_id=chair.user_id, mode="TM"), principal=clerk, at=now()
    )
    printed = both_sign(desk, again)
    assert "SAO LỤC" in words(printed)[-1]
    assert "Sao từ Bản sao y số 01/SY-UBND" in words(printed)[-1]
    assert "UBND xã Mai Phụ" in words(printed)[0]  # the mark of the first copy, as a picture
    report = validate_pdf(printed, at=now(), trust=configured())
    assert (report.state, len(report.signatures)) == (Verdict.VALID, 2)
    assert again.sign == "02/SL-UBND"


def test_a_citizens_paper_is_certified_numbered_in_its_own_book_and_issued_by_the_seal(desk, world):  # noqa: F811
    clerk = principal_for(desk.people["clerk"], now())
    diploma = copies.Paper("Bằng tốt nghiệp đại học", sign="HT-123", issuer="Đại học Vinh", requester="Nguyễn Thị Lan")
    document = copies.certify(
        pdf_of("Bằng tốt nghiệp"), diploma, unit_id=world.mai_phu.id, signer_id=desk.people["chair"].pk, mode="TM",
        compared=True, principal=clerk, at=now(), subject_code="H27.18604-1",
    )  # fmt: skip
    pdf = both_sign(desk, document)
    assert (document.state, document.sign) == (State.ISSUED, "01/SCT/BS-UBND")
    text = words(pdf)[0]
    for said in ("CHỨNG THỰC BẢN SAO ĐIỆN TỬ", "đúng với bản chính: Bằng tốt nghiệp đại học số HT-123", "Đã ký số"):
        assert said in text, said
    assert validate_pdf(pdf, at=now(), trust=configured()).state == Verdict.VALID
