"""Money goes back: asked for with a reason, approved by other eyes, paid out once, with a numbered slip."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories.dossiers import Office, moment
from tests.payments.copies import PRICE, copies
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.payments.models import CashSession, Intent, Receipt, Refund
from thongsuot.payments.papers.receipt import refund_pdf
from thongsuot.payments.services import collecting, refunding

pytestmark = pytest.mark.django_db
AT = moment(7, 9, 30)
CASH = refunding.Wish("Thu nhầm hai bản", "Nguyễn Thị Lan", "cash")
ACCOUNT = {"bank_bin": "970405", "number": "123 456", "holder": "NGUYEN THI LAN"}


def by(office: Office, name: str = "motcua1") -> dict:
    return {"principal": office.who(name), "at": AT}


@pytest.fixture
def asked(office: Office) -> Refund:
    code = copies(office)
    collecting.collect_cash(code=code, **by(office))
    return refunding.ask_back(code=code, receipt_id=Receipt.objects.get().pk, amount=4_000, wish=CASH, **by(office))


def test_the_whole_way_in_cash(office: Office, asked: Refund) -> None:
    assert Intent.objects.get().state == "refunding"
    refunding.decide(refund_id=asked.pk, approve=True, decision="QĐ 5", **by(office, "vanphong"))
    done = refunding.pay_out(refund_id=asked.pk, **by(office))
    assert (done.state, done.number, done.year, Intent.objects.get().state) == ("paid", 1, 2025, "refunded")
    assert CashSession.objects.get().balance == PRICE - 4_000
    assert refund_pdf(done).startswith(b"%PDF")
    with pytest.raises(MoveNotAllowed):
        refunding.pay_out(refund_id=asked.pk, **by(office))


def test_nobody_approves_his_own(office: Office) -> None:
    code = copies(office)
    collecting.collect_cash(code=code, **by(office))
    wish = {"receipt_id": Receipt.objects.get().pk, "amount": 1_000, "wish": CASH}
    own = refunding.ask_back(code=code, **wish, **by(office, "vanphong"))
    with pytest.raises(Forbidden):
        refunding.decide(refund_id=own.pk, approve=True, decision="QĐ 5", **by(office, "vanphong"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=own.pk).update(state="approved", decided_by_id=office.users["vanphong"].pk)
    refunding.decide(refund_id=own.pk, approve=True, decision="QĐ 5", **by(office, "chutich"))


def test_a_clerk_does_not_approve_and_a_stranger_sees_nothing(office: Office, asked: Refund) -> None:
    with pytest.raises(Forbidden):
        refunding.decide(refund_id=asked.pk, approve=True, decision="QĐ", **by(office, "motcua2"))
    with pytest.raises(NotFound):
        refunding.decide(refund_id=asked.pk, approve=True, decision="QĐ", **by(office, "tk_chutich"))


def test_what_is_refused_can_be_asked_for_again(office: Office, asked: Refund) -> None:
    refunding.decide(refund_id=asked.pk, approve=False, decision="Thu đúng", **by(office, "vanphong"))
    with pytest.raises(MoveNotAllowed):
        refunding.pay_out(refund_id=asked.pk, **by(office))
    again = refunding.ask_back(
        code=asked.dossier_code, receipt_id=Receipt.objects.get().pk, amount=PRICE, wish=CASH, **by(office)
    )
    assert again.state == "requested"


def test_no_more_goes_back_than_came(office: Office, asked: Refund) -> None:
    with pytest.raises(Invalid) as refused:
        refunding.ask_back(
            code=asked.dossier_code, receipt_id=Receipt.objects.get().pk, amount=PRICE - 3_999, wish=CASH, **by(office)
        )
    assert refused.value.code == "amount_invalid"


@pytest.mark.parametrize(
    ("account", "field"),
    [({}, "bank_bin"), (ACCOUNT | {"number": "12-3"}, "account"), (ACCOUNT | {"holder": ""}, "holder")],
)
def test_a_transfer_needs_an_account_that_can_be_one(office: Office, account: dict, field: str) -> None:
    code = copies(office)
    collecting.collect_cash(code=code, **by(office))
    wish = refunding.Wish("Thu nhầm", "Lan", "transfer", account)
    with pytest.raises(Invalid) as refused:
        refunding.ask_back(code=code, receipt_id=Receipt.objects.get().pk, amount=1, wish=wish, **by(office))
    assert refused.value.errors[0]["field"] == field


def test_an_empty_drawer_pays_nothing_out(office: Office, asked: Refund) -> None:
    from thongsuot.payments.services import cash

    refunding.decide(refund_id=asked.pk, approve=True, decision="QĐ 5", **by(office, "vanphong"))
    cash.move_cash(session_id=CashSession.objects.get().pk, cause="deposit", amount=PRICE, note="Kho bạc", **by(office))
    with pytest.raises(MoveNotAllowed) as refused:
        refunding.pay_out(refund_id=asked.pk, **by(office))
    assert refused.value.code == "cash_short"
    asked.refresh_from_db()
    assert asked.state == "approved"
