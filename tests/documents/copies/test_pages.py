"""The pages of copies: asking by clicking, what is wrong stays on the page, the list, the book, and the check by QR."""

import io

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.documents.copies.conftest import pdf_of
from tests.documents.outgoing_story import AT
from tests.factories.accounts import make_official, sign_in
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common.now import now
from thongsuot.documents import texts
from thongsuot.documents.models import Document, DocumentCopy, Recipient, State
from thongsuot.documents.services import issuing

pytestmark = pytest.mark.django_db
COPIES, OUT = "/can-bo/van-ban/sao/", "/can-bo/van-ban/di/"


def client(user):
    return sign_in(PageClient(), user)


def typed(office, **more):
    return {
        "kind": "SY", "held": "original", "to": "paper", "paper_copies": "2", "asked_for": "Hồ sơ đất",
        "signer": f"{office.chair.pk}:TM", "recipients": "Sở Tư pháp (giấy)\nLưu: VT", "viec": "trinh", **more,
    }  # fmt: skip


def shown(answer):
    return answer.content.decode()


def test_a_copy_is_asked_for_from_the_page_of_the_document_and_signed(office, signs):
    source, clerk = office.issued("QD"), client(office.clerk)
    address = f"{COPIES}{source.uid}/"
    assert address in shown(clerk.get(f"{OUT}{source.uid}/"))
    assert "Hồ Sỹ Tuấn — TM. Ủy ban nhân dân" in shown(clerk.get(address))
    made = clerk.post(address, typed(office))
    copy = Document.objects.get(type="SY")
    assert made.headers["Location"] == f"{OUT}{copy.uid}/"
    page = shown(clerk.get(f"{OUT}{copy.uid}/"))
    for words in ("Bản sao y", "chờ ký", "Hồ sơ đất", "Xem trước bản sao", "bản gốc hoặc bản chính, dạng điện tử"):
        assert words in page, words
    assert list(Recipient.objects.filter(document=copy).values_list("way", flat=True)) == ["paper", "file"]
    draft = clerk.get(f"{OUT}{copy.uid}/ban-in.pdf")
    assert "SAO Y" in pypdf.PdfReader(io.BytesIO(draft.content)).pages[-1].extract_text()
    for purpose, user in (("person", office.chair), ("seal", office.clerk)):
        signs.sign(copy, purpose, office.who(user, now()), now())
    assert "Phát hành 01/SY-UBND" in shown(clerk.get(f"{OUT}{copy.uid}/"))
    clerk.post(f"{OUT}{copy.uid}/lam/phat-hanh/")
    page = shown(clerk.get(f"{OUT}{source.uid}/"))
    assert "Được sao bởi" in page
    assert "01/SY-UBND" in page
    assert "01/SY-UBND" in shown(clerk.get(f"/can-bo/van-ban/so/?so=copy&nam={now().year}"))


def test_the_preview_is_the_print_with_dotted_places_and_stores_nothing(office):
    source, clerk = office.issued("QD"), client(office.clerk)
    answer = clerk.post(f"{COPIES}{source.uid}/", typed(office, viec="xem"))
    assert answer.headers["Content-Type"] == "application/pdf"
    last = pypdf.PdfReader(io.BytesIO(answer.content)).pages[-1].extract_text()
    assert "ngày ...... tháng" in " ".join(last.split())
    assert "Sở Tư pháp" in last
    assert not DocumentCopy.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": "TRS", "picked": "7-9"}, "không phải trang nào"),
        ({"kind": "SL"}, "Sao lục chỉ làm từ bản sao y"),
        ({"to": "digital"}, "chính tệp đã ký số là bản gốc"),
        ({"signer": "abc"}, "Hãy chọn người ký"),
        ({"signer": "9:TM"}, "Hãy chọn người ký"),
        ({"kind": ""}, "Hãy chọn sao y"),
        ({"recipients": "A <a@x>"}, "chưa đúng"),
        ({"asked_for": "MẬT"}, "bí mật nhà nước"),
        ({"viec": "xem", "kind": "SL"}, "Sao lục chỉ làm từ bản sao y"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(office, wrong, says):
    source, clerk = office.issued("QD"), client(office.clerk)
    answer = clerk.post(f"{COPIES}{source.uid}/", typed(office, **wrong))
    assert answer.status_code == 422
    assert says in shown(answer)
    if wrong.get("asked_for") != "MẬT":
        assert "Hồ sơ đất" in shown(answer)
    assert not DocumentCopy.objects.exists()


def test_a_paper_that_came_is_copied_from_its_page(office, desk):
    source, clerk = desk.arrived(), client(office.clerk)
    assert f"{COPIES}{source.uid}/" in shown(clerk.get(f"/can-bo/van-ban/den/{source.uid}/"))
    assert "đối chiếu bản chụp" in shown(clerk.get(f"{COPIES}{source.uid}/"))
    clerk.post(f"{COPIES}{source.uid}/", typed(office, to="digital", compared="1"))
    assert DocumentCopy.objects.get().to_medium == "digital"
    assert "Bản sao đã làm" in shown(clerk.get(f"/can-bo/van-ban/den/{source.uid}/"))


def test_strangers_do_not_know_the_page(office, world):
    source = office.issued("QD")
    stranger = client(make_official(world, "la", Role.DOCUMENT_CLERK, world.thach_khe))
    assert stranger.get(f"{COPIES}{source.uid}/").status_code == 404
    assert stranger.post(f"{COPIES}{source.uid}/", typed(office)).status_code == 404
    assert "Chưa có bản sao nào" in shown(stranger.get(COPIES))


def test_the_list_narrows_and_asks_the_same_number_of_statements_however_long(office, desk):
    reader = client(office.leader)

    def counted():
        with CaptureQueriesContext(connection) as asked:
            assert reader.get(COPIES).status_code == 200
        return len([q for q in asked if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])

    desk.signed(desk.arrived("axis", number="7", summary="Phân cấp đất đai"))
    reader.get(COPIES)
    few = counted()
    desk.ask(desk.arrived("axis", number="8", summary="Phân bổ ngân sách"), kind="TRS", picked="1")
    desk.ask(desk.arrived("axis", number="9"))
    assert counted() == few <= 6
    for query, there in (
        ("hinh-thuc=TRS", ["8/QĐ"]), ("chang=da-ky", ["7/QĐ"]), ("chang=cho-ky", ["8/QĐ", "9/QĐ"]), ("nam=2026", ["7/QĐ"]),
        ("nam=2025", []), ("tim=ngân sách", ["8/QĐ"]), ("tim=01", ["7/QĐ"]), ("hinh-thuc=x&chang=y&nam=abc", ["7/QĐ", "8/QĐ", "9/QĐ"]),
    ):  # fmt: skip
        page = shown(reader.get(f"{COPIES}?{query}"))
        assert [sign for sign in ("7/QĐ", "8/QĐ", "9/QĐ") if f"số {sign}" in page] == there, query


def test_the_register_of_copies_is_printed_and_exported_as_every_book(office, desk):
    desk.signed(office.issued("QD"))
    keeper = client(office.clerk)
    pdf = keeper.get("/can-bo/van-ban/so/ban-in.pdf?so=copy&nam=2026")
    assert "01/SY-UBND" in " ".join(pypdf.PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text().split())
    assert keeper.get("/can-bo/van-ban/so/bang-tinh.xlsx?so=copy&nam=2026").status_code == 200


def test_a_copy_is_found_by_words_of_its_source(office, desk):
    copy = desk.signed(desk.arrived("axis", pdf=pdf_of("kiểm lâm vườn quốc gia Vũ Quang")))
    texts.refresh(copy.pk)
    page = shown(client(office.clerk).get("/can-bo/van-ban/tim/?chu=vuon+quoc+gia+vu+quang&q=vuon+quoc+gia+vu+quang"))
    assert str(copy.uid) in page


def test_whoever_holds_a_copy_reads_what_it_is_of_what_and_by_whom(office, desk):
    source = office.issued("QD")
    copy = desk.ask(source)
    row, visitor = DocumentCopy.objects.get(), PageClient()
    address = f"/kiem-tra-ban-sao/{row.code}/"
    assert visitor.get(address).status_code == 404  # nobody has signed it
    office.gate.sign(copy, "person", office.who(office.chair))
    office.gate.sign(copy, "seal", desk.clerk)
    page = shown(visitor.get(address))
    for words in (
        "Bản sao 01/SY-UBND",
        "Đây là sao y của: Quyết định số 01/QĐ-UBND ngày 02/03/2026",
        "Hồ Sỹ Tuấn",
    ):
        assert words in page, words
    assert visitor.get("/kiem-tra-ban-sao/KHONGCOMANAY/").status_code == 404
    issuing.recall(source.uid, reason="Sai", principal=office.who(office.chair), at=AT)
    assert "Văn bản được sao nay: đã thu hồi" in shown(visitor.get(address))
    issuing.issue(copy.uid, principal=desk.clerk, at=AT)
    issuing.recall(copy.uid, reason="Sao nhầm", principal=office.who(office.chair), at=AT)
    assert "Bản sao này đã bị thu hồi" in shown(visitor.get(address))


def test_a_copy_of_a_recalled_document_wants_a_tick(office):
    source, clerk = office.issued("QD"), client(office.clerk)
    issuing.recall(source.uid, reason="Sai", principal=office.who(office.chair), at=AT)
    answer = clerk.post(f"{COPIES}{source.uid}/", typed(office))
    assert (answer.status_code, "đánh dấu đã biết" in shown(answer)) == (422, True)
    assert clerk.post(f"{COPIES}{source.uid}/", typed(office, seen_warning="1")).status_code == 302


def certificate(office, **more):
    scan = io.BytesIO(pdf_of("Bằng tốt nghiệp"))
    scan.name = "bang.pdf"
    return {
        "file": scan, "title": "Bằng tốt nghiệp", "sign": "HT-1", "issuer": "Đại học Vinh", "issued_on": "01/06/2020",
        "requester": "Nguyễn Thị Lan", "dossier": "", "compared": "1", "signer": f"{office.chair.pk}:TM", **more,
    }  # fmt: skip


def test_a_clerk_certifies_a_paper_and_it_is_issued_by_the_seal(office, signs):
    clerk = client(office.clerk)
    assert "chưa xác minh" in shown(clerk.get(f"{COPIES}chung-thuc/"))
    clerk.post(f"{COPIES}chung-thuc/", certificate(office))
    made = Document.objects.get(type="CTBS")
    assert clerk.get(f"{OUT}{made.uid}/").status_code == 200
    for purpose, user in (("person", office.chair), ("seal", office.clerk)):
        signs.sign(made, purpose, office.who(user, now()), now())
    made.refresh_from_db()
    assert (made.state, made.sign) == (State.ISSUED, "01/SCT/BS-UBND")
    code = DocumentCopy.objects.get().code
    assert "Bằng tốt nghiệp số HT-1 ngày 01/06/2020 của Đại học Vinh" in shown(
        PageClient().get(f"/kiem-tra-ban-sao/{code}/")
    )


def test_a_scan_that_waits_to_be_certified_is_not_sent_again(office):
    clerk, form = client(office.clerk), certificate(office)
    assert clerk.post(f"{COPIES}chung-thuc/", form).status_code == 302
    form["file"].seek(0)
    again = clerk.post(f"{COPIES}chung-thuc/", form)
    assert again.status_code == 422
    assert "đang chờ ký chứng thực rồi" in shown(again)
    assert DocumentCopy.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"file": ""}, "Hãy chọn tệp PDF"),
        ({"title": " "}, "Hãy ghi tên giấy tờ"),
        ({"compared": ""}, "đối chiếu bản chụp"),
        ({"issued_on": "31/31/2020"}, "Ngày không đúng"),
        ({"signer": "x:y"}, "Hãy chọn người ký"),
    ],
)
def test_a_certification_that_lacks_something_is_not_made(office, wrong, says):
    answer = client(office.clerk).post(f"{COPIES}chung-thuc/", certificate(office, **wrong))
    assert (answer.status_code, says in shown(answer)) == (422, True)
    assert not Document.objects.exists()


@pytest.mark.parametrize("content", [b"%PDF-1.7 hong", b"khong phai pdf"])
def test_a_broken_scan_is_refused_and_nothing_is_kept(office, content):
    scan = io.BytesIO(content)
    scan.name = "bang.pdf"
    answer = client(office.clerk).post(f"{COPIES}chung-thuc/", certificate(office, file=scan))
    assert answer.status_code == 422
    assert "không mở được" in shown(answer)
    assert not Document.objects.exists()
