"""Certified copies of a dossier on a real screen: by keyboard, at 1366 and 360 px."""

import pytest

from tests.browser import assert_accessible, let_in, shot
from tests.dossiers.test_certified_copies import in_hand, pdf
from thongsuot.dossiers.models import CertifiedCopy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_scan_is_compared_and_recorded_by_keyboard(page, phone, live_server, office, tmp_path):
    code = in_hand(office)
    scan = tmp_path / "bang-tot-nghiep.pdf"
    scan.write_bytes(pdf())
    address = f"{live_server.url}/can-bo/ho-so/{code}/"
    let_in(page, live_server.url, office.users["hotich"])
    page.goto(address)
    shot(page, "certified-dossier-wide")
    page.keyboard.press("b")
    page.wait_for_url("**/ban-sao-chung-thuc/")
    shot(page, "certified-copies-wide")
    assert_accessible(page)
    page.locator("#o-file-1").set_input_files(scan)
    page.get_by_label("Tôi đã đối chiếu").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(address)
    assert CertifiedCopy.objects.get().pages == 2
    let_in(phone, live_server.url, office.users["hotich"])
    for name, place in {"dossier": address, "copies": f"{address}ban-sao-chung-thuc/"}.items():
        phone.goto(place)
        shot(phone, f"certified-{name}-phone")
        assert_accessible(phone)
