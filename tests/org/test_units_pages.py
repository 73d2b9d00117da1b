"""“My old commune is now…” and the page of one unit."""

from datetime import UTC, datetime

import pytest

from tests.browser import assert_accessible, shot
from tests.page_client import PageClient
from thongsuot.common.now import frozen

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


@pytest.fixture
def text(world):
    """Text of a page on 24/11/2026; the client inspects the page."""

    def ask(address, status=200, **headers):
        with frozen(NOW):
            answer = PageClient().get(address, headers=headers)
        assert answer.status_code == status
        return answer.content.decode()

    return ask


def test_the_empty_page_asks_for_a_name(text):
    page = text("/xa-cu/")
    assert "<h1>Xã cũ của tôi nay là…</h1>" in page
    assert "unit-card" not in page


def test_an_old_commune_is_now(world, text):
    page = text("/xa-cu/?q=thach+chau")
    assert "Xã Thạch Châu" in page
    assert f"/don-vi/{world.mai_phu.id}/" in page
    assert "từ ngày 01/07/2025" in page
    assert "Nghị quyết số 1665/NQ-UBTVQH15" in page
    assert "vẫn có giá trị" in page
    assert "được chia cho nhiều nơi" not in page


def test_a_split_commune_shows_all_ways_and_what_to_do(text):
    page = text("/xa-cu/?q=Kỳ Lợi")
    for name in ("Phường Vũng Áng", "Phường Sông Trí", "Phường Hoành Sơn"):
        assert name in page
    assert "toàn bộ đất nhập vào đây" in page
    assert "một phần người dân nhập vào đây" in page
    assert "Hãy hỏi Trung tâm Phục vụ hành chính công" in page
    assert "nay là một trong các đơn vị sau" in page
    assert "Hệ thống không đoán thay" in page


def test_a_new_name_says_what_it_was_made_of(text):
    page = text("/xa-cu/?q=Thành Sen")
    assert "hình thành từ" in page
    assert "Phường Đại Nài" in page
    assert "(một phần)" in page


def test_one_wrong_letter_is_answered_and_said(text):
    page = text("/xa-cu/?q=thach chai")
    assert "Không có đơn vị nào tên đúng như vậy" in page
    assert "Xã Thạch Châu" in page


def test_a_unit_of_today_and_an_ended_district(text):
    assert "Đơn vị hiện hành, từ ngày 01/07/2025" in text("/xa-cu/?q=thành sen")
    assert "Cấp huyện kết thúc hoạt động từ ngày 01/07/2025" in text("/xa-cu/?q=huyện thạch hà")


def test_nothing_found_says_what_to_try(text):
    assert "Không tìm thấy đơn vị nào" in text("/xa-cu/?q=không đâu cả")


def test_a_text_over_the_limit_is_a_message_not_a_fault(text):
    assert "tối đa 200 ký tự" in text(f"/xa-cu/?q={'a' * 10_000}")


def test_while_typing_only_the_results_come(text):
    part = text("/xa-cu/?q=thach", **{"HX-Request": "true"})
    assert "Xã Thạch Châu" in part
    assert "<html" not in part


def test_the_page_of_an_ended_unit_says_what_it_is_now(world, text):
    page = text(f"/don-vi/{world.thach_chau.id}/")
    assert "Đơn vị này đã kết thúc hoạt động" in page
    assert "30/06/2025" in page
    assert "Xã Mai Phụ" in page


def test_the_page_of_a_new_unit_says_what_it_was_made_of(world, text):
    page = text(f"/don-vi/{world.mai_phu.id}/")
    for name in ("Xã Phù Lưu", "Xã Thạch Mỹ", "Xã Thạch Châu"):
        assert name in page
    assert "H27.18583 (minh hoạ)" in page
    assert "Phòng Kinh tế xã Mai Phụ" in page


def test_province_district_and_organ_have_pages_too(world, text):
    assert "Xã Mai Phụ" in text(f"/don-vi/{world.province.id}/")
    assert "Xã Thạch Châu" in text(f"/don-vi/{world.district.id}/")
    assert "Sở Tư pháp tỉnh Hà Tĩnh" in text(f"/don-vi/{world.department.id}/")


def test_an_ended_district_says_what_each_of_its_communes_is_now(world, text):
    page = text(f"/don-vi/{world.district.id}/")
    assert "Xã cũ của huyện này nay là" in page
    assert "Xã Mai Phụ" in page


def test_a_unit_is_drawn_and_the_drawing_has_words(world, text):
    page = text(f"/don-vi/{world.ky_loi.id}/")
    assert 'role="img"' in page
    assert "Xã Kỳ Lợi → Phường Vũng Áng (một phần)" in page
    assert "đây không phải địa giới" in page


def test_a_province_shows_its_tiles_and_the_same_as_a_table(world, text):
    page = text(f"/don-vi/{world.province.id}/sap-xep/")
    assert "Hình ô, không phải địa giới" in page
    assert "11 đơn vị cấp xã cũ thành 8 đơn vị mới" in page
    assert "2 đơn vị cũ bị chia" in page
    assert page.count("<rect") == 8
    assert "Phường Đại Nài (một phần)" in page


def test_a_unit_that_was_never_rearranged_has_no_tiles(world, text):
    for unit in (world.other_province, world.mai_phu):
        assert "<rect" not in text(f"/don-vi/{unit.id}/sap-xep/", status=404)


def test_an_unknown_unit_is_not_found(text):
    for unknown in ("987654321", "99999999999999999999"):
        assert "Không tìm thấy" in text(f"/don-vi/{unknown}/", status=404)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_on_a_phone_it_answers_while_one_types(world, live_server, phone):
    phone.goto(f"{live_server.url}/xa-cu/")
    phone.get_by_label("Tên xã, phường, thị trấn").press_sequentially("ky loi", delay=40)
    phone.get_by_role("link", name="Phường Vũng Áng").first.wait_for()
    assert_accessible(phone)
    shot(phone, "xa-cu")
    phone.get_by_role("link", name="Phường Vũng Áng").first.click()
    phone.get_by_role("heading", name="Phường Vũng Áng", level=1).wait_for()
    assert_accessible(phone)
    shot(phone, "don-vi")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_tiles_can_be_used_on_a_phone_and_at_a_desk(world, live_server, phone, page):
    for window, name in ((phone, "sap-xep"), (page, "sap-xep-rong")):
        window.goto(f"{live_server.url}/don-vi/{world.province.id}/sap-xep/")
        window.get_by_role("heading", name="Tỉnh Hà Tĩnh: xã cũ và xã mới", level=1).wait_for()
        assert_accessible(window)
        shot(window, name)
    page.goto(f"{live_server.url}/don-vi/{world.thanh_sen.id}/")
    page.get_by_role("heading", name="Bằng hình").wait_for()
    assert_accessible(page)
    shot(page, "don-vi-rong")
