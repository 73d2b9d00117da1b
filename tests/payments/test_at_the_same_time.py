"""Two at once on real connections: one fee, one drawer, one number; and a row of books that closes while money comes."""

from datetime import timedelta
from typing import Any

import pytest

from tests.dossiers.test_concurrency import shop, together  # noqa: F401
from tests.factories.dossiers import Office, moment
from tests.payments.copies import PRICE, copies
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.journal_verify import verify
from thongsuot.dossiers.models import Payment
from thongsuot.payments.models import Arrival, CashEntry, CashSession, Receipt
from thongsuot.payments.services import arrivals, cash, collecting

pytestmark = pytest.mark.django_db(transaction=True)
AT = moment(7, 9, 30)


def test_two_clerks_collect_one_fee_once(shop: Office) -> None:  # noqa: F811
    code, people = copies(shop), [shop.who("motcua1"), shop.who("motcua2")]
    results = together(2, lambda i: collecting.collect_cash(code=code, principal=people[i], at=AT))
    assert sum(isinstance(r, Receipt) for r in results) == 1, results
    assert (Payment.objects.count(), Receipt.objects.count(), CashEntry.objects.count()) == (1, 1, 1)


def test_a_crowd_at_two_counters_leaves_numbers_without_gaps_and_a_drawer_that_adds_up(shop: Office) -> None:  # noqa: F811
    codes, people = [copies(shop) for _n in range(8)], [shop.who("motcua1"), shop.who("motcua2")]
    results = together(8, lambda i: collecting.collect_cash(code=codes[i], principal=people[i % 2], at=AT))
    assert all(isinstance(r, Receipt) for r in results), results
    assert sorted(Receipt.objects.values_list("number", flat=True)) == list(range(1, 9))
    session = CashSession.objects.get()
    assert (session.balance, session.entries_count) == (8 * PRICE, 8)
    assert sorted(CashEntry.objects.values_list("number", flat=True)) == list(range(1, 9))
    assert verify().ok


def test_a_day_that_closes_while_money_comes_stays_equal_to_its_lines(shop: Office) -> None:  # noqa: F811
    first, clerk = copies(shop), shop.who("motcua1")
    collecting.collect_cash(code=first, principal=clerk, at=AT)
    session, second = CashSession.objects.get(), copies(shop)

    def act(index: int) -> Any:
        if index:
            return cash.close_session(
                session_id=session.pk, count=cash.Count({2_000: 6}, "đếm"), principal=clerk, at=AT + timedelta(hours=7)
            )
        return collecting.collect_cash(code=second, principal=clerk, at=AT + timedelta(hours=7))

    money, closed = together(2, act)
    assert isinstance(closed, CashSession)
    assert isinstance(money, Receipt) or (isinstance(money, MoveNotAllowed) and money.code == "cash_day_closed")
    session.refresh_from_db()
    assert session.balance == sum(e.amount for e in CashEntry.objects.filter(session=session))


def test_one_transfer_noted_by_two_is_one(shop: Office) -> None:  # noqa: F811
    code, people = copies(shop), [shop.who("motcua1"), shop.who("motcua2")]
    collecting.offer_transfer(code=code, principal=people[0], at=AT)
    given = {"code": code, "at": AT, "external_id": "FT1", "amount": PRICE, "payer": "Lan"}
    results = together(2, lambda i: arrivals.note_transfer(principal=people[i], **given))
    assert all(isinstance(r, Arrival) for r in results), results
    assert (Arrival.objects.count(), Receipt.objects.count()) == (1, 1)
