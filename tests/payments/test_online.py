"""Paying through the gateway, when it works and when it does not: the books of both sides end equal."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.dossiers import moment
from tests.payments.gateway_at_work import PAYS, Till
from thongsuot.common.journal_verify import verify
from thongsuot.dossiers import services as dossiers
from thongsuot.dossiers.models import Payment
from thongsuot.payments.models import Arrival, GatewayMessage, Intent, Receipt, Refund
from thongsuot.payments.selectors.waiting import waiting_for_gateway
from thongsuot.payments.services import online

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_citizen_pays_and_gets_receipt_and_a_dossier_that_goes_on(till: Till) -> None:
    intent = till.start()
    assert intent.payment_url.endswith(f"/thanh-toan/trang/{intent.reference}")
    till.citizen_pays(intent)
    intent.refresh_from_db()
    assert (intent.state, intent.next_ask_at, till.status()) == ("paid", None, "PROCESSING")
    request, receipt = Payment.objects.get(), Receipt.objects.get()
    assert (request.method, request.recorded_by, receipt.issued_by, receipt.total) == ("online", None, None, 8_000)
    assert request.reference == Arrival.objects.get().external_id
    online.fetch_bill(intent, at=PAYS + timedelta(minutes=6))
    intent.refresh_from_db()
    assert intent.bill_url.endswith(f"/thanh-toan/bien-lai/{intent.reference}")
    till.books_are_equal()
    assert verify().ok


@pytest.mark.parametrize("fault", ["500_after", "500_before", "down"])
def test_an_init_without_answer_is_sent_again_as_the_same_order(till: Till, fault: str) -> None:
    till.fault(fault, count=1)
    silent = till.start()
    assert (silent.state, silent.payment_url) == ("pending", "")
    assert silent.trouble.startswith("init_")
    again = till.start(PAYS + timedelta(minutes=1))
    assert (again.pk, bool(again.payment_url), again.trouble) == (silent.pk, True, "")
    assert len(till.orders()) == 1
    till.citizen_pays(again)
    assert till.status() == "PROCESSING"
    till.books_are_equal()


def test_two_callbacks_at_the_same_moment_pay_once(till: Till) -> None:
    till.manners(callbacks=2)
    till.citizen_pays(till.start())
    assert GatewayMessage.objects.filter(kind="CALLBACK").count() == 2
    assert set(GatewayMessage.objects.filter(kind="CALLBACK").values_list("outcome", flat=True)) == {"ok"}
    assert (Arrival.objects.count(), Receipt.objects.count(), Intent.objects.get().state) == (1, 1, "paid")
    till.books_are_equal()


def test_a_callback_may_come_before_the_answer_to_init(till: Till) -> None:
    till.manners(before_answer=True)
    intent = till.start()
    assert (intent.state, till.status(), Receipt.objects.count()) == ("paid", "PROCESSING", 1)
    till.asks(PAYS + timedelta(hours=1))
    till.books_are_equal()


def test_a_gateway_that_never_calls_is_asked_until_it_tells(till: Till) -> None:
    till.manners(callbacks=0)
    intent = till.start()
    till.asks(PAYS + timedelta(seconds=11))
    intent.refresh_from_db()
    assert (intent.state, intent.tries, intent.trouble) == ("pending", 1, "waiting")
    till.citizen_pays(intent)
    assert till.status() == "AWAITING_PAYMENT"
    till.asks(PAYS + timedelta(minutes=2))
    assert till.status() == "PROCESSING"
    till.books_are_equal()


def test_what_never_becomes_final_stays_visible_and_is_asked_less_and_less_often(till: Till) -> None:
    till.manners(final=False)
    intent = till.start()
    waits, at = [], PAYS
    for _turn in range(9):
        intent.refresh_from_db()
        waits.append((intent.next_ask_at - at).total_seconds())
        at = intent.next_ask_at
        till.asks(at)
    assert waits == sorted(waits)
    assert waits[-1] == 3600
    intent.refresh_from_db()
    assert intent.state == "expired"  # the citizen may try again meanwhile
    (stuck,) = waiting_for_gateway(at, older_than=timedelta(minutes=30))
    assert (stuck.reference, stuck.cause, stuck.unit_id) == (intent.reference, "waiting", till.office.world.mai_phu.id)
    till.citizen_pays(intent)
    till.manners(final=True)
    till.asks(at + timedelta(hours=2))
    assert till.status() == "PROCESSING"
    assert not waiting_for_gateway(at + timedelta(hours=2))
    till.books_are_equal()


def test_too_little_is_kept_and_the_rest_can_be_paid(till: Till) -> None:
    till.manners(off=-3_000)
    first = till.start()
    till.citizen_pays(first)
    first.refresh_from_db()
    assert (first.state, first.trouble, till.status()) == ("failed", "wrong_amount", "AWAITING_PAYMENT")
    assert Arrival.objects.get().state == "kept"
    till.manners(off=0)
    second = till.start(PAYS + timedelta(minutes=5))
    assert (second.amount, second.reference != first.reference) == (3_000, True)
    till.citizen_pays(second)
    assert (till.status(), Receipt.objects.get().total) == ("PROCESSING", 8_000)
    assert set(Arrival.objects.values_list("state", flat=True)) == {"used"}
    till.books_are_equal()


def test_too_much_pays_the_fee_and_the_rest_waits_to_go_back(till: Till) -> None:
    till.manners(off=2_000)
    till.citizen_pays(till.start())
    refund = Refund.objects.get()
    assert (till.status(), refund.amount, refund.cause, refund.state) == ("PROCESSING", 2_000, "overpaid", "queued")
    assert Receipt.objects.get().total == 8_000
    till.books_are_equal()


def test_money_for_a_withdrawn_dossier_waits_to_go_back(till: Till) -> None:
    till.manners(callbacks=0)
    intent = till.start()
    at = PAYS + timedelta(minutes=1)
    dossiers.withdraw(code=till.code, principal=till.office.who("lan", at), at=at, reason="Thôi")
    till.citizen_pays(intent)
    till.asks(PAYS + timedelta(hours=1))
    refund = Refund.objects.get()
    assert (refund.cause, refund.amount, Arrival.objects.get().state) == ("withdrawn", 8_000, "to_refund")
    assert not Receipt.objects.exists()
    till.books_are_equal()


def test_cash_at_the_counter_does_not_lose_what_comes_online_as_well(till: Till) -> None:
    till.manners(callbacks=0)
    intent = till.start()
    till.citizen_pays(intent)
    at = moment(7, 10, 20)
    dossiers.record_payment(
        code=till.code,
        principal=till.office.who("motcua1", at),
        at=at,
        amount=8_000,
        method="cash",
        paid_at=at,
        payer="Lan",
    )
    till.asks(moment(7, 11))
    assert Refund.objects.get().cause == "not_asked"
    assert Receipt.objects.count() == 1
    till.books_are_equal()


def test_a_citizen_who_gives_up_there_may_begin_anew(till: Till) -> None:
    first = till.start()
    till.citizen_pays(first, cancel=True)
    first.refresh_from_db()
    assert (first.state, till.status()) == ("failed", "AWAITING_PAYMENT")
    assert till.start(PAYS + timedelta(minutes=9)).pk != first.pk


def test_a_gateway_that_never_heard_of_a_try_ends_it_when_it_expires(till: Till) -> None:
    till.fault("500_before", count=1)
    intent = till.start()
    till.asks(PAYS + timedelta(seconds=20))
    intent.refresh_from_db()
    assert (intent.state, intent.trouble) == ("pending", "confirm_refused")
    till.asks(PAYS + timedelta(hours=1))
    intent.refresh_from_db()
    assert (intent.state, intent.trouble, intent.next_ask_at) == ("failed", "never_reached", None)


def test_no_transaction_is_open_while_the_gateway_is_called(till: Till, monkeypatch: Any) -> None:
    from django.db import connection

    from thongsuot.payments.gateway import client

    seen = []
    real = client._exchange
    monkeypatch.setattr(client, "_exchange", lambda *given: seen.append(connection.in_atomic_block) or real(*given))
    intent = till.start()
    till.citizen_pays(intent)
    till.asks(PAYS + timedelta(hours=1))
    online.fetch_bill(intent, at=PAYS + timedelta(hours=1))
    assert set(seen) == {False}
