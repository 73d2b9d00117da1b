"""Signing in a browser: chosen on the desk, approved on a telephone, checked by a citizen; at 1366 and 360."""

from io import BytesIO
from typing import Any

import pytest

from tests.browser import assert_accessible, let_in, shot
from tests.factories.units import make_world
from tests.signatures.centre import PIN
from tests.signatures.desk import make_desk
from thongsuot.common import files, stamps
from thongsuot.signatures import services
from thongsuot.signatures.models import SigningRun

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def busy(centre: Any, trusted: Any, letter: bytes, django_db_serialized_rollback: Any) -> Any:
    """The chair has five letters to sign."""
    with stamps.of_one_request():
        desk = make_desk(make_world(), centre, letter)
    letters = [desk.wait() for _n in range(5)]
    desk.wait_for_seal(letters[0])
    return desk


def test_many_are_signed_at_the_desk_and_on_the_telephone(live_server, page, phone, busy, tmp_path):
    chair = busy.people["chair"]
    for window in (page, phone):
        let_in(window, live_server.url, chair)
    page.goto(f"{live_server.url}/can-bo/ky-so/")
    phone.goto(f"{live_server.url}/can-bo/ky-so/")
    phone.get_by_label("Chọn tất cả").check()
    assert phone.locator("[data-chosen]").text_content() == "5"
    page.get_by_label("Chọn tất cả").check()
    page.get_by_label("Mã PIN của thiết bị ký số").fill(PIN)
    assert_accessible(page)
    shot(page, "ky-so-hang-cho")
    page.get_by_role("button", name="Ký trên điện thoại").click()
    page.get_by_role("heading", name="Duyệt trên điện thoại").wait_for()
    assert_accessible(page)
    shot(page, "ky-so-cho-duyet")
    run = SigningRun.objects.get()
    phone.goto(f"{live_server.url}/can-bo/ky-so/luot/{run.uid}/duyet/")
    phone.get_by_label("Mã PIN của thiết bị ký số").fill(PIN)
    assert_accessible(phone)
    shot(phone, "ky-so-duyet-dien-thoai")
    phone.get_by_role("button", name="Ký 5 văn bản").click()
    phone.get_by_text("Đang ký").wait_for()
    services.carry_out(run.pk)
    page.get_by_text("Đã ký 5 văn bản").wait_for()
    shot(page, "ky-so-xong")
    phone.goto(f"{live_server.url}/can-bo/so-nguoi-ky/")
    assert_accessible(phone)
    shot(phone, "so-nguoi-ky-dien-thoai")
    _checked_by_a_citizen(live_server, phone, busy, tmp_path)


def _checked_by_a_citizen(live_server: Any, phone: Any, busy: Any, place: Any) -> None:
    from thongsuot.signatures.models import SigningRequest

    signed = SigningRequest.objects.filter(state="signed").select_related("signed_file").first()
    path = place / "van-ban.pdf"
    path.write_bytes(BytesIO(files.read_bytes(signed.signed_file)).getvalue())
    phone.goto(f"{live_server.url}/kiem-tra-chu-ky/")
    assert_accessible(phone)
    phone.get_by_label("Tệp PDF").set_input_files(path)
    phone.get_by_role("button", name="Kiểm tra", exact=True).click()
    phone.get_by_text("Mọi chữ ký trong tệp đều hợp lệ").wait_for()
    assert_accessible(phone)
    shot(phone, "kiem-tra-chu-ky-dien-thoai")
