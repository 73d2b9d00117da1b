"""The shelf, a task's page, folded receivers and the paper form on a real screen: 360 and 1366 px, accessible."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, let_in, shot
from tests.documents.outgoing_story import AT
from tests.documents.test_filing_tasks import opened, task_id  # noqa: F401
from tests.documents.test_receiver_groups import everybody
from tests.documents.test_template_shelf import put
from thongsuot.documents.models import Recipient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OUT = "/can-bo/van-ban/di/"


def test_the_desk_can_be_worked_with(page, phone, live_server, office, task_id):  # noqa: F811
    template = put(office)
    opened(office, user=office.leader)
    letter = office.issued("QD", *everybody(office))
    rows = Recipient.objects.filter(document_id=letter.pk, way="inside")
    rows.update(sending="sent", sent_at=AT)
    Recipient.objects.filter(pk=rows.order_by("pk")[0].pk).update(sending="stuck", sent_at=None)
    for window, name in ((page, "wide"), (phone, "phone")):
        let_in(window, live_server.url, office.leader)
        for place, address in (
            ("shelf", "/can-bo/van-ban/mau/"),
            ("template", f"/can-bo/van-ban/mau/{template.uid}/"),
            ("task", f"/can-bo/viec/{task_id}/"),
            ("receivers", f"{OUT}{letter.uid}/"),
            ("paper-form", "/can-bo/van-ban/den/moi/"),
        ):
            window.goto(f"{live_server.url}{address}")
            shot(window, f"desk-{place}-{name}")
            assert_accessible(window)
    page.goto(f"{live_server.url}{OUT}{letter.uid}/")
    group = page.locator("details.receivers-group")
    expect(group.get_by_text("Xã Thạch Khê")).to_be_hidden()
    group.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(group.get_by_text("Xã Thạch Khê")).to_be_visible()
