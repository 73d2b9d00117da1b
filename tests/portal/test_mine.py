"""Hồ sơ của tôi: following, supplementing, withdrawing, fetching results."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.dossiers import moment
from tests.portal.conftest import client_of
from tests.portal.filing_walk import PDF, Walk
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(lan):
    """A birth registration that Lan sent."""
    return Walk(lan).whole().sent_code()


def received(office, code):
    services.receive(code=code, principal=office.who("motcua1"), at=moment(7, 9, 30))


def asked_for_more(office, code):
    services.request_supplement(
        code=code,
        principal=office.who("motcua1"),
        at=moment(7, 10),
        items=["Giấy chứng sinh chụp rõ hơn"],
        reason="Ảnh mờ",
        contact="Bộ phận một cửa, 0239 000 000",
    )


def finished(office, code):
    received(office, code)
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 10), to="maiphu.hotich")
    services.complete_step(code=code, principal=office.who("hotich"), at=moment(7, 11), step="verify", decision="pass")
    services.finish(code=code, principal=office.who("chutich"), at=moment(7, 14), outcome="granted")


def test_the_list_shows_what_i_sent(lan, code):
    page = lan.get("/cong-dan/ho-so/").content.decode()
    assert code in page
    assert "Mới đăng ký" in page


def test_an_empty_list_says_how_it_fills(lan):
    assert "Bạn chưa nộp hồ sơ nào" in lan.get("/cong-dan/ho-so/").content.decode()


def test_the_list_goes_on_by_key(lan, office):
    from tests.factories.dossiers import submit

    for minute in range(21):
        submit(office, by="motcua1", at=moment(7, 9, minute))
    first = lan.get("/cong-dan/ho-so/").content.decode()
    assert first.count('class="dossier-card"') == 20
    assert "?sau=" in first
    assert lan.get("/cong-dan/ho-so/?sau=bịa").status_code == 422


def test_a_dossier_filed_at_the_counter_for_me_is_mine_too(lan, office):
    from tests.factories.dossiers import submit

    loaded = submit(office, by="motcua1")
    assert loaded.dossier.code in lan.get("/cong-dan/ho-so/").content.decode()
    page = lan.get(f"/cong-dan/ho-so/{loaded.dossier.code}/").content.decode()
    assert "Được tiếp nhận" in page
    assert "0421••••1234" in page
    assert "042190001234" not in page


def test_the_page_says_what_comes_next_and_why_the_day(lan, office, code):
    assert "Bạn chưa phải làm gì" in lan.get(f"/cong-dan/ho-so/{code}/").content.decode()
    received(office, code)
    page = lan.get(f"/cong-dan/ho-so/{code}/").content.decode()
    assert f"/cong-dan/ho-so/{code}/vi-sao/" in page
    why = lan.get(f"/cong-dan/ho-so/{code}/vi-sao/").content.decode()
    assert "08/07/2025" in why


def test_why_before_reception_says_that_there_is_no_day_yet(lan, code):
    assert "Chưa có ngày hẹn" in lan.get(f"/cong-dan/ho-so/{code}/vi-sao/").content.decode()


def test_the_receipt_becomes_form_01_once_received(lan, office, code):
    import io

    import pypdf

    def text():
        pdf = lan.get(f"/cong-dan/ho-so/{code}/bien-nhan.pdf").content
        return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()

    assert "BIÊN NHẬN NỘP HỒ SƠ TRỰC TUYẾN" in text()
    received(office, code)
    assert "HẸN TRẢ KẾT QUẢ" in text()


def test_a_supplement_is_asked_answered_and_over(lan, office, code):
    asked_for_more(office, code)
    page = lan.get(f"/cong-dan/ho-so/{code}/").content.decode()
    assert "Đến lượt bạn" in page
    assert "Giấy chứng sinh chụp rõ hơn" in page
    assert lan.get(f"/cong-dan/ho-so/{code}/mau-02.pdf")["Content-Type"] == "application/pdf"
    empty = lan.post(f"/cong-dan/ho-so/{code}/bo-sung/", {})
    assert empty.status_code == 422
    assert Dossier.objects.get(code=code).status == Status.AWAITING_SUPPLEMENT
    file = SimpleUploadedFile("ro-hon.pdf", PDF)
    with frozen(moment(7, 16)):
        sent = lan.post(f"/cong-dan/ho-so/{code}/bo-sung/", {"file-1.001193-CS": file})
    assert sent["Location"] == f"/cong-dan/ho-so/{code}/bien-nhan/"
    assert Dossier.objects.get(code=code).status == Status.SUBMITTED
    assert "ro-hon.pdf" in lan.get(f"/cong-dan/ho-so/{code}/").content.decode()
    assert lan.get(f"/cong-dan/ho-so/{code}/bo-sung/").status_code == 302


def test_a_supplement_may_put_an_answer_right(lan, office, code):
    asked_for_more(office, code)
    page = lan.get(f"/cong-dan/ho-so/{code}/bo-sung/").content.decode()
    assert 'value="Trần Minh Khôi"' in page
    assert "042190001234" not in page
    with frozen(moment(7, 16)):
        wrong = lan.post(f"/cong-dan/ho-so/{code}/bo-sung/", {"form.mother.birth_year": "19x"})
        assert wrong.status_code == 422
        same = lan.post(f"/cong-dan/ho-so/{code}/bo-sung/", {"form.child.name": "Trần Minh Khôi"})
        assert same.status_code == 422
        sent = lan.post(f"/cong-dan/ho-so/{code}/bo-sung/", {"form.child.name": "Trần Minh Khoa"})
    assert sent.status_code == 302
    form = Dossier.objects.get(code=code).form
    assert form["child"]["name"] == "Trần Minh Khoa"
    assert form["child"]["hometown"] == "Xã Mai Phụ, tỉnh Hà Tĩnh"
    assert form["requester"]["id_number"].startswith("\x01enc:")


def test_withdrawing_asks_once_and_names_the_dossier(lan, code):
    page = lan.get(f"/cong-dan/ho-so/{code}/rut/").content.decode()
    assert code in page
    assert Dossier.objects.get(code=code).status == Status.SUBMITTED
    assert lan.post(f"/cong-dan/ho-so/{code}/rut/", {"reason": "Nộp nhầm"}).status_code == 302
    assert Dossier.objects.get(code=code).status == Status.WITHDRAWN
    assert "Rút hồ sơ này" not in lan.get(f"/cong-dan/ho-so/{code}/").content.decode()


def test_the_result_is_fetched_and_marked_as_not_signed(lan, office, code):
    finished(office, code)
    with frozen(moment(7, 15)):
        page = lan.get(f"/cong-dan/ho-so/{code}/").content.decode()
        assert "Giấy khai sinh" in page
        assert "chưa ký số" in page
        uid = page.split(f"/cong-dan/ho-so/{code}/tep/")[1].split("/")[0]
        answer = lan.get(f"/cong-dan/ho-so/{code}/tep/{uid}/")
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_a_refusal_leaves_its_reason_to_read(lan, office, code):
    services.refuse(
        code=code,
        principal=office.who("motcua1"),
        at=moment(7, 10),
        reason="Đã đăng ký nơi khác",
        legal_basis="Điều 16 Luật Hộ tịch",
        remedy="Xin cấp bản sao trích lục",
    )
    page = lan.get(f"/cong-dan/ho-so/{code}/").content.decode()
    assert "Đã đăng ký nơi khác" in page
    assert lan.get(f"/cong-dan/ho-so/{code}/mau-03.pdf")["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("place", ["", "bien-nhan/", "bien-nhan.pdf", "vi-sao/", "bo-sung/", "rut/", "mau-02.pdf"])
def test_a_dossier_of_somebody_else_does_not_exist(office, code, place):
    stranger = client_of(office.users["binh"])
    assert stranger.get(f"/cong-dan/ho-so/{code}/{place}").status_code == 404


def test_officials_have_pages_of_their_own(office, code):
    assert client_of(office.users["motcua1"]).get(f"/cong-dan/ho-so/{code}/").status_code == 403
