"""A citizen began to pay a commune that dissolved at midnight: the next try goes to the new account, old money still counts."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories.accounts import give_post
from tests.factories.cutover import ON, merge, midnight
from tests.factories.dossiers import Office, in_processing, moment
from tests.payments.copies import with_account
from tests.payments.gateway_at_work import Till, ask_for_money, till  # noqa: F401
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common.journal_verify import verify
from thongsuot.common.now import frozen
from thongsuot.cutover.services.executing import execute
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.org.selectors import UnitInfo
from thongsuot.payments.models import Arrival, Intent, Receipt
from thongsuot.payments.selectors.dossier import money_of
from thongsuot.payments.services import accounts, arrivals, online

BEFORE, AFTER = midnight() - timedelta(minutes=10), midnight() + timedelta(minutes=5)
OLD_ACCOUNT, NEW_ACCOUNT = "1020304050", "9988776655"


def citizen(office: Office, at: datetime) -> Principal:
    found = principal_of(office.users["lan"].pk, at)
    assert found is not None
    return found


def reorganise(office: Office) -> UnitInfo:
    """Mai Phụ becomes Mai Khê with an account of its own; open work has moved."""
    change = merge(office.world.province, [(office.world.mai_phu.id, "Mai Khê")])
    accounts.put(
        change.heir.id, "970405", NEW_ACCOUNT, ON, by_id=office.users["quantri"].pk, at=midnight(),
        bank_name="Agribank", holder="UBND xã Mai Khê", is_demo=True,
    )  # fmt: skip
    with frozen(AFTER):
        execute(change.plan)
    return change.heir


@pytest.mark.django_db(transaction=True)
def test_an_online_try_ends_the_next_uses_the_new_account_and_its_money_still_pays(till: Till) -> None:  # noqa: F811
    office = till.office
    with_account(office, OLD_ACCOUNT)
    till.manners(callbacks=0)
    with frozen(BEFORE):
        first = till.start(BEFORE)
    assert first.account["number"] == OLD_ACCOUNT
    heir = reorganise(office)
    with frozen(AFTER):
        loaded = dossier_for(citizen(office, AFTER), till.code)
        assert money_of(loaded).usable(loaded, Intent.Method.ONLINE, AFTER) is None
        assert money_of(loaded).account_changed(loaded, AFTER)
        second = online.pay_online(code=till.code, principal=citizen(office, AFTER), at=AFTER)
        assert (second.revenue_unit_id, second.account["number"]) == (heir.id, NEW_ACCOUNT)
        first.refresh_from_db()
        assert (first.state, first.trouble, first.next_ask_at is not None) == ("expired", "unit_dissolved", True)
        assert online.pay_online(code=till.code, principal=citizen(office, AFTER), at=AFTER).pk == second.pk
        till.citizen_pays(first)
        till.asks(AFTER + timedelta(hours=1))
        first.refresh_from_db()
        second.refresh_from_db()
    assert (first.state, second.state, till.status()) == ("paid", "expired", "PROCESSING")
    assert (Arrival.objects.get().intent_id, Receipt.objects.get().total) == (first.pk, 8_000)
    till.books_are_equal()
    assert verify().ok


@pytest.mark.django_db
@pytest.mark.parametrize("asked_again", [False, True])
def test_a_transfer_to_the_old_account_is_still_matched(office: Office, asked_again: bool) -> None:
    with_account(office, OLD_ACCOUNT)
    code = in_processing(office, at=moment(30, 9))
    ask_for_money(office, code, at=moment(30, 10))
    first = online.offer_transfer(code=code, principal=citizen(office, BEFORE), at=BEFORE)
    heir = reorganise(office)
    give_post(office.world, office.users["motcua1"], Role.COUNTER_CLERK, heir.id, since=midnight())
    given: dict[str, Any] = {"external_id": "FT25213001", "amount": 8_000, "payer": "Nguyễn Thị Lan"}
    with frozen(AFTER):
        if asked_again:
            second = online.offer_transfer(code=code, principal=citizen(office, AFTER), at=AFTER)
            assert second.transfer_key != first.transfer_key
            assert (second.revenue_unit_id, second.account["number"]) == (heir.id, NEW_ACCOUNT)
        clerk = principal_of(office.users["motcua1"].pk, AFTER)
        assert clerk is not None
        arrivals.note_transfer(code=code, principal=clerk, at=AFTER, **given)
    assert Dossier.objects.get(code=code).status == "PROCESSING"
    assert Receipt.objects.get().unit_id == heir.id
    assert Intent.objects.filter(state="pending").count() == 0
    assert verify().ok


@pytest.mark.django_db
def test_a_try_of_a_unit_in_force_stays_the_same(office: Office) -> None:
    with_account(office, OLD_ACCOUNT)
    code = in_processing(office, at=moment(30, 9))
    ask_for_money(office, code, at=moment(30, 10))
    first = online.offer_transfer(code=code, principal=citizen(office, BEFORE), at=BEFORE)
    assert online.offer_transfer(code=code, principal=citizen(office, BEFORE), at=BEFORE).pk == first.pk
    loaded = dossier_for(citizen(office, BEFORE), code)
    assert not money_of(loaded).account_changed(loaded, BEFORE)
