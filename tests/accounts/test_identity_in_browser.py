"""A real browser, a real provider (the stand-in of `simulators/identity_provider`, on Node), there and back."""

import json
import re
import shutil
import socket
import subprocess

import pytest
from playwright.sync_api import expect

from config.run import identity_provider as standin
from config.run.waiting import put_down, wait_for_process
from tests.browser import assert_accessible, shot
from tests.factories.accounts import make_citizen, make_official
from thongsuot.accounts import id_numbers
from thongsuot.accounts.identity import wellknown
from thongsuot.accounts.models import Role, User

pytestmark = pytest.mark.browser


class StandIn:
    """The stand-in as a process of this test."""

    def __init__(self, site, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.site, self.people, self.log = site, folder / "people.json", folder / "provider.log"
        shutil.copy(standin.FOLDER / "people.json", self.people)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = standin.start(self.port, [self.site], people=self.people, output=log.fileno())
        wait_for_process(self.process, self.answers, output=self.log)
        wellknown.forget()

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        if self.process is not None:
            put_down(self.process)
            self.process = None

    def change(self, login, **claims):
        people = json.loads(self.people.read_text())
        people[login] |= claims
        self.people.write_text(json.dumps(people, ensure_ascii=False))


@pytest.fixture
def provider(live_server, settings, tmp_path):
    if lacking := standin.missing():
        pytest.skip(f"không có {lacking}: bài thử này cần Node để chạy hệ thống định danh dùng thử")
    standin.install()
    one = StandIn(live_server.url, tmp_path)
    settings.IDENTITY_PROVIDERS = [standin.as_provider(one.port)]
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    changed = policy | {"form-action": ["'self'", f"http://localhost:{one.port}"]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": changed}
    try:
        one.start()
        yield one
    finally:
        one.kill()
        wellknown.forget()


def test_a_new_citizen_comes_in_signs_out_and_comes_back(phone, live_server, provider, world):
    phone.goto(f"{live_server.url}/dang-nhap/?next=/cong-dan/ho-so/")
    assert_accessible(phone)
    shot(phone, "dang-nhap-dinh-danh")
    phone.get_by_role("button", name="Công dân: đăng nhập bằng định danh điện tử").click()
    phone.get_by_role("button", name="Nguyễn Thị Mai").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Hồ sơ của tôi")
    user = User.objects.get(kind="citizen")
    assert (user.full_name, id_numbers.reveal(user)) == ("Nguyễn Thị Mai", "042195007743")
    phone.goto(f"{live_server.url}/tai-khoan/bao-mat/")
    phone.locator("summary", has_text="Nguyễn Thị Mai").click()
    phone.get_by_role("button", name="Đăng xuất", exact=True).first.click()
    phone.get_by_role("button", name="Đăng xuất").click()
    expect(phone).to_have_url(re.compile(r"/dang-nhap/"))
    phone.get_by_role("button", name="Công dân: đăng nhập").click()
    phone.get_by_role("button", name="Nguyễn Thị Mai").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Hồ sơ của tôi")
    assert User.objects.filter(kind="citizen").count() == 1


def test_an_official_comes_in_and_one_without_account_reads_why_not(page, live_server, provider, world):
    official = make_official(
        world, "maiphu.hotich", Role.SPECIALIST, world.mai_phu, "office", full_name="Phan Thị Thuỷ"
    )
    id_numbers.keep(official, "042191002386")
    official.save()
    page.goto(f"{live_server.url}/dang-nhap/")
    shot(page, "dang-nhap-dinh-danh")
    page.get_by_role("button", name="Cán bộ: đăng nhập").click()
    page.get_by_role("button", name="Lê Văn Bình").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa có tài khoản cán bộ nào")
    assert_accessible(page)
    shot(page, "dinh-danh-chua-dang-nhap")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_role("button", name="Cán bộ: đăng nhập").click()
    page.get_by_role("button", name="Phan Thị Thuỷ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")


def test_who_stops_at_the_provider_whose_number_changed_and_whose_level_is_low(page, live_server, provider, world):
    make_citizen("congdan.an", full_name="Trần Thị An", id_number="042193004127", birth_date="1993-04-12")
    sign_in(page, live_server, "Thôi, quay lại")
    expect(page.get_by_role("alert")).to_contain_text("đã dừng ở trang định danh")
    sign_in(page, live_server, "Lê Văn Cường")
    expect(page.get_by_role("alert")).to_contain_text("chưa đủ mức độ xác thực")
    sign_in(page, live_server, "Trần Thị An")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ của tôi")
    provider.change("congdan.an", citizen_id="042193004128")
    sign_in(page, live_server, "Trần Thị An")
    expect(page.get_by_role("alert")).to_contain_text("trước đây mang một số định danh khác")
    assert User.objects.filter(kind="citizen").count() == 1


def test_the_provider_is_killed_while_somebody_is_there(page, live_server, provider, world):
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_role("button", name="Công dân: đăng nhập").click()
    expect(page.get_by_role("button", name="Trần Thị An")).to_be_visible()
    provider.kill()
    wellknown.forget()
    page.goto(f"{live_server.url}/dang-nhap/")
    expect(page.get_by_text("đang gián đoạn")).to_be_visible()
    expect(page.get_by_label("Mật khẩu")).to_be_visible()
    assert_accessible(page)
    shot(page, "dinh-danh-gian-doan")
    provider.start()
    sign_in(page, live_server, "Trần Thị An")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ của tôi")


def sign_in(page, live_server, name):
    """Anew, as whoever the provider offers under this name."""
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_role("button", name="Công dân: đăng nhập").click()
    page.get_by_role("button", name=name).click()
