"""Text size, contrast, motion and language stick, without script and without account."""

import pytest

from tests.page_client import PageClient
from thongsuot.ui.preferences import Preferences, from_values


@pytest.fixture
def visitor():
    return PageClient()


def test_a_page_is_vietnamese_whatever_the_browser_wishes(visitor):
    answer = visitor.get("/dang-nhap/", headers={"Accept-Language": "en-US,en"})
    assert answer["Content-Language"] == "vi"
    assert 'lang="vi"' in answer.text


def test_the_choice_is_kept_and_the_visitor_comes_back(visitor):
    answer = visitor.get("/giao-dien/?co-chu=lon&tuong-phan=cao&ve=/dang-nhap/?next=%2Ftra-cuu%2F")
    assert answer.status_code == 302
    assert answer["Location"] == "/dang-nhap/?next=/tra-cuu/"
    page = visitor.get("/dang-nhap/").text
    assert 'data-text="lon"' in page
    assert 'data-contrast="cao"' in page
    assert 'data-motion="co"' in page


def test_one_choice_leaves_the_others(visitor):
    visitor.get("/giao-dien/?co-chu=rat-lon")
    visitor.get("/giao-dien/?chuyen-dong=it")
    page = visitor.get("/dang-nhap/").text
    assert 'data-text="rat-lon"' in page
    assert 'data-motion="it"' in page


def test_english_is_chosen_by_a_link_and_can_be_left(visitor):
    visitor.get("/giao-dien/?ngon-ngu=en")
    assert 'lang="en"' in visitor.get("/dang-nhap/").text
    visitor.get("/giao-dien/?ngon-ngu=vi")
    assert 'lang="vi"' in visitor.get("/dang-nhap/").text


@pytest.mark.parametrize(
    "back", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org", "khong-dau-gach"]
)
def test_never_sends_anybody_to_another_site(visitor, back):
    assert visitor.get("/giao-dien/", {"ve": back})["Location"] == "/"


@pytest.mark.parametrize(
    "cookie", ["", "rác", "co-chu:to-tuong", "co-chu:lon.co-chu", "a:b:c.tuong-phan:cao", "." * 500]
)
def test_a_broken_cookie_does_no_harm(visitor, cookie):
    visitor.cookies["giao_dien"] = cookie
    assert visitor.get("/dang-nhap/").status_code == 200


def test_only_reading_is_allowed(visitor):
    assert visitor.post("/giao-dien/?co-chu=lon").status_code == 405


def test_sizes_stop_at_their_ends():
    assert Preferences(text="nho").smaller == "nho"
    assert Preferences(text="rat-lon").larger == "rat-lon"
    assert Preferences().larger == "lon"
    assert from_values({"co-chu": "khổng lồ"}) == Preferences()
