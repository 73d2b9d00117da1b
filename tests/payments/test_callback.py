"""The door at which the gateway tells results: signed, stored first, never trusted unsigned."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client

from tests.payments.gateway_at_work import PARTNER, PAYS, SECRET, Till
from thongsuot.payments.gateway import messages
from thongsuot.payments.models import Arrival, GatewayMessage, Intent, Receipt
from thongsuot.payments.selectors.asking import not_understood
from thongsuot.payments.selectors.waiting import strange_messages
from thongsuot.payments.services import online

pytestmark = pytest.mark.django_db(transaction=True)


def body(reference: str, **change: Any) -> dict[str, Any]:
    said = {
        "PhienBan": "1.0.6",
        "LoaiBanTin": "RESULT",
        "MaDoiTac": PARTNER,
        "MaThamChieu": reference,
        "TrangThai": "00",
        "SoTien": 8_000,
        "MaGiaoDich": "GD1",
        "ThoiGianThanhToan": "20250707100500",
        "ThoiGianGD": "20250707100500",
        **change,
    }
    return messages.signed(said, SECRET)


def tell(said: Any) -> Any:
    return Client(enforce_csrf_checks=True).post(
        "/thanh-toan/ket-qua/", said if isinstance(said, bytes) else orjson.dumps(said), content_type="application/json"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"SoTien": 1},
        {"TrangThai": "00", "MaGiaoDich": "GD2"},
        {"MaXacThuc": "00" * 32},
        {"MaXacThuc": None},
        {"MaXacThuc": 5},
    ],
)
def test_a_forged_one_is_refused_and_changes_nothing(till: Till, change: dict[str, Any]) -> None:
    intent = till.start()
    answer = tell(body(intent.reference) | change)
    assert (answer.status_code, answer.json()["MaLoi"]) == (401, "07")
    assert not Arrival.objects.exists()
    assert GatewayMessage.objects.get(kind="CALLBACK").outcome == "forged"


def test_a_flood_of_forged_ones_is_slowed_down(till: Till) -> None:
    statuses = [tell(body("x") | {"MaXacThuc": "no"}).status_code for _ in range(32)]
    assert statuses[-1] == 429
    assert GatewayMessage.objects.count() <= 30
    assert tell(body(till.start().reference)).status_code == 200  # the true one still comes in


def test_an_unknown_reference_is_stored_and_listed(till: Till) -> None:
    answer = tell(body("H27.1-250707-0001-20250707100000-1"))
    assert (answer.status_code, answer.json()["MaLoi"]) == (200, "05")
    (strange,) = strange_messages()
    assert (strange.reference, strange.outcome) == ("H27.1-250707-0001-20250707100000-1", "unknown")
    assert strange.body["SoTien"] == 8_000


@pytest.mark.parametrize(
    "change",
    [{"TrangThai": "99"}, {"SoTien": "8000"}, {"SoTien": -1}, {"MaGiaoDich": ""}, {"ThoiGianThanhToan": "hôm qua"}],
)
def test_a_genuine_one_that_makes_no_sense_is_kept_and_said(till: Till, change: dict[str, Any]) -> None:
    answer = tell(body(till.start().reference, **change))
    assert (answer.status_code, answer.json()["MaLoi"]) == (422, "01")
    assert GatewayMessage.objects.get(kind="CALLBACK").outcome == "unreadable"
    assert not Arrival.objects.exists()


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b'{"MaThamChieu": "\\u0000"}', b"\xff"])
def test_what_is_no_message_is_a_problem_not_a_fault(till: Till, said: bytes) -> None:
    assert tell(said).status_code == 400


def test_without_a_gateway_there_is_no_such_door(till: Till, settings: Any) -> None:
    settings.PAYMENT_GATEWAY = {"address": "", "partner": "", "secret": ""}
    assert tell(body("x")).status_code == 404


def test_a_process_that_dies_after_storing_loses_nothing(till: Till, monkeypatch: Any) -> None:
    intent = till.start()
    with monkeypatch.context() as patch:
        patch.setattr(online, "understand", _dies)
        with pytest.raises(SystemExit):
            tell(body(intent.reference))
    assert GatewayMessage.objects.get(kind="CALLBACK").outcome == "stored"
    assert till.status() == "AWAITING_PAYMENT"
    at = PAYS + timedelta(minutes=7)
    for message in not_understood(at):
        online.understand(message, at=at)
    assert (till.status(), Receipt.objects.count()) == ("PROCESSING", 1)
    assert not not_understood(at + timedelta(minutes=5))


def _dies(*given: Any, **more: Any) -> None:
    raise SystemExit


def test_a_process_that_dies_between_money_and_receipt_leaves_neither(till: Till, monkeypatch: Any) -> None:
    intent = till.start()
    with monkeypatch.context() as patch:
        patch.setattr("thongsuot.payments.services.receipts.issue", _dies)
        with pytest.raises(SystemExit):
            online.apply(messages.result_of(body(intent.reference)), at=PAYS)
    assert not Arrival.objects.exists()
    assert till.status() == "AWAITING_PAYMENT"
    assert online.apply(messages.result_of(body(intent.reference)), at=PAYS)
    assert (Arrival.objects.count(), Receipt.objects.count(), Receipt.objects.get().number) == (1, 1, 1)


def test_a_database_that_goes_away_in_the_middle_leaves_the_message_and_is_caught_up(
    till: Till, monkeypatch: Any
) -> None:
    intent = till.start()

    def cut(*given: Any, **more: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patch:
        patch.setattr("thongsuot.payments.services.receipts.issue", cut)
        answer = Client(raise_request_exception=False).post(
            "/thanh-toan/ket-qua/", orjson.dumps(body(intent.reference)), content_type="application/json"
        )
    connection.close()
    assert (answer.status_code, answer.headers.get("Retry-After") is not None) == (503, True)
    assert (till.status(), Arrival.objects.count()) == ("AWAITING_PAYMENT", 0)
    at = PAYS + timedelta(minutes=7)
    for message in not_understood(at):
        online.understand(message, at=at)
    assert (till.status(), Receipt.objects.count(), Arrival.objects.count()) == ("PROCESSING", 1, 1)


def test_the_background_job_does_all_of_it(till: Till, monkeypatch: Any) -> None:
    from thongsuot.payments import jobs

    till.manners(callbacks=0)
    till.citizen_pays(till.start())
    monkeypatch.setattr(jobs, "now", lambda: PAYS + timedelta(minutes=7))
    assert jobs.ask_gateway.func(timestamp=0) == 1
    found = Intent.objects.get()
    assert (found.state, bool(found.bill_url), till.status()) == ("paid", True, "PROCESSING")
    assert jobs.ask_gateway.func(timestamp=0) == 0
    till.books_are_equal()
