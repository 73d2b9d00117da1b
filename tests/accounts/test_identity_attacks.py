"""What comes back from the provider is believed only when it is what was asked for; a provider that is down is told."""

import time

import pytest

from tests.accounts.small_provider import OTHER_KEY, come_back, go, sign_in_by, text
from tests.page_client import PageClient
from thongsuot.accounts.identity import wellknown
from thongsuot.accounts.models import User

pytestmark = pytest.mark.django_db


def assert_refused(client, response, words, status=400):
    assert response.status_code == status
    assert words in text(response)
    assert not User.objects.exists()
    assert client.get("/cong-dan/ho-so/").status_code == 302


def test_a_forged_state_is_refused(client, provider):
    go(client, provider)
    assert_refused(client, come_back(client, "gia-mao"), "không bắt đầu từ trang đăng nhập")
    assert_refused(client, client.get("/dang-nhap/dinh-danh/thu/ve/"), "không bắt đầu từ trang đăng nhập")


def test_a_state_of_another_browser_is_refused(client, provider, page_client):
    stolen = go(page_client, provider)["state"]
    assert_refused(client, come_back(client, stolen), "không bắt đầu từ trang đăng nhập")


@pytest.fixture
def page_client():
    return PageClient()


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "cua-lan-khac"},
        {"nonce": None},
        {"aud": "ung-dung-khac"},
        {"iss": "http://localhost:1/khac"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"sub": None},
        {"sub": "nguoi-khac"},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_for_this_moment_and_us_is_refused(client, provider, changes):
    provider.changes = changes
    assert_refused(client, sign_in_by(client, provider), "Không xác nhận được danh tính")


def test_a_signature_of_somebody_else_is_refused(client, provider):
    provider.key = OTHER_KEY
    assert_refused(client, sign_in_by(client, provider), "Không xác nhận được danh tính")


def test_no_signature_at_all_is_refused(client, provider):
    provider.algorithm = "none"
    assert_refused(client, sign_in_by(client, provider), "Không xác nhận được danh tính")


def test_userinfo_about_another_person_is_refused(client, provider):
    provider.userinfo = {"sub": "nguoi-khac", "citizen_id": "042195007743"}
    assert_refused(client, sign_in_by(client, provider), "Không xác nhận được danh tính")


def test_a_bad_code_is_refused(client, provider):
    asked = go(client, provider)
    assert_refused(client, come_back(client, asked["state"], "xau"), "Không xác nhận được danh tính")


def test_an_answer_of_another_provider_is_refused_before_its_code_is_used(client, provider):
    asked = go(client, provider)
    told = {"state": asked["state"], "code": "good", "iss": "https://khac.example"}
    assert_refused(client, client.get("/dang-nhap/dinh-danh/thu/ve/", told), "Không xác nhận được danh tính")
    assert not provider.asked


def test_a_replayed_return_changes_nothing(client, provider):
    asked = go(client, provider)
    come_back(client, asked["state"])
    again = come_back(client, asked["state"])
    assert again["Location"] == "/cong-dan/ho-so/"
    assert len(provider.asked) == 1
    client.post("/dang-xuat/")
    assert come_back(client, asked["state"]).status_code == 400
    assert client.get("/cong-dan/ho-so/").status_code == 302


def test_who_says_no_at_the_provider_reads_that_he_may_come_again(client, provider):
    asked = go(client, provider)
    response = client.get("/dang-nhap/dinh-danh/thu/ve/", {"state": asked["state"], "error": "access_denied"})
    assert response.status_code == 200
    assert "đã dừng ở trang định danh" in text(response)


def test_going_there_needs_a_form_of_ours(client, provider):
    assert client.get("/dang-nhap/dinh-danh/thu/").status_code == 405
    assert client.post("/dang-nhap/dinh-danh/khong-co/").status_code == 404


def test_a_provider_that_does_not_answer_is_told_quickly_and_only_the_first_waits(client, provider):
    provider.delay = 5
    began = time.monotonic()
    page = text(client.get("/dang-nhap/"))
    assert time.monotonic() - began < 3
    assert "đang gián đoạn" in page
    assert "Mật khẩu" in page
    began = time.monotonic()
    client.get("/dang-nhap/")
    assert time.monotonic() - began < 0.5
    response = client.post("/dang-nhap/dinh-danh/thu/")
    assert response.status_code == 503
    assert response["Retry-After"]


def test_a_provider_that_dies_in_the_middle_lets_nobody_in_and_the_next_page_says_so(client, provider):
    asked = go(client, provider)
    provider.delay = 5
    response = come_back(client, asked["state"])
    assert response.status_code == 503
    assert "không trả lời" in text(response)
    assert "đang gián đoạn" in text(client.get("/dang-nhap/"))
    provider.delay = 0
    wellknown.forget()
    assert sign_in_by(client, provider).status_code == 302


def test_signing_out_does_not_wait_for_a_dead_provider(client, provider):
    sign_in_by(client, provider)
    provider.delay = 5
    wellknown.forget()
    began = time.monotonic()
    assert client.post("/dang-xuat/")["Location"] == "/dang-nhap/"
    assert time.monotonic() - began < 3


def test_without_providers_the_page_has_no_button(client, settings):
    settings.IDENTITY_PROVIDERS = []
    assert "dinh-danh" not in text(client.get("/dang-nhap/"))
