"""The page a citizen opens by the QR of his paper; what staff devices may not; what officials see of it."""

import pytest
from django.conf import settings
from django.test import Client

from tests.factories.accounts import sign_in
from tests.factories.dossiers import MONDAY_9, finished, moment, papers_for, submit
from tests.factories.hall import make_centre
from tests.factories.procedures import COPY, FULL_FORMS
from tests.factories.ratings import AFTERNOON, rate, token
from tests.page_client import PageClient
from thongsuot.accounts import devices
from thongsuot.common.now import frozen
from thongsuot.dossiers.act_tokens import Act
from thongsuot.ratings.models import Rating, RatingAnswer
from thongsuot.ratings.permissions import FEWEST

pytestmark = pytest.mark.django_db
GOOD = {"m_overall": "3"}


@pytest.fixture(autouse=True)
def afternoon():
    with frozen(AFTERNOON):
        yield


@pytest.fixture
def address(office):
    return f"/danh-gia/{token(submit(office).dossier.code)}/"


def signed_in(office, name):
    return sign_in(PageClient(), office.users[name])


def test_a_citizen_rates_without_signing_in_and_reads_thanks(office, address):
    client = PageClient()
    page = client.get(address)
    assert "Khai sinh" in page.content.decode() or "khai sinh" in page.content.decode()
    assert office.users["motcua1"].full_name in page.content.decode()
    assert client.post(address, GOOD).status_code == 302
    assert "Rất hài lòng" in client.get(address).content.decode()
    assert client.post(address, GOOD).status_code == 409
    assert Rating.objects.get().counted


def test_without_a_level_the_page_says_what_is_missing(address):
    response = PageClient().post(address, {"y_kien": "Lâu quá"})
    assert response.status_code == 422
    assert "Hãy chọn một mức" in response.content.decode()
    assert "Lâu quá" in response.content.decode()


def test_a_signed_in_official_cannot_rate(office, address):
    for name in ("motcua1", "tk_hotich", "quantri"):
        assert signed_in(office, name).post(address, GOOD).status_code == 403
    assert not Rating.objects.exists()


def test_a_browser_where_officials_work_cannot_rate_after_they_signed_out(office, address):
    client = signed_in(office, "motcua1")
    client.get("/can-bo/quay/")
    assert devices.STAFF_COOKIE in client.cookies
    del client.cookies[settings.SESSION_COOKIE_NAME]
    response = client.post(address, GOOD)
    assert response.status_code == 403
    assert "máy làm việc của cán bộ" in response.content.decode()
    with frozen(moment(15, 9, month=8)):
        assert client.get(address).status_code in (200, 403)  # the cookie itself is dated by the real clock


def test_a_forged_or_citizen_s_mark_is_no_staff_mark(office, address):
    client = PageClient()
    client.cookies[devices.STAFF_COOKIE] = "made-up"
    assert client.get(address).status_code == 200
    citizen = signed_in(office, "lan")
    citizen.get("/cong-dan/ho-so/")
    assert devices.STAFF_COOKIE not in citizen.cookies
    assert citizen.post(address, GOOD).status_code == 302


def test_an_unknown_token_says_what_to_do(office):
    response = Client(raise_request_exception=False).get(f"/danh-gia/{'A' * 36}/")
    assert response.status_code == 404
    assert "Hãy quét lại" in response.content.decode()


def test_trying_tokens_is_slowed_down(office):
    client = Client(raise_request_exception=False)
    answers = [client.get(f"/danh-gia/{'A' * 36}/").status_code for _time in range(32)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_one_browser_that_rates_many_is_flagged(office):
    client = PageClient()
    for number in range(5):
        where = f"/danh-gia/{token(submit(office).dossier.code)}/"
        client.get(where)
        assert client.post(where, GOOD).status_code == 302, number
    assert Rating.objects.filter(counted=False, doubt="same_device").count() == 2


def test_the_reader_of_a_kiosk_types_the_whole_address(office, address):
    client = PageClient()
    response = client.get("/danh-gia/", {"ma": f"https://vi-du.gov.vn{address}", "ki-ot": "18583"})
    assert response["Location"] == f"{address}?ki-ot=18583"
    assert client.get("/danh-gia/", {"ma": "H27.12-250707-0001"}).status_code == 422
    client.post(address, {**GOOD, "ki-ot": "18583"})
    assert Rating.objects.get().at_kiosk
    assert client.get(f"{address}?ki-ot=18583")["Refresh"].endswith("url=/kiosk/18583/")


def test_a_citizen_s_own_page_leads_to_the_rating_and_shows_the_answer(office):
    code = finished(office)
    client = signed_in(office, "lan")
    assert token(code) in client.get(f"/cong-dan/ho-so/{code}/").content.decode()
    rating = rate(code, 1, comment="Chờ lâu")
    RatingAnswer.objects.filter(rating_id=rating.pk).update(
        text="Đã mở thêm quầy", answered_at=AFTERNOON, answered_by=office.users["vanphong"]
    )
    page = client.get(f"/cong-dan/ho-so/{code}/").content.decode()
    assert "Đã mở thêm quầy" in page
    assert token(code) not in page
    assert token(code, Act.PROCESSING) in page


def test_an_official_sees_only_a_sum_of_five_or_more(office):
    mine = signed_in(office, "motcua1")
    for number in range(FEWEST):
        assert "Chưa đủ năm lượt" in mine.get("/can-bo/danh-gia/cua-toi/").content.decode(), number
        rate(submit(office).dossier.code, 2, comment=f"Ý riêng {number}")
    page = mine.get("/can-bo/danh-gia/cua-toi/").content.decode()
    assert "100" in page
    assert "Ý riêng" not in page


def test_officials_never_read_single_ratings_on_the_dossier(office):
    code = submit(office).dossier.code
    rate(code, 1, comment="Thái độ kém")
    for name in ("motcua1", "hotich", "vanphong"):
        page = signed_in(office, name).get(f"/can-bo/ho-so/{code}/").content.decode()
        assert "Thái độ kém" not in page
        assert "rated" not in page


def test_a_leader_reads_words_without_the_dossier_unless_it_was_to_be_named(office):
    hidden, named = submit(office).dossier.code, submit(office).dossier.code
    rate(hidden, 1, comment="Không ghi tên")
    rate(named, 1, comment="Tôi ghi tên", named=True)
    page = signed_in(office, "vanphong").get("/can-bo/danh-gia/").content.decode()
    assert "Không ghi tên" in page
    assert "Tôi ghi tên" in page
    assert hidden not in page
    assert named in page


def test_the_province_counts_but_does_not_read_words(office):
    rate(submit(office).dossier.code, 1, comment="Lời riêng")
    page = signed_in(office, "hatinh_so").get("/can-bo/danh-gia/").content.decode()
    assert "Mai Phụ" in page
    assert "Lời riêng" not in page


def test_a_leader_answers_on_the_page(office):
    rating = rate(submit(office).dossier.code, 1, comment="Chờ lâu")
    client = signed_in(office, "vanphong")
    where = f"/can-bo/danh-gia/y-kien/{rating.uid}/"
    assert "Chờ lâu" in client.get(where).content.decode()
    assert client.post(where, {"text": " "}).status_code == 422
    assert client.post(where, {"text": "Xin lỗi, đã thêm quầy"}).status_code == 302
    assert "Đã trả lời lúc" in client.get(where).content.decode()


def test_results_come_as_a_spreadsheet(office):
    rate(submit(office).dossier.code, 3)
    response = signed_in(office, "vanphong").get("/can-bo/danh-gia/?dang=xlsx")
    assert response.content[:2] == b"PK"


def test_the_page_of_results_costs_few_statements(office, django_assert_max_num_queries):
    for number in range(4):
        rate(submit(office).dossier.code, 1, comment=f"ý {number}")
    client = signed_in(office, "vanphong")
    with django_assert_max_num_queries(7):
        response = client.get("/can-bo/danh-gia/")
    assert response.status_code == 200


def test_the_kiosk_counts_more_people_than_one_browser_but_not_a_row_of_them(office):
    client = PageClient()
    for minute in range(6):
        where = f"/danh-gia/{token(submit(office).dossier.code)}/"
        with frozen(AFTERNOON.replace(minute=minute)):
            assert client.post(where, {**GOOD, "ki-ot": "18583"}).status_code == 302
    assert Rating.objects.filter(counted=True).count() == 6
    for _time in range(6):
        where = f"/danh-gia/{token(submit(office).dossier.code)}/"
        with frozen(AFTERNOON.replace(minute=30)):
            client.post(where, {**GOOD, "ki-ot": "18583"})
    assert Rating.objects.filter(counted=False, doubt="same_network").count() == 2
    assert "danhgia" not in client.cookies


@pytest.mark.parametrize("odd", ["//evil.vn", "../x", "1' OR", "a" * 40])
def test_a_kiosk_leads_back_to_a_kiosk_only(odd):
    response = PageClient().get("/danh-gia/", {"ki-ot": odd})
    assert "Refresh" not in response
    assert f"/kiosk/{odd}" not in response.content.decode()


def test_the_first_page_of_a_kiosk_has_a_door_to_the_rating(office):
    make_centre(office)
    with frozen(MONDAY_9):
        assert "/danh-gia/?ki-ot=18583" in PageClient().get("/kiosk/18583/").content.decode()


def test_what_is_done_at_once_shows_the_code_to_the_citizen_and_other_receptions_do_not(office):
    form = FULL_FORMS[COPY]
    at_once = submit(office, procedure_code=COPY, form=form, components=papers_for(COPY, form=form)).dossier.code
    paper = submit(office).dossier.code
    client = signed_in(office, "motcua1")
    assert "Mời người dân đánh giá" in client.get(f"/can-bo/quay/xong/{at_once}/").content.decode()
    assert "Mời người dân đánh giá" not in client.get(f"/can-bo/quay/xong/{paper}/").content.decode()
