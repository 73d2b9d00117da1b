"""Nộp lưu, chưa trình ký số được, as clerk and chair meet them: on a screen and on a phone, WCAG 2.2 AA, pictures kept."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.documents.outgoing_story import StandInGate
from tests.factories.dossiers import Office, in_processing, moment
from thongsuot.documents import gate
from thongsuot.dossiers import services
from thongsuot.dossiers.models import ArchiveRun
from thongsuot.dossiers.services import archiving
from thongsuot.records import retention

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = moment(7, 14)


@pytest.fixture
def on_paper(office: Office):
    """Two dossiers that were refused and returned on paper: nobody has a certificate."""
    retention.load()
    stand_in, before = StandInGate(why_not="Cơ quan chưa có chứng thư số (con dấu) còn hiệu lực."), gate.current()
    gate.use(stand_in)
    for note in ("Không đủ căn cứ cải chính", "Thiếu giấy chứng sinh"):
        code = in_processing(office)
        services.finish(code=code, principal=office.who("chutich"), at=AT, outcome="rejected", note=note)
        services.return_result(
            code=code, principal=office.who("motcua1"), at=AT, method="COUNTER", taken_by="Nguyễn Thị Lan"
        )
    yield stand_in
    gate.use(before)


def test_a_year_is_handed_in_and_what_is_blocked_is_shown(page, phone, live_server, office: Office, on_paper) -> None:
    for window in (page, phone):
        let_in(window, live_server.url, office.users["chutich"])
        for name, address in (
            ("chua-trinh-ky", "/can-bo/ho-so/chua-ky-so/"),
            ("so-nguoi-ky-chan", "/can-bo/so-nguoi-ky/"),
        ):
            window.goto(f"{live_server.url}{address}")
            assert_accessible(window)
            shot(window, name)
        let_in(window, live_server.url, office.users["motcua1"])
        window.goto(f"{live_server.url}/can-bo/ho-so/nop-luu/?nam=2025")
        assert_accessible(window)
        shot(window, "nop-luu-nam")
    page.get_by_label("Nộp cả 2 hồ sơ").check()
    page.locator("[data-main-act]").click()
    expect(page.get_by_text("Đang nộp…")).to_be_visible()
    archiving.carry_out(ArchiveRun.objects.get().pk, clock=lambda: AT + timedelta(days=400))
    expect(page.locator(".bulk-result")).to_contain_text("2/2")
    assert_accessible(page)
    shot(page, "nop-luu-xong")
