"""The API of money: once per key, amounts as integers, refusals with stable codes."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.factories.accounts import bearer
from tests.factories.dossiers import Office, moment
from tests.payments.copies import PRICE, copies, with_account
from thongsuot.common.now import frozen
from thongsuot.payments.models import Receipt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ten():
    with frozen(moment(7, 10)) as at:
        yield at


def post(office: Office, path: str, body: Any, key: str = "k1", name: str = "motcua1") -> Any:
    headers = {**bearer(office.users[name]), "Idempotency-Key": key}
    return Client().post(f"/api/v1/payments/{path}", json.dumps(body), content_type="application/json", headers=headers)


def get(office: Office, code: str, name: str = "motcua1") -> Any:
    return Client().get(f"/api/v1/payments/{code}", headers=bearer(office.users[name])).json()


def test_collecting_twice_with_one_key_collects_once(office: Office) -> None:
    code = copies(office)
    answers = [post(office, f"{code}/collect", {"amount": PRICE}) for _n in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert Receipt.objects.count() == 1
    found = get(office, code, "lan")
    assert (found["left"], found["receipts"][0]["number"], found["tries"][0]["state"]) == (0, "0000001", "paid")


def test_transfers_by_the_api(office: Office) -> None:
    with_account(office)
    code = copies(office)
    shown = post(office, f"{code}/transfer-code", {}, "k0").json()
    assert (shown["amount"], shown["qr"][:6]) == (PRICE, "000201")
    part = post(office, f"{code}/transfers", {"reference": "FT1", "amount": 5_000}).json()
    assert (part["kept"], part["left"], part["arrivals"][0]["state"]) == (5_000, 7_000, "kept")
    assert post(office, f"{code}/transfer-code", {}, "k3").json()["amount"] == 7_000
    whole = post(office, f"{code}/transfers", {"reference": "FT2", "amount": 8_000}, "k2").json()
    assert (whole["left"], whole["refunds"][0]["amount"], whole["receipts"][0]["total"]) == (0, 1_000, PRICE)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"amount": 1.5}, 422, "invalid_input"),
        ({"amount": "12000"}, 422, "invalid_input"),
        ({"amount": 11_999}, 422, "amount_differs"),
        ({"amount": -1}, 422, "invalid_input"),
        ({"more": 1}, 422, "invalid_input"),
    ],
)
def test_refusals_have_stable_codes(office: Office, body: Any, status: int, code: str) -> None:
    answer = post(office, f"{copies(office)}/collect", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Receipt.objects.exists()
