"""The counter's page in a browser: vaults, wrong and forgotten passphrases, locking, spoilt numbers, photos, conflicts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, WIDE, assert_accessible, let_in, open_window, shot
from tests.factories.dossiers import LAN_ID, MONDAY_9, office, submit  # noqa: F401
from tests.walks.conftest import clock, monday  # noqa: F401
from tests.walks.test_line_lost_at_two_counters import PASSPHRASE, CounterPC, gate  # noqa: F401
from thongsuot.dossiers.models import Dossier, DossierFile
from thongsuot.offline.models import Arrival, Vault

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture
def counter(chromium, gate, monday, office):  # noqa: F811
    faults: list[str] = []
    pc = CounterPC(chromium, gate, office.users["motcua1"], faults)
    yield pc.starts("Máy quầy số 1")
    pc.window.context.close()
    assert not faults, "; ".join(faults)


@pytest.fixture
def page(counter):
    """The window of the PC."""
    return counter.window


def unlock(page, passphrase):
    page.locator("#o-mk").fill(passphrase)
    page.get_by_role("button", name="Mở khoá").click()


def test_a_wrong_passphrase_destroys_nothing_and_the_next_try_waits_ever_longer(counter, page, gate):  # noqa: F811
    gate.cut()
    counter.receives("Nguyễn Thị Lan")
    page.get_by_role("button", name="Khoá").click()
    expect(page.get_by_text("Nguyễn Thị Lan")).to_have_count(0)
    assert "Nguyễn Thị Lan" not in page.content()
    for _n in range(3):
        unlock(page, "sai rồi nhé")
        expect(page.get_by_text("Mật khẩu máy chưa đúng. Dữ liệu vẫn nguyên vẹn")).to_be_visible()
        assert page.locator("#o-mk").input_value() == ""
    unlock(page, PASSPHRASE)
    expect(page.get_by_text(re.compile("Chờ .* giây"))).to_be_visible()
    page.clock.fast_forward(30_000)
    unlock(page, PASSPHRASE)
    expect(page.locator("[data-list]")).to_contain_text("Nguyễn Thị Lan")


def test_what_lies_on_the_disk_names_nobody(counter, page, gate):  # noqa: F811
    gate.cut()
    counter.receives("Nguyễn Thị Lan")
    stored = page.evaluate(
        """async () => {
      const all = await ngoaiTuyen.kho.everything();
      const text = (bytes) => new TextDecoder('latin1').decode(bytes);
      return JSON.stringify(all, (_k, value) => value instanceof Uint8Array ? text(value) : value);
    }"""
    )
    assert "T1-0001" in stored
    for secret in ("Lan", "Nguy", PASSPHRASE, LAN_ID):
        assert secret not in stored


def test_left_alone_it_locks_and_what_was_being_typed_is_there_again(counter, page):
    page.get_by_label("Thủ tục: gõ vài chữ").fill("khai sinh")
    page.keyboard.press("Enter")
    page.get_by_label("Họ và tên", exact=True).fill("Trần Văn Dở")
    page.clock.run_for(2_000)
    expect(page.get_by_text("Đang nhập dở, đã giữ trên máy")).to_be_visible()
    page.clock.fast_forward(11 * 60_000)
    expect(page.get_by_role("heading", name="Mở khoá")).to_be_visible()
    assert "Trần Văn Dở" not in page.content()
    unlock(page, PASSPHRASE)
    expect(page.get_by_label("Họ và tên", exact=True)).to_have_value("Trần Văn Dở")


def test_a_forgotten_passphrase_is_set_anew_when_the_line_is_there_and_nothing_is_lost(counter, page, gate):  # noqa: F811
    gate.cut()
    counter.receives("Nguyễn Thị Lan")
    gate.open()
    page.goto(gate.address + "/can-bo/quay-ngoai-tuyen/")
    expect(page.locator("[data-safe-words]")).to_contain_text("1 hồ sơ vẫn giữ trên máy")
    page.get_by_role("button", name=re.compile("Quên mật khẩu máy")).click()
    page.locator("#o-mat-khau").fill("123456")
    page.locator("#o-mat-khau-2").fill("123456")
    page.get_by_role("button", name="Đặt mật khẩu máy").click()
    expect(page.locator("[data-screen=vault] [data-error]")).to_contain_text("Ít nhất 8 ký tự")
    for box in ("#o-mat-khau", "#o-mat-khau-2"):
        page.locator(box).fill("mật khẩu mới nhé")
    page.get_by_role("button", name="Đặt mật khẩu máy").click()
    expect(page.locator("[data-told]")).to_contain_text("Đã gửi 1 hồ sơ")
    assert Dossier.objects.get().applicant_name == "Nguyễn Thị Lan"
    assert Vault.objects.get().recovered_at is not None


def test_a_photo_taken_without_the_line_comes_to_the_dossier(counter, page, gate):  # noqa: F811
    gate.cut()
    page.get_by_label("Thủ tục: gõ vài chữ").fill("sao y")
    page.keyboard.press("Enter")
    page.get_by_label("Họ và tên", exact=True).fill("Nguyễn Thị Lan")
    picture = {"name": "giay-to.png", "mimeType": "image/png", "buffer": PNG}
    page.locator("input[type=file]").first.set_input_files(picture)
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.get_by_text("Đã nhận, giữ an toàn trên máy này")).to_be_visible()
    gate.open()
    counter.merges()
    file = DossierFile.objects.select_related("file").get()
    assert file.file.name == "giay-to.png"
    assert page.evaluate("ngoaiTuyen.kho.everything().then(all => all.files.length)") == 0


def test_all_that_is_missing_is_said_at_once_before_a_number_is_spent(counter, page):
    page.get_by_label("Thủ tục: gõ vài chữ").fill("khai sinh")
    page.keyboard.press("Enter")
    page.get_by_label("Số định danh").fill("12")
    page.locator("#o-birth_date").fill("31/02/2000")
    page.get_by_role("button", name="Tiếp nhận").click()
    summary = page.locator("[data-errors]")
    for words in ("Họ và tên: Cần điền", "12 chữ số", "không có thật"):
        expect(summary).to_contain_text(words)
    expect(summary).to_be_focused()
    assert_accessible(page)
    shot(page, "ngoai-tuyen-thieu")
    expect(page.get_by_text("Còn 50 số tạm.")).to_be_visible()


def test_a_spoilt_slip_is_void_with_a_reason_and_told_to_the_server(counter, page, gate):  # noqa: F811
    gate.cut()
    number = counter.receives("Nguyễn Thị Lan")
    page.get_by_role("button", name=f"Huỷ số {number}").click()
    page.get_by_label("Vì sao huỷ").fill("Người dân đổi ý")
    assert_accessible(page)
    page.get_by_role("button", name="Huỷ số này").click()
    expect(page.locator("[data-list]")).to_contain_text("huỷ, chờ báo")
    gate.open()
    page.clock.fast_forward(70_000)
    expect(page.locator("[data-list]")).to_contain_text("đã huỷ số")
    assert (Arrival.objects.get().state, Arrival.objects.get().note) == ("void", "Người dân đổi ý")


def test_what_does_not_merge_stays_here_and_waits_there_for_a_person(counter, page, gate, office, chromium):  # noqa: F811
    submit(office, by="lan", channel="KIOSK", at=MONDAY_9)
    gate.cut()
    page.get_by_label("Thủ tục: gõ vài chữ").fill("khai sinh")
    page.keyboard.press("Enter")
    page.get_by_label("Họ và tên", exact=True).fill("Nguyễn Thị Lan")
    page.get_by_label("Số định danh").fill(LAN_ID)
    for box in page.locator("[name=component]").all():
        box.check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã nhận, giữ an toàn trên máy này")).to_be_visible()
    gate.open()
    page.clock.fast_forward(70_000)
    expect(page.locator("[data-safe-words]")).to_contain_text("1 hồ sơ cần người xử lý")
    expect(page.locator("[data-list]")).to_contain_text("Nguyễn Thị Lan")  # nothing is lost here
    shot(page, "ngoai-tuyen-vuong")
    faults: list[str] = []
    for size in (WIDE, PHONE):
        window = open_window(chromium, faults, viewport=size)
        let_in(window, gate.address, office.users["vanphong"])
        window.goto(f"{gate.address}/can-bo/quay-ngoai-tuyen/cho-xu-ly/")
        assert_accessible(window)
        shot(window, "cho-xu-ly")
        window.goto(f"{gate.address}/can-bo/quay-ngoai-tuyen/may/")
        assert_accessible(window)
        shot(window, "may-quay")
        window.goto(f"{gate.address}/can-bo/quay-ngoai-tuyen/cho-xu-ly/{Arrival.objects.get().uid}/")
        assert_accessible(window)
        shot(window, "cho-xu-ly-mot")
        if size == PHONE:
            window.get_by_label("Đã xem xét thế nào").fill("Cùng một việc, chị đã nộp ở ki-ốt")
            window.get_by_role("button", name="Xử lý hồ sơ này").click()
            expect(window.get_by_text("Đã xử lý")).to_be_visible()
        window.context.close()
    assert not faults, "; ".join(faults)
    page.clock.fast_forward(6 * 60_000)
    expect(page.locator("[data-list]")).to_contain_text("gắn vào hồ sơ đã có")
    assert Dossier.objects.count() == 1


def test_every_screen_is_usable_on_a_narrow_window(counter, page, gate):  # noqa: F811
    page.set_viewport_size(PHONE)
    assert_accessible(page)
    shot(page, "ngoai-tuyen-hep")
    page.get_by_label("Thủ tục: gõ vài chữ").fill("khai sinh")
    page.keyboard.press("Enter")
    assert_accessible(page)
    shot(page, "ngoai-tuyen-hep-nhap")
    page.get_by_role("button", name="Khoá").click()
    expect(page.get_by_role("heading", name="Mở khoá")).to_be_visible()
    assert_accessible(page)
    shot(page, "ngoai-tuyen-hep-khoa")
