"""The counter collects: in cash, by transfer, exempted; too little, too much and twice are kept and shown."""

from datetime import timedelta

import pytest

from tests.factories.dossiers import Office, moment
from tests.payments.copies import PRICE, copies, with_account
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.dossiers import services as dossiers
from thongsuot.dossiers.models import Dossier, Payment
from thongsuot.payments.models import Arrival, CashEntry, Exemption, Intent, Receipt, Refund
from thongsuot.payments.papers.slip import qr_text
from thongsuot.payments.services import arrivals, collecting, exempting
from thongsuot.payments.services import receipts as receipt_services

pytestmark = pytest.mark.django_db
AT = moment(7, 9, 30)


def by(office: Office, name: str = "motcua1") -> dict:
    return {"principal": office.who(name), "at": AT}


def transfer(office: Office, code: str, number: str, amount: int) -> Arrival:
    return arrivals.note_transfer(code=code, external_id=number, amount=amount, payer="Lan", **by(office))


def exempt(office: Office, code: str, **change) -> Exemption:
    given = {"amount": 0, "ground": "POOR", "basis": "Nghị quyết 01", "seen": "Sổ hộ nghèo số 12", **change}
    return exempting.exempt(code=code, decision=exempting.Decision(**given), **by(office))


def test_one_act_asks_takes_and_gives_a_receipt(office: Office) -> None:
    code = copies(office)
    receipt = collecting.collect_cash(code=code, **by(office))
    assert (receipt.total, receipt.method, receipt.payer) == (PRICE, "cash", "Nguyễn Thị Lan")
    assert CashEntry.objects.get().amount == PRICE
    assert Dossier.objects.get().status == "RECEIVED"
    with pytest.raises(Invalid) as again:
        collecting.collect_cash(code=code, **by(office))
    assert again.value.code == "paid_before"


def test_a_page_that_showed_another_amount_collects_nothing(office: Office) -> None:
    code = copies(office)
    with pytest.raises(Invalid) as refused:
        collecting.collect_cash(code=code, amount=PRICE - 1, **by(office))
    assert refused.value.code == "amount_differs"
    assert not Payment.objects.exists()


def test_strangers_and_leaders_do_not_collect(office: Office) -> None:
    code = copies(office)
    with pytest.raises(NotFound):
        collecting.collect_cash(code=code, **by(office, "tk_motcua1"))
    with pytest.raises(Forbidden):
        collecting.collect_cash(code=code, **by(office, "vanphong"))


def test_the_code_on_screen_carries_account_amount_and_a_key_of_its_own(office: Office) -> None:
    with_account(office)
    code = copies(office)
    intent = collecting.offer_transfer(code=code, **by(office))
    assert collecting.offer_transfer(code=code, **by(office)).pk == intent.pk
    assert intent.transfer_key == code.replace(".", "").replace("-", "")
    text = qr_text(intent, PRICE)
    assert "0006970405" in text
    assert f"5405{PRICE}" in text
    assert intent.transfer_key in text


def test_without_an_account_there_is_no_code(office: Office) -> None:
    assert qr_text(collecting.offer_transfer(code=copies(office), **by(office)), PRICE) == ""


def test_transfers_add_up_and_the_same_one_counts_once(office: Office) -> None:
    code = copies(office)
    collecting.offer_transfer(code=code, **by(office))
    assert transfer(office, code, "FT1", 5_000).state == "kept"
    assert transfer(office, code, "FT1", 5_000).state == "kept"
    assert Dossier.objects.get().status == "AWAITING_PAYMENT"
    assert transfer(office, code, "FT2", 7_000).state == "used"
    assert (Receipt.objects.get().total, Intent.objects.get().state) == (PRICE, "paid")
    assert Dossier.objects.get().status == "RECEIVED"


def test_a_transfer_of_too_much_pays_and_leaves_a_refund(office: Office) -> None:
    code = copies(office)
    collecting.offer_transfer(code=code, **by(office))
    transfer(office, code, "FT1", 20_000)
    assert (Receipt.objects.get().total, Refund.objects.get().amount) == (PRICE, 8_000)


def test_the_rest_is_taken_in_cash_after_a_transfer_of_too_little(office: Office) -> None:
    code = copies(office)
    collecting.offer_transfer(code=code, **by(office))
    transfer(office, code, "FT1", 5_000)
    receipt = collecting.collect_cash(code=code, amount=7_000, **by(office))
    assert (receipt.total, CashEntry.objects.get().amount) == (PRICE, 7_000)
    assert set(Arrival.objects.values_list("source", "state")) == {("transfer", "used"), ("cash", "used")}
    assert not Refund.objects.exists()


def test_the_old_verb_with_cash_in_full_gives_back_what_had_come_by_transfer(office: Office) -> None:
    code = copies(office)
    collecting.offer_transfer(code=code, **by(office))
    transfer(office, code, "FT1", 5_000)
    dossiers.record_payment(code=code, amount=PRICE, method="cash", paid_at=AT, payer="Lan", **by(office))
    assert CashEntry.objects.get().amount == PRICE
    assert (Refund.objects.get().amount, Refund.objects.get().cause) == (5_000, "overpaid")


def test_what_had_come_for_a_withdrawn_dossier_waits_to_go_back(office: Office) -> None:
    code = copies(office)
    collecting.offer_transfer(code=code, **by(office))
    transfer(office, code, "FT1", 5_000)
    dossiers.withdraw(code=code, principal=office.who("lan"), at=AT, reason="Thôi")
    assert (Refund.objects.get().amount, Intent.objects.get().state) == (5_000, "expired")


def test_what_comes_after_a_withdrawal_is_noted_and_waits_to_go_back(office: Office) -> None:
    code = copies(office)
    collecting.offer_transfer(code=code, **by(office))
    dossiers.withdraw(code=code, principal=office.who("lan"), at=AT, reason="Thôi")
    assert transfer(office, code, "FT9", PRICE).state == "to_refund"
    assert (Refund.objects.get().amount, Refund.objects.get().cause) == (PRICE, "withdrawn")
    assert not Receipt.objects.exists()


def test_money_before_anybody_asked_says_to_ask_first(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        transfer(office, copies(office), "FT1", PRICE)
    assert refused.value.code == "nothing_asked"


def test_a_number_of_another_dossier_is_refused(office: Office) -> None:
    first, second = copies(office), copies(office)
    for code in (first, second):
        collecting.offer_transfer(code=code, **by(office))
    transfer(office, first, "FT1", 5_000)
    with pytest.raises(Invalid) as refused:
        transfer(office, second, "FT1", 5_000)
    assert refused.value.code == "transfer_noted_before"


def test_an_exempted_person_is_not_asked(office: Office) -> None:
    code = copies(office)
    found = exempt(office, code)
    assert (found.kind, found.amount_before, found.amount_after, found.certainty) == ("exempt", PRICE, 0, "unverified")
    with pytest.raises(MoveNotAllowed) as refused:
        dossiers.request_payment(code=code, **by(office))
    assert refused.value.code == "fee_exempted"
    with pytest.raises(MoveNotAllowed):
        exempt(office, code)


def test_an_exemption_takes_back_the_open_request_and_the_dossier_goes_on(office: Office) -> None:
    code = copies(office)
    dossiers.request_payment(code=code, **by(office))
    exempt(office, code)
    assert (Dossier.objects.get().status, Payment.objects.get().cancelled_at) == ("RECEIVED", AT)


def test_a_reduction_asks_for_what_remains_line_by_line(office: Office) -> None:
    code = copies(office)
    exempt(office, code, amount=5_001)
    receipt = collecting.collect_cash(code=code, **by(office))
    assert (receipt.total, sum(i["amount"] for i in receipt.items)) == (5_001, 5_001)
    assert "hộ nghèo" in Payment.objects.get().reason


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ground": ""}, "ground"),
        ({"basis": " "}, "basis"),
        ({"seen": ""}, "seen"),
        ({"amount": PRICE}, "amount"),
        ({"amount": -1}, "amount"),
        ({"file_id": "x"}, "file_id"),
    ],
)
def test_an_exemption_without_ground_basis_or_paper_is_refused(office: Office, change: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        exempt(office, copies(office), **change)
    assert refused.value.errors[0]["field"] == field
    assert not Exemption.objects.exists()


def test_a_wrong_receipt_is_void_and_its_number_never_comes_again(office: Office) -> None:
    code = copies(office)
    wrong = collecting.collect_cash(code=code, payer="Lann", **by(office))
    made = receipt_services.void(
        code=code, receipt_id=wrong.pk, reason="Sai tên", replace=True, replace_payer="Lan", **by(office)
    )
    wrong.refresh_from_db()
    assert (wrong.state, wrong.void_reason, made.number, made.payer, made.replaces_id) == (
        "void",
        "Sai tên",
        wrong.number + 1,
        "Lan",
        wrong.pk,
    )
    with pytest.raises(MoveNotAllowed):
        receipt_services.void(code=code, receipt_id=wrong.pk, reason="Nữa", **by(office))
    assert CashEntry.objects.count() == 1  # the money did not move


def test_printing_counts_and_the_first_is_the_original(office: Office) -> None:
    receipt = collecting.collect_cash(code=copies(office), **by(office))
    times = [
        receipt_services.note_printed(receipt=receipt, principal=office.who("motcua1"), at=AT + timedelta(minutes=n))
        for n in range(3)
    ]
    assert times == [0, 1, 2]
