"""Đánh giá as citizens meet it: on a phone, at a kiosk of 1080 × 1920, by keyboard, WCAG 2.2 AA."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.dossiers import Office, finished, submit
from tests.factories.ratings import rate, token
from thongsuot.common.now import now
from thongsuot.dossiers.models import Dossier
from thongsuot.ratings.models import Rating

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def received_today(office: Office) -> str:
    """A dossier whose reception may still be rated by the clock of the server."""
    code = submit(office).dossier.code
    Dossier.objects.filter(code=code).update(received_at=now())
    return code


def test_a_citizen_rates_on_a_phone(phone, live_server, office: Office) -> None:
    code = received_today(office)
    phone.goto(f"{live_server.url}/danh-gia/{token(code)}/")
    assert_accessible(phone)
    shot(phone, "danh-gia")
    phone.get_by_text("Nói rõ hơn").click()
    phone.get_by_role("group", name="Nhìn chung").get_by_text("Không hài lòng").click()
    phone.get_by_label("Ý kiến của bạn").fill("Phải chờ lâu, không ai hướng dẫn")
    assert_accessible(phone)
    shot(phone, "danh-gia-noi-ro")
    phone.get_by_role("button", name="Gửi đánh giá").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Cảm ơn bạn đã đánh giá")
    assert_accessible(phone)
    shot(phone, "danh-gia-cam-on")
    assert Rating.objects.get().unhappy


def test_a_kiosk_reads_the_code_and_shows_big_choices(page, live_server, office: Office) -> None:
    code = received_today(office)
    page.set_viewport_size({"width": 1080, "height": 1920})
    page.goto(f"{live_server.url}/danh-gia/?ki-ot=18583")
    expect(page.get_by_label("Mã đánh giá")).to_be_focused()
    assert_accessible(page)
    shot(page, "danh-gia-ki-ot-quet")
    page.keyboard.type(f"https://vi-du.gov.vn/danh-gia/{token(code)}/")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bạn hài lòng đến đâu?")
    assert_accessible(page)
    shot(page, "danh-gia-ki-ot")
    page.get_by_text("Rất hài lòng").first.click()
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cảm ơn bạn đã đánh giá")
    shot(page, "danh-gia-ki-ot-xong")
    assert Rating.objects.get().at_kiosk


def test_a_leader_reads_and_answers(page, phone, live_server, office: Office) -> None:
    codes = [received_today(office) for _time in range(3)]
    at = now()
    ratings = [
        rate(code, level, comment=words, at=at)
        for code, level, words in zip(
            codes, (3, 2, 1), ("Chị rất nhiệt tình", "", "Phải chờ lâu, không ai hướng dẫn"), strict=True
        )
    ]
    for window in (page, phone):
        let_in(window, live_server.url, office.users["vanphong"])
        for name, address in (
            ("danh-gia-ket-qua", "/can-bo/danh-gia/"),
            ("danh-gia-tra-loi", f"/can-bo/danh-gia/y-kien/{ratings[2].uid}/"),
            ("danh-gia-cua-toi", "/can-bo/danh-gia/cua-toi/"),
        ):
            window.goto(f"{live_server.url}{address}")
            assert_accessible(window)
            shot(window, name)


def test_a_citizen_sees_what_may_be_rated_on_the_own_page(phone, live_server, office: Office) -> None:
    code = finished(office)
    Dossier.objects.filter(code=code).update(received_at=now(), finished_at=now())
    rate(code, 3, at=now())
    let_in(phone, live_server.url, office.users["lan"])
    phone.goto(f"{live_server.url}/cong-dan/ho-so/{code}/")
    expect(phone.get_by_text("Đánh giá của bạn")).to_be_visible()
    assert_accessible(phone)
    shot(phone, "ho-so-cua-toi-danh-gia")
