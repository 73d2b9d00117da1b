"""Asking for money and recording it: one open request, paid whole, and the clock stands still meanwhile."""

from datetime import datetime
from typing import Any

import pytest

from tests.factories.dossiers import Office, in_processing, moment, submit
from tests.factories.procedures import COPY
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Payment, Status
from thongsuot.dossiers.payments import Item
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.tasks.models import OpenWork, Task, TaskState
from thongsuot.tasks.services import claim

pytestmark = pytest.mark.django_db
FEE = [Item("FEE", "Lệ phí", 8_000)]


def ask(office: Office, code: str, at: datetime, **more: Any) -> Loaded:
    given = {"items": FEE, "reason": "Nghị quyết của HĐND tỉnh", **more}
    return services.request_payment(code=code, principal=office.who("hotich"), at=at, **given)


def pay(office: Office, code: str, at: datetime, **more: Any) -> Loaded:
    given = {"amount": 8_000, "method": "cash", "paid_at": at, "payer": "Nguyễn Thị Lan", **more}
    return services.record_payment(code=code, principal=office.who("motcua1"), at=at, **given)


def test_the_clock_resumes_after_payment_and_gives_the_waiting_back(office: Office) -> None:
    code = in_processing(office)
    assert ask(office, code, moment(7, 10)).dossier.status == Status.AWAITING_PAYMENT
    assert set(OpenWork.objects.values_list("state", flat=True)) == {TaskState.WAITING}
    done = pay(office, code, moment(8, 10)).dossier
    assert (done.status, done.due_at) == (Status.PROCESSING, moment(8, 17))  # eight working hours later
    assert Dossier.objects.get().due_at == done.due_at
    (pause,) = done.clock["pauses"]
    assert (pause["reason"], pause["policy"]) == ("payment", "RESUME")


def test_what_was_asked_and_paid_is_kept_with_the_unit_whose_revenue_it_is(office: Office) -> None:
    code = in_processing(office)
    ask(office, code, moment(7, 10))
    pay(office, code, moment(7, 11), method="transfer", reference="FT25188001")
    kept = Payment.objects.get()
    assert (kept.amount, kept.method, kept.reference, kept.payer) == (8_000, "transfer", "FT25188001", "Nguyễn Thị Lan")
    assert kept.revenue_unit_id == office.world.mai_phu.id
    assert kept.items == [{"kind": "FEE", "text": "Lệ phí", "amount": 8_000}]


def test_the_fee_rules_say_how_much_for_true_copies(office: Office) -> None:
    from tests.factories.dossiers import papers_for
    from tests.factories.procedures import FULL_FORMS

    code = submit(
        office,
        procedure_code=COPY,
        form=FULL_FORMS[COPY],
        components=papers_for(COPY, form=FULL_FORMS[COPY]),
    ).dossier.code
    asked = ask(office, code, moment(7, 9, 30), items=(), reason="")
    assert asked.payment is not None
    assert asked.payment.amount == 12_000  # 2 pages × 2,000 đ × 3 copies
    pay(office, code, moment(7, 9, 40), amount=12_000)
    with pytest.raises(Invalid) as refused:
        ask(office, code, moment(7, 9, 50), items=(), reason="")
    assert refused.value.code == "paid_before"


def test_a_procedure_without_fee_needs_a_typed_item(office: Office) -> None:
    code = in_processing(office)
    with pytest.raises(Invalid) as refused:
        ask(office, code, moment(7, 10), items=(), reason="")
    assert refused.value.code in ("nothing_to_pay", "amount_unknown")
    assert not Payment.objects.exists()


@pytest.mark.parametrize(("amount", "word"), [(7_999, "ít hơn"), (8_001, "nhiều hơn")])
def test_partial_and_over_payments_are_refused_in_clear_words(office: Office, amount: int, word: str) -> None:
    code = in_processing(office)
    ask(office, code, moment(7, 10))
    with pytest.raises(Invalid) as refused:
        pay(office, code, moment(7, 11), amount=amount)
    assert refused.value.code == "amount_differs"
    assert word in str(refused.value.detail)
    assert Payment.objects.get().recorded_at is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"method": "gold"}, "method"),
        ({"method": "online"}, "reference"),
        ({"payer": " \u200b"}, "payer"),
        ({"paid_at": moment(8, 12)}, "paid_at"),
        ({"paid_at": moment(6, 9)}, "paid_at"),
    ],
)
def test_a_payment_that_cannot_be_true_is_refused(office: Office, change: dict[str, Any], field: str) -> None:
    code = in_processing(office)
    ask(office, code, moment(7, 10))
    with pytest.raises(Invalid) as refused:
        pay(office, code, moment(7, 11), **change)
    assert refused.value.errors[0]["field"] == field


def test_requests_follow_one_another_but_only_one_is_open(office: Office) -> None:
    code = in_processing(office)
    ask(office, code, moment(7, 10))
    with pytest.raises(MoveNotAllowed):
        ask(office, code, moment(7, 10, 1))
    pay(office, code, moment(7, 10, 30))
    ask(office, code, moment(7, 11))
    pay(office, code, moment(7, 11, 30))
    assert Payment.objects.filter(recorded_at__isnull=False).count() == 2
    with pytest.raises(MoveNotAllowed):
        pay(office, code, moment(7, 12))


def test_the_counter_has_a_task_with_five_clears_until_the_money_is_there(office: Office) -> None:
    code = in_processing(office)
    ask(office, code, moment(7, 10))
    task = Task.objects.get(kind="dossier.payment")
    assert (task.state, task.role, task.due_at) == (TaskState.WAITING, "counter_clerk", None)
    assert all((task.what, task.result, task.accountable))
    pay(office, code, moment(7, 11))
    task.refresh_from_db()
    assert task.state == TaskState.DONE


def test_it_goes_back_to_where_it_came_from(office: Office) -> None:
    code = submit(office, receive=False).dossier.code
    services.request_payment(
        code=code, principal=office.who("motcua1"), at=moment(7, 9, 10), items=FEE, reason="Thu trước"
    )
    assert pay(office, code, moment(7, 14)).dossier.status == Status.SUBMITTED
    assert OpenWork.objects.get().due_at == moment(8, 14)  # the counter has its eight hours again


def test_a_step_taken_while_waiting_starts_the_processing_afterwards(office: Office) -> None:
    code = submit(office).dossier.code
    ask(office, code, moment(7, 9, 10))
    step = OpenWork.objects.get(kind="dossier.step").task_id
    claim(task_id=step, principal=office.who("hotich"), at=moment(7, 9, 20))
    assert Dossier.objects.get().status == Status.AWAITING_PAYMENT
    assert pay(office, code, moment(7, 9, 30)).dossier.status == Status.PROCESSING
    other = submit(office).dossier.code
    ask(office, other, moment(7, 9, 40))
    assert pay(office, other, moment(7, 9, 50)).dossier.status == Status.RECEIVED


def test_a_withdrawn_dossier_owes_nothing(office: Office) -> None:
    code = in_processing(office)
    ask(office, code, moment(7, 10))
    services.withdraw(code=code, principal=office.who("lan"), at=moment(7, 11), reason="Thôi")
    kept = Payment.objects.get()
    assert (kept.cancelled_at, kept.recorded_at) == (moment(7, 11), None)
    assert not OpenWork.objects.exists()
