"""Khoản nộp chờ cổng thanh toán, in the same list: asked again from there, never closed by a note."""

from typing import Any

import pytest

from tests.exchange.inbound_samples import AT
from tests.exchange.test_stuck_list import LIST, page_of
from tests.factories.dossiers import Office, moment, submit
from thongsuot.common import journal
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Payment
from thongsuot.dossiers.payments import Item
from thongsuot.exchange.stuck import alarms
from thongsuot.payments.models import Intent

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(linked: Office) -> Intent:
    """An online payment about which the gateway said nothing yet."""
    dossier = submit(linked).dossier
    services.request_payment(
        code=dossier.code, principal=linked.who("motcua1"), at=AT, items=[Item("FEE", "Lệ phí", 8_000)], reason="x"
    )
    return Intent.objects.create(
        province_id=dossier.province_id, request_id=Payment.objects.get().pk, dossier_id=dossier.pk, dossier_code=dossier.code,
        revenue_unit_id=linked.world.mai_phu.id, method="online", reference="T-1", amount=8_000, started_at=AT,
        tries=3, trouble="confirm_away", next_ask_at=moment(7, 23),
    )  # fmt: skip


def test_a_payment_that_waits_for_the_gateway_stands_among_the_rest(
    linked: Office, later: Any, waiting: Intent
) -> None:
    text = page_of(linked, "motcua1").get(LIST).content.decode()
    assert "Cổng thanh toán không trả lời" in text
    assert waiting.dossier_code in text
    assert waiting.dossier_code not in page_of(linked, "tk_motcua1").get(LIST).content.decode()
    Intent.objects.update(state="paid", next_ask_at=None, ended_at=AT)
    assert "Không có việc nào kẹt" in page_of(linked, "motcua1").get(LIST).content.decode()


def test_it_is_asked_about_again_at_once(linked: Office, later: Any, waiting: Intent) -> None:
    client = page_of(linked, "motcua1")
    assert client.post(f"{LIST}lam-lai/", {"viec": f"payment:{waiting.pk}"}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.next_ask_at == moment(7, 12)
    assert journal.timeline(waiting.province_id, "payment_intent", waiting.pk)[-1].verb == "asked_again"
    assert client.get(f"{LIST}payment/{waiting.pk}/").status_code == 200


def test_no_note_closes_money(linked: Office, later: Any, waiting: Intent) -> None:
    answer = page_of(linked, "motcua1").post(
        f"{LIST}ben-ngoai/", {"viec": f"payment:{waiting.pk}", "note": "Đã trả tiền mặt"}
    )
    assert answer.status_code == 422
    assert "không khép bằng ghi chú" in answer.content.decode()


def test_an_old_one_raises_an_alarm(linked: Office, later: Any, waiting: Intent) -> None:
    assert alarms.watch(moment(7, 19)) == 1
