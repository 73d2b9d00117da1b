"""Hệ thống định danh chết giữa buổi: people are told the way that works, and what was done on that way is checked later."""

import pytest
from playwright.sync_api import expect

from tests.accounts.test_identity_in_browser import provider, sign_in  # noqa: F401
from tests.browser import assert_accessible, let_in
from tests.factories.dossiers import make_office, submit
from thongsuot.accounts.identity import wellknown
from thongsuot.common.now import now
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.models import Dossier, IdentityEvidence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AN_ID, AN = "042193004127", "Trần Thị An"  # as the stand-in knows her


def test_the_counter_goes_on_with_the_card_and_the_identity_is_checked_when_it_is_back(
    page,
    phone,
    live_server,
    provider,  # noqa: F811
    world,
):
    office = make_office(world)
    provider.kill()
    wellknown.forget()
    phone.goto(f"{live_server.url}/nop-ho-so/1.001193/")
    phone.goto(f"{live_server.url}/dang-nhap/?next=/cong-dan/ho-so/")
    expect(phone.get_by_text("đang gián đoạn")).to_be_visible()
    expect(phone.locator("main")).to_contain_text("mang thẻ căn cước đến quầy")
    expect(phone.get_by_role("button", name="Công dân: đăng nhập")).to_have_count(0)
    expect(phone.get_by_label("Mật khẩu")).to_be_visible()  # officials, and citizens who have one, go on
    assert_accessible(phone)

    code = submit(office, at=now(), applicant=Applicant(name=AN)).dossier.code
    let_in(page, live_server.url, office.users["motcua1"])
    page.goto(f"{live_server.url}/can-bo/ho-so/{code}/giay-to-tuy-than/")
    page.get_by_label("Số trên giấy tờ").fill(AN_ID)
    page.get_by_label("Ngày sinh trên giấy tờ").fill("12/04/1993")
    page.get_by_label("Vì sao không dùng định danh điện tử").fill("Hệ thống định danh gián đoạn")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã ghi giấy tờ đã xem")).to_be_visible()
    assert IdentityEvidence.objects.get().state == "waiting"

    provider.start()
    sign_in(phone, live_server, AN)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Hồ sơ của tôi")
    assert IdentityEvidence.objects.get().state == "confirmed"
    assert Dossier.objects.get().applicant_user.full_name == AN
    expect(phone.locator("main")).to_contain_text(code)
