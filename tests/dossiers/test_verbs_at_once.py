"""Two clerks at once on the nine verbs: one is first, the other is told; nothing is done twice."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dossiers.test_concurrency import post, together
from tests.factories.accounts import bearer
from tests.factories.dossiers import Office, finished, in_processing, make_office, moment
from tests.factories.units import make_world
from thongsuot.common import stamps
from thongsuot.common.journal_verify import verify
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Consultation, Dossier, Payment
from thongsuot.dossiers.payments import Item

pytestmark = pytest.mark.django_db(transaction=True)
MONEY = {"items": [{"text": "Lệ phí", "amount": 8_000}], "reason": "Nghị quyết"}
PAID = {"amount": 8_000, "method": "cash", "paid_at": "2025-07-07T10:00:00+07:00", "payer": "Lan"}


@pytest.fixture
def shop(django_db_serialized_rollback: Any) -> Iterator[Office]:
    with stamps.of_one_request():
        yield make_office(make_world())


def both(shop: Office, code: str, verb: str, body: Any, names: tuple[str, str]) -> list[int]:
    headers = [bearer(shop.users[name]) for name in names]
    answers = together(2, lambda i: post(headers[i], f"/{code}/{verb}", body, uuid.uuid4().hex))
    refused = [a.json()["code"] for a in answers if a.status_code != 200]
    assert refused == ["move_not_allowed"], [a.content for a in answers]
    return sorted(a.status_code for a in answers)


def test_of_two_only_one_is_done(shop: Office) -> None:
    code = in_processing(shop)
    assert both(shop, code, "request-payment", MONEY, ("motcua1", "hotich")) == [200, 409]
    assert both(shop, code, "record-payment", PAID, ("motcua1", "motcua2")) == [200, 409]
    assert Payment.objects.count() == 1
    asked = {"to": "42-STP", "question": "Có được không?", "due_at": "2100-01-04T10:00:00+07:00"}
    assert both(shop, code, "consult", asked, ("hotich", "kinhte")) == [200, 409]
    assert both(shop, code, "answer-consultation", {"answer": "Được"}, ("hatinh_so", "hatinh_so")) == [200, 409]
    assert Consultation.objects.count() == 1
    assert both(shop, code, "stop", {"reason": "COURT_ORDER"}, ("vanphong", "chutich")) == [200, 409]
    assert both(shop, code, "resume", {}, ("vanphong", "chutich")) == [200, 409]
    assert verify().ok


def test_a_result_is_opened_again_once(shop: Office) -> None:
    code = finished(shop)
    assert both(shop, code, "correct-result", {"reason": "Sai"}, ("chutich", "chutich")) == [200, 409]
    assert Dossier.objects.get().status == "PROCESSING"


def test_a_payment_and_a_withdrawal_at_once_leave_one_of_them(shop: Office) -> None:
    for _turn in range(3):
        code = in_processing(shop)
        services.request_payment(
            code=code,
            principal=shop.who("hotich"),
            at=moment(7, 9, 10),
            items=[Item("FEE", "Lệ phí", 8_000)],
            reason="x",
        )
        lan, clerk = shop.who("lan"), shop.who("motcua1")

        def act(index: int, code: str = code, who: Any = (lan, clerk)) -> Any:
            at = moment(7, 9, 20)
            if index:
                return services.withdraw(code=code, principal=who[0], at=at)
            return services.record_payment(
                code=code, principal=who[1], at=at, amount=8_000, method="cash", paid_at=at, payer="Lan"
            )

        results = together(2, act)
        assert not any(type(r).__name__ == "OperationalError" for r in results), results
        payment = Payment.objects.get(dossier__code=code)
        assert (payment.recorded_at is None) != (payment.cancelled_at is None)
        assert Dossier.objects.get(code=code).status == "WITHDRAWN"
    assert verify().ok
