"""Asked once, on a phone: what is held is not asked for; two devices, a dropped line and two tabs lose nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.factories.results import issued, population  # noqa: F401
from tests.portal.conftest import client_of
from tests.portal.filing_walk import Walk
from thongsuot.common.now import now
from thongsuot.dossiers import drafts, reveal
from thongsuot.dossiers.models import Dossier, Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_at(window, name: str) -> None:
    assert_accessible(window)
    shot(window, name)


def go_on(window) -> None:
    window.get_by_role("button", name="Tiếp tục").click()


@pytest.fixture
def lan(office):
    return client_of(office.users["lan"])


def held_in(office):
    draft = Draft.objects.get()
    return drafts.own(uid=draft.pk, user_id=office.users["lan"].pk).data


def test_files_without_the_card_and_the_marriage_paper(phone, live_server, office, population):  # noqa: F811
    code = issued(office, at=now()).dossier.code
    reveal.reveal_number(
        code=code,
        principal=office.who("motcua1"),
        at=now(),
        reason="Đối chiếu giấy tờ tùy thân",
    )
    walk = Walk(client_of(office.users["lan"])).begin()
    let_in(phone, live_server.url, office.users["lan"])
    at = f"{live_server.url}{walk.home}"
    phone.goto(f"{at}noi-nhan/")
    go_on(phone)
    looked_at(phone, "hoi-mot-lan-nguoi-nop")
    go_on(phone)
    walk.declaration()
    walk.answer("khai-marriage", {"form.parents.married": "true"})
    phone.goto(f"{at}khai-requester/")
    expect(phone.get_by_text(re.compile("từ Cơ sở dữ liệu quốc gia về dân cư, khớp lúc")).first).to_be_visible()
    looked_at(phone, "hoi-mot-lan-nguon-cau-tra-loi")
    phone.goto(f"{at}giay-to/")
    expect(phone.get_by_text("Không phải nộp: đã tra được").first).to_be_visible()
    expect(phone.get_by_text(re.compile("số 12/2025, Xã Mai Phụ cấp ngày"))).to_be_visible()
    looked_at(phone, "hoi-mot-lan-giay-to")
    phone.get_by_role("link", name=re.compile("Thẻ căn cước")).click()
    looked_at(phone, "hoi-mot-lan-mot-giay")
    assert walk.upload().status_code == 302
    phone.goto(f"{at}xem-lai/")
    looked_at(phone, "hoi-mot-lan-xem-lai")
    phone.get_by_role("link", name=re.compile("Sửa Nhận kết quả")).click()
    phone.get_by_text("Bưu chính mang đến", exact=True).click()
    looked_at(phone, "hoi-mot-lan-nhan-ket-qua")
    go_on(phone)
    expect(phone.get_by_text(re.compile("nhận qua bưu chính"))).to_be_visible()
    phone.get_by_role("button", name="Gửi hồ sơ").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Biên nhận hồ sơ")
    sent = Dossier.objects.latest("id")
    assert sent.delivery["return"]["method"] == "POSTAL"
    phone.goto(f"{live_server.url}/cong-dan/ho-so/{sent.code}/")
    phone.get_by_text("Những gì đã nộp").click()
    looked_at(phone, "hoi-mot-lan-ho-so")
    for address, name in (("ket-qua", "kho-ket-qua"), ("luot-xem", "ai-da-xem"), ("ho-so", "ho-so-cua-toi")):
        phone.goto(f"{live_server.url}/cong-dan/{address}/")
        looked_at(phone, f"hoi-mot-lan-{name}")


def test_a_database_away_asks_for_the_paper_and_is_tried_again(phone, live_server, office, population):  # noqa: F811
    population.fault = {"mode": "down", "seconds": 0}
    walk = Walk(client_of(office.users["lan"])).begin().place_and_person().declaration()
    let_in(phone, live_server.url, office.users["lan"])
    phone.goto(f"{live_server.url}{walk.home}giay-to/")
    expect(phone.get_by_text(re.compile("đang không trả lời")).first).to_be_visible()
    looked_at(phone, "hoi-mot-lan-khong-tra-loi")
    population.fault = {"mode": "", "seconds": 0}
    phone.wait_for_timeout(5200)  # a database that failed is left alone for a moment
    phone.get_by_role("button", name="Tra giúp tôi trong Cơ sở dữ liệu quốc gia về dân cư").click()
    expect(phone.get_by_text("Không phải nộp: đã tra được").first).to_be_visible()


def test_two_devices_choose_field_by_field(page, phone, live_server, office):
    walk = Walk(client_of(office.users["lan"])).begin().place_and_person()
    walk.answer("truong-hop", {"case_code": ""})
    address = f"{live_server.url}{walk.home}khai-place/"
    for window in (page, phone):
        let_in(window, live_server.url, office.users["lan"])
        window.goto(address)
    page.get_by_label("Nơi sinh").fill("Bệnh viện Thạch Hà")
    page.get_by_label("Quê quán").fill("Xã Mai Phụ")
    go_on(page)
    phone.get_by_label("Nơi sinh").fill("Bệnh viện Đa khoa tỉnh Hà Tĩnh")
    phone.get_by_label("Quê quán").fill("Xã Thạch Khê")
    expect(phone.get_by_text(re.compile("vừa được sửa ở một cửa sổ hoặc thiết bị khác"))).to_be_visible()
    go_on(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bản nháp này vừa được sửa ở nơi khác")
    looked_at(phone, "hai-ban-nhap")
    phone.get_by_role("group", name="Quê quán").get_by_text("Xã Mai Phụ").click()
    phone.get_by_role("button", name="Giữ những mục đã chọn").click()
    expect(phone.get_by_role("heading", level=1)).not_to_have_text("Bản nháp này vừa được sửa ở nơi khác")
    child = held_in(office)["form"]["child"]
    assert child["birth_place"] == "Bệnh viện Đa khoa tỉnh Hà Tĩnh"
    assert child["hometown"] == "Xã Mai Phụ"


def test_other_pages_of_two_devices_stand_side_by_side(page, phone, live_server, office):
    walk = Walk(client_of(office.users["lan"])).begin().place_and_person()
    walk.answer("truong-hop", {"case_code": ""})
    for window, step in ((page, "khai-place"), (phone, "khai-mother")):
        let_in(window, live_server.url, office.users["lan"])
        window.goto(f"{live_server.url}{walk.home}{step}/")
    page.get_by_label("Nơi sinh").fill("Bệnh viện Thạch Hà")
    page.get_by_label("Quê quán").fill("Xã Mai Phụ")
    go_on(page)
    phone.get_by_label("Họ và tên mẹ").fill("Nguyễn Thị Lan Anh")
    expect(phone.get_by_text(re.compile(r"Đã lưu lúc"))).to_be_visible()
    form = held_in(office)["form"]
    assert (form["child"]["birth_place"], form["mother"]["name"]) == ("Bệnh viện Thạch Hà", "Nguyễn Thị Lan Anh")


def test_a_dropped_line_keeps_what_is_typed_and_sends_it_when_it_is_back(phone, live_server, office):
    walk = Walk(client_of(office.users["lan"])).begin().place_and_person()
    let_in(phone, live_server.url, office.users["lan"])
    phone.goto(f"{live_server.url}{walk.home}khai-place/")
    phone.context.set_offline(True)
    phone.get_by_label("Nơi sinh").fill("Bệnh viện Thạch Hà")
    go_on(phone)
    expect(phone.get_by_text(re.compile("Mất mạng"))).to_be_visible()
    shot(phone, "mat-mang")
    expect(phone.get_by_label("Nơi sinh")).to_have_value("Bệnh viện Thạch Hà")
    phone.context.set_offline(False)
    expect(phone.get_by_text(re.compile(r"Đã lưu lúc"))).to_be_visible()
    assert held_in(office)["form"]["child"]["birth_place"] == "Bệnh viện Thạch Hà"
    assert phone.evaluate("Object.keys(localStorage).filter(key => key.startsWith('nhap:')).length") == 0


def test_two_tabs_that_send_make_one_dossier(page, phone, live_server, office):
    walk = Walk(client_of(office.users["lan"])).whole()
    for window in (page, phone):
        let_in(window, live_server.url, office.users["lan"])
        window.goto(f"{live_server.url}{walk.home}xem-lai/")
    for window in (page, phone):
        window.get_by_role("button", name="Gửi hồ sơ").click()
        expect(window.get_by_role("heading", level=1)).to_have_text("Biên nhận hồ sơ")
    assert Dossier.objects.count() == 1


def test_the_choice_works_without_script(chromium, live_server, office):
    walk = Walk(client_of(office.users["lan"])).begin().place_and_person()
    walk.answer("truong-hop", {"case_code": ""})
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    first, second = context.new_page(), context.new_page()
    let_in(first, live_server.url, office.users["lan"])
    for window in (first, second):
        window.goto(f"{live_server.url}{walk.home}khai-mother/")
    for window, name in ((first, "Nguyễn Thị Một"), (second, "Nguyễn Thị Hai")):
        window.get_by_label("Họ và tên mẹ").fill(name)
        go_on(window)
    expect(second.get_by_role("heading", level=1)).to_have_text("Bản nháp này vừa được sửa ở nơi khác")
    second.get_by_text("Nguyễn Thị Một").click()
    second.get_by_role("button", name="Giữ những mục đã chọn").click()
    assert held_in(office)["form"]["mother"]["name"] == "Nguyễn Thị Một"
    context.close()


def test_a_helper_says_by_whose_leave(phone, live_server, office):
    walk = Walk(client_of(office.users["binh"])).begin()
    walk.answer("noi-nhan", {"receiving_unit": "18583"})
    let_in(phone, live_server.url, office.users["binh"])
    phone.goto(f"{live_server.url}{walk.home}nguoi-nop/?cho=other")
    phone.get_by_label("Họ và tên người được nộp thay").fill("Nguyễn Thị Lan")
    phone.get_by_label("Số căn cước của người đó").fill("042190001234")
    phone.get_by_label("Bạn là ai của người đó?").fill("anh rể")
    phone.get_by_label("Nơi ở hiện nay").fill("Thôn Mai Lâm, xã Mai Phụ")
    go_on(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Người đó đã đồng ý để bạn nộp thay chưa?")
    looked_at(phone, "nop-ho-su-dong-y")
    phone.get_by_text("Có văn bản ủy quyền").click()
    go_on(phone)
    expect(phone.get_by_role("alert")).to_contain_text("Hãy chụp hoặc chọn tệp giấy đó.")


def test_the_counter_looks_up_what_is_held_and_puts_two_windows_together(page, live_server, office, population):  # noqa: F811
    issued(office, at=now())
    let_in(page, live_server.url, office.users["motcua1"])
    page.goto(f"{live_server.url}/can-bo/quay/moi/1.001193/")
    page.get_by_label("Họ và tên", exact=True).first.fill("Nguyễn Thị Lan")
    page.get_by_label("Số định danh", exact=False).first.fill("042190001234")
    page.get_by_label("Ngày sinh").first.fill("20/05/1990")
    page.get_by_role("button", name="Tra nguồn có sẵn").click()
    expect(page.get_by_text("Kho kết quả: 1 kết quả dùng được.")).to_be_visible()
    looked_at(page, "quay-tra-nguon")
    expect(page.get_by_role("button", name="Lấy lại")).to_have_count(0)
    page.get_by_label("Giấy chứng sinh do cơ sở khám").first.check()
    page.get_by_label("Điện thoại").first.fill("0912345678")
    expect(page.get_by_text(re.compile("Đã lưu lúc"))).to_be_visible()
    draft = Draft.objects.get()
    other = page.context.new_page()
    other.goto(f"{live_server.url}/can-bo/quay/moi/1.001193/?nhap={draft.pk}")
    other.get_by_label("Điện thoại").first.fill("0900000000")
    expect(other.get_by_text(re.compile("Đã lưu lúc"))).to_be_visible()
    page.get_by_label("Điện thoại").first.fill("0911111111")
    page.get_by_role("button", name="Tiếp nhận và in giấy hẹn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bản nháp này vừa được sửa ở nơi khác")
    looked_at(page, "quay-hai-ban")
    page.get_by_text("0900000000").click()
    page.get_by_role("button", name="Giữ những mục đã chọn, tiếp nhận").click()
    expect(page).to_have_url(re.compile("/can-bo/quay/xong/"))
    dossier = Dossier.objects.latest("id")
    assert dossier.applicant["phone"] == "0900000000"
    page.goto(f"{live_server.url}/can-bo/ho-so/{dossier.code}/")
    looked_at(page, "ho-so-nguon-goc")
