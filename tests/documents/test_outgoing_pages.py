"""The pages of outgoing documents: a whole life by clicking, refusals on the page, lists that count their statements."""

import io

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.documents.outgoing_story import AT
from tests.factories.accounts import sign_in
from tests.page_client import PageClient
from thongsuot.common.now import now
from thongsuot.documents.models import BookYear, Document, Recipient, State
from thongsuot.documents.services import delivering, signing
from thongsuot.documents.services.addressing import To

pytestmark = pytest.mark.django_db
OUT = "/can-bo/van-ban/di/"


def client(user):
    return sign_in(PageClient(), user)


def form(**more):
    return {
        "summary": "phối hợp rà soát hộ tịch",
        "urgency": "0",
        "addressed_to": "Sở Tư pháp",
        "body": "Kính mong.",
        "appendix": "",
        **more,
    }


def do(user, document, verb, **typed):
    return client(user).post(f"{OUT}{document.uid}/lam/{verb}/", typed)


def test_a_letter_is_written_addressed_checked_and_issued_by_its_pages(office, signs):
    drafter = client(office.drafter)
    assert drafter.get(f"{OUT}moi/").status_code == 200
    made = drafter.post(f"{OUT}moi/", form(unit=office.unit.id, type="CV"))
    document = Document.objects.get()
    assert made.headers["Location"] == f"{OUT}{document.uid}/"
    page = drafter.get(f"{OUT}{document.uid}/")
    assert "Chưa chọn người ký." in page.content.decode()
    assert drafter.get(f"{OUT}{document.uid}/noi-nhan/").status_code == 200
    drafter.post(
        f"{OUT}{document.uid}/noi-nhan/",
        {"signer": f"{office.chair.pk}:TM", "recipients": "UBND xã Thạch Khê\nCông ty Xanh <vt@xanh.example>\nBộ Nội vụ [G09]\nLưu: VT", "more": ["Ủy ban nhân dân tỉnh Hà Tĩnh"]},
    )  # fmt: skip
    ways = list(Recipient.objects.order_by("position").values_list("way", flat=True))
    assert ways == ["inside", "mail", "axis", "file", "inside"]
    assert do(office.drafter, document, "trinh-kiem-tra").status_code == 302
    assert do(office.leader, document, "dong-y-noi-dung").status_code == 302
    assert do(office.clerk, document, "dong-y-the-thuc").status_code == 302
    for purpose, user in (("person", office.chair), ("seal", office.clerk)):
        signs.sign(document, purpose, office.who(user, now()), now())
    assert "Phát hành 01/UBND-KT" in client(office.clerk).get(f"{OUT}{document.uid}/").content.decode()
    assert do(office.clerk, document, "phat-hanh").status_code == 302
    document.refresh_from_db()
    assert document.state == State.ISSUED
    assert "0 trên 4 nơi nhận đã xác nhận" in drafter.get(f"{OUT}{document.uid}/").content.decode()


def test_what_is_missing_stands_on_the_page_and_nothing_is_done(office):
    document = office.draft()
    do(office.drafter, document, "trinh-kiem-tra")
    do(office.leader, document, "dong-y-noi-dung")
    answer = do(office.clerk, document, "dong-y-the-thuc")
    assert answer.status_code == 422
    assert "Chưa có nơi nhận." in answer.content.decode()
    document.refresh_from_db()
    assert document.state == State.FORM_CHECK


def test_saving_over_somebody_elses_version_shows_both_and_keeps_what_was_typed(office):
    document = office.draft()
    first, second = client(office.drafter), client(office.leader)
    assert first.post(f"{OUT}{document.uid}/soan/", form(seen=1, body="Bản của tôi.")).status_code == 302
    answer = second.post(f"{OUT}{document.uid}/soan/", form(seen=1, body="Bản của lãnh đạo."))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Bản của tôi." in page
    assert "Bản của lãnh đạo." in page
    assert second.post(f"{OUT}{document.uid}/soan/", form(seen=2, body="Bản của lãnh đạo.")).status_code == 302
    compared = second.get(f"{OUT}{document.uid}/so-sanh/").content.decode()
    assert "<del>tôi.</del>" in compared
    assert "<ins>lãnh đạo.</ins>" in compared


def test_the_draft_is_shown_as_it_will_be_printed_with_dotted_places(office):
    document = office.draft()
    answer = client(office.drafter).get(f"{OUT}{document.uid}/ban-in.pdf")
    text = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "ngày ...... tháng" in " ".join(text.split())


def test_the_page_shows_the_draft_as_it_reads_not_as_it_is_typed(office):
    body = "# I. MỤC ĐÍCH\n| Việc | Hạn |\n| Rà soát <b> | 05/4 |\nĐiều 1. Làm **ngay** việc này."
    page = client(office.drafter).get(f"{OUT}{office.draft(body=body).uid}/").content.decode()
    assert '<p class="draft-heading">I. MỤC ĐÍCH</p>' in page
    assert '<th scope="col">Việc</th>' in page
    assert "<td>Rà soát &lt;b&gt;</td>" in page
    assert "<strong>Điều 1.</strong> Làm <strong>ngay</strong> việc này." in page


def test_a_secret_document_is_refused_on_the_page_and_not_kept(office):
    answer = client(office.drafter).post(f"{OUT}moi/", form(unit=office.unit.id, type="CV", body="TUYỆT MẬT\nNội dung"))
    assert answer.status_code == 422
    assert "bí mật nhà nước" in answer.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize("typed", [{"type": "XX"}, {"unit": 5}, {"summary": ""}, {"urgency": "9"}, {"unit": "a"}])
def test_wrong_choices_are_named(office, typed):
    answer = client(office.drafter).post(f"{OUT}moi/", form(**{"unit": office.unit.id, "type": "CV", **typed}))
    assert answer.status_code == 422
    assert not Document.objects.exists()


def test_the_list_asks_the_same_number_of_statements_however_long_it_is(office):
    reader = client(office.leader)

    def counted():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert reader.get(OUT).status_code == 200
        return len([q for q in asked if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])

    office.draft()
    reader.get(OUT)
    few = counted()
    for number in range(12):
        office.draft(summary=f"văn bản {number}")
    assert counted() == few <= 6


@pytest.mark.parametrize("stage", ["", "soan", "kiem-tra", "trinh-ky", "cho-phat-hanh", "da-phat-hanh", "thoi"])
def test_every_stage_has_its_list(office, stage):
    document = office.issued()
    page = client(office.drafter).get(f"{OUT}?chang={stage}").content.decode()
    assert (str(document.uid) in page) == (stage in ("", "da-phat-hanh"))


def test_a_late_document_is_shouted_about(office, signs, monkeypatch):
    office.signed()
    assert "chưa phát hành trong ngày ký" in client(office.clerk).get(OUT).content.decode()


def test_a_recipient_of_the_mail_reads_and_confirms_without_signing_in(office):
    document = office.issued("CV", To("Công ty Xanh", "mail", address="vt@xanh.example"))
    delivering.deliver_waiting(AT)
    row = Recipient.objects.get(way="mail")
    address = f"/van-ban/nhan/{delivering.token_of(row)}/"
    visitor = PageClient()
    assert "Xác nhận đã nhận văn bản" in visitor.get(address).content.decode()
    answer = visitor.get(f"{address}van-ban.pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    visitor.post(address)
    assert "Đã xác nhận" in visitor.get(address).content.decode()
    assert "đã tiếp nhận" in client(office.drafter).get(f"{OUT}{document.uid}/").content.decode()
    do(office.chair, document, "thu-hoi", words="Nhầm")
    assert "đã bị thu hồi" in visitor.get(address).content.decode()
    assert visitor.get(f"{address}van-ban.pdf").status_code == 404


def test_the_book_shows_given_and_void_numbers_on_screen_paper_and_sheet(office, signs):
    from thongsuot.documents.services import signing

    office.issued()
    given_up = office.to_sign()
    signing.prepare(signs.waiting[0])
    do(office.drafter, given_up, "thoi", words="Việc đã xong")
    keeper = client(office.clerk)
    page = keeper.get("/can-bo/van-ban/so/?nam=2026").content.decode()
    assert "01/UBND-KT" in page
    assert "Bỏ trống: Việc đã xong" in page
    pdf = keeper.get("/can-bo/van-ban/so/ban-in.pdf?nam=2026")
    assert "Cộng: 2 số" in pypdf.PdfReader(io.BytesIO(pdf.content)).pages[-1].extract_text()
    assert keeper.get("/can-bo/van-ban/so/bang-tinh.xlsx?nam=2026").status_code == 200


def test_a_year_that_is_over_is_closed_once_and_its_print_is_kept(office):
    from datetime import UTC, datetime

    from thongsuot.common.errors import Invalid, SeriesClosed
    from thongsuot.documents.services import closing_books, registering

    office.issued()
    how = {"unit_id": office.unit.id, "book": "out", "year": 2026, "principal": office.who(office.clerk)}
    with pytest.raises(Invalid) as refused:
        closing_books.close(**how, at=AT)
    assert refused.value.code == "year_not_over"
    later = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
    shut = closing_books.close(**how, at=later)
    assert (shut.last, closing_books.close(**how, at=later).pk) == (1, shut.pk)
    assert BookYear.objects.get().file is not None
    with pytest.raises(SeriesClosed):
        registering.reserve(office.draft(), "out", unit_id=office.unit.id, principal=None, at=AT)


def test_whoever_has_to_sign_is_led_to_the_queue_and_nobody_asked_is_said(office, signs):
    document = office.to_sign()
    address = f"{OUT}{document.uid}/"
    queue = 'href="/can-bo/ky-so/"'
    assert "Đi ký" in client(office.chair).get(address).content.decode()
    assert "Đi ký" not in client(office.clerk).get(address).content.decode()
    signs.sign(document, "person", office.who(office.chair, now()), now())
    seen = client(office.clerk).get(address).content.decode()
    assert "Đi đóng dấu số" in seen
    assert queue in seen
    signs.refuse(document, "Trang hai in lệch", office.who(office.clerk, now()), now())
    seen = client(office.clerk).get(address).content.decode()
    assert "Không còn ai được xin chữ ký này" in seen
    assert "Trang hai in lệch" in seen
    assert "lam/xin-ky-lai/" in seen
    assert do(office.clerk, document, "xin-ky-lai").status_code == 302
    assert "Đi đóng dấu số" in client(office.clerk).get(address).content.decode()


def test_a_number_that_is_only_reserved_is_said_to_be_so_until_the_signature(office, signs):
    document = office.to_sign()
    signing.prepare(signs.waiting[0])  # the signature fails after this
    document.refresh_from_db()
    address, words = f"{OUT}{document.uid}/", "số đang giữ, chưa cấp"
    assert document.number == "01"
    for page in (address, OUT):
        assert words in client(office.clerk).get(page).content.decode()
    signs.sign(document, "person", office.who(office.chair, now()), now())
    for page in (address, OUT):
        assert words not in client(office.clerk).get(page).content.decode()


def test_whole_groups_of_units_become_receivers_under_their_right_names(office, signs, world):
    document = office.draft()
    page = client(office.drafter).get(f"{OUT}{document.uid}/noi-nhan/").content.decode()
    assert "Ủy ban nhân dân xã Thạch Khê" in page
    assert "Ủy ban nhân dân phòng" not in page  # a division is no people's committee
    typed = {
        "signer": "",
        "recipients": "Xã Thạch Khê\nLưu: VT",
        "group": ["xa"],
        "more": ["Ủy ban nhân dân tỉnh Hà Tĩnh"],
    }
    assert client(office.drafter).post(f"{OUT}{document.uid}/noi-nhan/", typed).status_code == 302
    rows = list(Recipient.objects.filter(document_id=document.pk, way="inside").values_list("name", "unit_id"))
    assert ("Xã Thạch Khê", world.thach_khe.id) in rows
    assert len({unit for _name, unit in rows}) == len(rows)
    assert "Ủy ban nhân dân tỉnh Hà Tĩnh" in dict(rows)
