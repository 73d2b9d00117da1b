"""Money recorded through any door: one receipt, one try that is paid, cash in the book; the revenue is the competent unit's."""

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.dossiers import Office, in_processing, moment
from tests.payments.copies import with_account
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.journal_verify import verify
from thongsuot.dossiers import services as dossiers
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.payments import Item
from thongsuot.payments.models import CashEntry, CashSession, Intent, Receipt
from thongsuot.payments.services import accounts, cash

pytestmark = pytest.mark.django_db
FEE = [Item("FEE", "Lệ phí", 8_000), Item("SERVICE_FEE", "Phí", 2_000)]


def ask(office: Office, code: str, at: datetime, who: str = "hotich") -> None:
    dossiers.request_payment(
        code=code, principal=office.who(who, at), at=at, items=FEE, reason="Nghị quyết của HĐND tỉnh"
    )


def pay(office: Office, code: str, at: datetime, who: str = "motcua1", **more: Any) -> None:
    given = {"amount": 10_000, "method": "cash", "paid_at": at, "payer": "Nguyễn Thị Lan", **more}
    dossiers.record_payment(code=code, principal=office.who(who, at), at=at, **given)


def test_the_old_verb_gives_a_receipt_a_paid_try_and_a_line_of_cash(office: Office) -> None:
    code = in_processing(office)
    ask(office, code, moment(7, 10))
    pay(office, code, moment(7, 10, 5))
    receipt, intent, line = Receipt.objects.get(), Intent.objects.get(), CashEntry.objects.get()
    assert (receipt.total, receipt.number, receipt.year, receipt.payer) == (10_000, 1, 2025, "Nguyễn Thị Lan")
    assert (intent.state, intent.method, intent.amount) == ("paid", "cash", 10_000)
    assert (line.kind, line.amount, line.receipt_id) == ("in", 10_000, receipt.pk)
    session = CashSession.objects.get()
    assert (session.opening, session.balance, session.holder_id) == (0, 10_000, office.users["motcua1"].pk)
    assert verify().ok


def test_numbers_have_no_gaps_when_a_payment_is_undone(office: Office) -> None:
    codes = [in_processing(office) for _ in range(3)]
    for code in codes:
        ask(office, code, moment(7, 10))
    pay(office, codes[0], moment(7, 10, 5))
    with transaction.atomic():
        pay(office, codes[1], moment(7, 10, 6))
        transaction.set_rollback(True)
    pay(office, codes[2], moment(7, 10, 7))
    assert sorted(Receipt.objects.values_list("number", flat=True)) == [1, 2]


def test_revenue_of_a_dossier_received_elsewhere_belongs_to_the_competent_unit(office: Office) -> None:
    code = in_processing_for_mai_phu_at_thach_khe(office)
    ask(office, code, moment(7, 10), who="tk_motcua1")
    pay(office, code, moment(7, 10, 5), who="tk_motcua1")
    receipt, line = Receipt.objects.get(), CashEntry.objects.get()
    assert (receipt.unit_id, receipt.collected_unit_id) == (office.world.mai_phu.id, office.world.thach_khe.id)
    assert line.revenue_unit_id == office.world.mai_phu.id
    assert CashSession.objects.get().book.unit_id == office.world.thach_khe.id
    assert Intent.objects.get().revenue_unit_id == office.world.mai_phu.id


def test_a_transfer_for_it_goes_to_the_competent_units_account(office: Office) -> None:
    from thongsuot.payments.services import collecting

    mine = with_account(office)
    theirs = {"bank_name": "Agribank", "holder": "UBND xã Thạch Khê"}
    accounts.put(office.world.thach_khe.id, "970405", "777", mine.valid.lower, by_id=None, at=moment(7, 9), **theirs)
    code = in_processing_for_mai_phu_at_thach_khe(office)
    ask(office, code, moment(7, 10), who="tk_motcua1")
    intent = collecting.offer_transfer(code=code, principal=office.who("tk_motcua1"), at=moment(7, 10, 1))
    assert (intent.account["number"], intent.account["demo"]) == (mine.number, True)


def in_processing_for_mai_phu_at_thach_khe(office: Office) -> str:
    from tests.factories.dossiers import submit

    loaded = submit(
        office, by="tk_motcua1", receiving_unit=office.world.thach_khe.code, competent_unit=office.world.mai_phu.code
    )
    return loaded.dossier.code


def test_a_transfer_needs_no_drawer(office: Office) -> None:
    code = in_processing(office)
    ask(office, code, moment(7, 10))
    pay(office, code, moment(7, 10, 5), method="transfer", reference="FT1")
    assert Receipt.objects.get().reference == "FT1"
    assert not CashEntry.objects.exists()


def test_a_closed_day_takes_no_cash_and_says_so(office: Office) -> None:
    first, second = in_processing(office), in_processing(office)
    for code in (first, second):
        ask(office, code, moment(7, 10))
    pay(office, first, moment(7, 10, 5))
    close(office, moment(7, 16, 45), {5_000: 2})
    with pytest.raises(MoveNotAllowed) as refused:
        pay(office, second, moment(7, 16, 50))
    assert refused.value.code == "cash_day_closed"
    pay(office, second, moment(8, 8))
    opened = CashSession.objects.get(day=moment(8, 8).date())
    assert (opened.opening, opened.balance) == (10_000, 20_000)


def close(office: Office, at: datetime, notes: dict[int, int], **more: Any) -> CashSession:
    session = CashSession.objects.get(closed_at=None)
    return cash.close_session(
        session_id=session.pk,
        count=cash.Count(notes, more.pop("reason", "")),
        principal=office.who("motcua1", at),
        at=at,
        **more,
    )


def test_the_database_itself_keeps_a_closed_day_and_an_issued_receipt(office: Office) -> None:
    code = in_processing(office)
    ask(office, code, moment(7, 10))
    pay(office, code, moment(7, 10, 5))
    close(office, moment(7, 16, 45), {5_000: 2})
    for statement in (
        "UPDATE payments_cashsession SET balance = balance + 1, taken_in = taken_in + 1",
        "UPDATE payments_cashentry SET amount = 1",
        "DELETE FROM payments_cashentry",
        "DELETE FROM payments_cashsession",
        "UPDATE payments_receipt SET total = 1",
        "DELETE FROM payments_receipt",
        "INSERT INTO payments_cashentry (province_id, session_id, number, kind, cause, amount, dossier_code, note, at, by_id)"
        " SELECT province_id, id, 99, 'in', 'fee', 1, '', '', now(), holder_id FROM payments_cashsession",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_day_left_open_is_closed_as_not_counted_when_the_next_begins(office: Office) -> None:
    first, second = in_processing(office), in_processing(office)
    for code, day in ((first, 7), (second, 8)):
        ask(office, code, moment(7, 10))
        pay(office, code, moment(day, 11))
    left, now = CashSession.objects.order_by("id")
    assert (left.closing, left.counted, now.opening, now.balance) == ("not_counted", None, 10_000, 20_000)


def test_the_dossier_goes_on_as_before(office: Office) -> None:
    code = in_processing(office)
    ask(office, code, moment(7, 10))
    pay(office, code, moment(7, 10, 5))
    assert dossiers.processing.dossier_for(office.who("hotich"), code).dossier.status == Status.PROCESSING
