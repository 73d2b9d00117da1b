"""1.1–1.3, 3.5 and 5.2 from the catalogue, the accounts and the answers; what a day does not say is not judged."""

from datetime import date

import pytest

from tests.emulation.story import tell
from tests.emulation.test_worked_example import PERIOD
from tests.factories.catalogue import decide, make_controller
from tests.factories.dossiers import moment
from tests.factories.ratings import rate
from thongsuot.common.now import frozen
from thongsuot.emulation import catalogue, evaluation, scorecards, selectors
from thongsuot.payments.services.accounts import put
from thongsuot.procedures import decisions
from thongsuot.procedures.decisions import Act, Line
from thongsuot.procedures.models import Decision
from thongsuot.procedures.selectors import version_in_force
from thongsuot.ratings import services as ratings

pytestmark = pytest.mark.django_db
AT = moment(31, 9)
ONE, TWO = "1.001193", "2.000815"


@pytest.fixture
def july(office):
    with frozen(AT):
        yield office


def numbers(office, unit="mai_phu"):
    return selectors.numbers_of(office.world.province.id, PERIOD)[getattr(office.world, unit).id]


def decided(office, code, number, **days):
    """An amendment signed in July by the provincial chair."""
    office.by = by = getattr(office, "by", None) or make_controller(office.world, AT)
    told = {"rank": Decision.Rank.PROVINCE, "signed_on": date(2025, 7, 7), **days}
    line = Line(code, "amend", {"keywords": [number]})
    return decide(by, line, on=told.pop("effective_on"), number=number, at=AT, kind="amend", **told)


def test_decisions_are_judged_by_working_days(july):
    # Five working days before Monday 14/7 is Monday 7/7: in time; before Friday 11/7 it is not.
    decided(july, ONE, "1/QĐ", effective_on=date(2025, 7, 14), law_effective_on=date(2025, 7, 14))
    decided(july, TWO, "2/QĐ", effective_on=date(2025, 7, 15), law_effective_on=date(2025, 7, 11))
    told = numbers(july)
    assert (told["decisions_judged"], told["decisions_on_time"]) == (2, 1)


def test_a_decision_without_its_days_is_not_judged_and_a_draft_or_a_ministry_s_is_left_out(july):
    decided(july, ONE, "1/QĐ", effective_on=date(2025, 7, 14))
    law = date(2025, 7, 14)
    decided(july, TWO, "2/QĐ", effective_on=law, law_effective_on=law, rank=Decision.Rank.MINISTRY)
    act = Act("3/QĐ", "Chủ tịch UBND tỉnh", "amend", signed_on=date(2025, 7, 8), law_effective_on=law)
    decisions.draft(act=act, lines=[Line(ONE, "amend")], by=july.by, at=AT)
    assert numbers(july)["decisions_judged"] == 0


def test_entry_in_the_national_database_is_judged_once_its_time_is_over(july):
    # Signed on Monday 7/7: five working days end on Monday 14/7; signed on Tuesday 29/7 they end in August.
    one = decided(july, ONE, "1/QĐ", effective_on=date(2025, 7, 14))
    decided(july, TWO, "2/QĐ", effective_on=date(2025, 8, 14), signed_on=date(2025, 7, 29))
    told = numbers(july)
    assert (told["entries_judged"], told["entries_on_time"]) == (1, 0)  # over, and nobody said when
    entered = Act("1/QĐ", one.issuer, entered_on=date(2025, 7, 14))
    decisions.change(decision_id=one.pk, act=entered, by=july.by, at=AT)
    assert numbers(july)["entries_on_time"] == 1  # at once, though the numbers of the catalogue are kept


def test_a_decision_counts_only_where_its_procedures_are_given(july):
    decided(july, ONE, "1/QĐ", effective_on=date(2025, 7, 14), law_effective_on=date(2025, 7, 14))
    found = selectors.numbers_of(july.world.province.id, PERIOD)
    assert found[july.world.thach_khe.id]["decisions_judged"] == 1
    assert found.get(july.world.old_mai_phu.id, selectors.NOTHING)["decisions_judged"] == 0


def test_a_procedure_is_complete_with_all_seven_parts(july):
    told = numbers(july)
    versions = [version_in_force(code, PERIOD.end) for code in (ONE, TWO)]
    complete = [version for version in versions if not catalogue.missing_parts(version)]
    assert told["services"] == 6
    assert len(complete) <= told["services_complete"] <= told["services"]
    assert len(catalogue.PARTS) == 7


def test_a_fee_can_be_paid_online_where_there_is_a_gateway_and_an_account(july, settings):
    fees = numbers(july)["services_fee"]
    assert fees > 0
    assert numbers(july)["services_payable"] == 0
    settings.PAYMENT_GATEWAY = {"address": "http://127.0.0.1:9", "partner": "x", "secret": "y"}
    bank = {"bank_name": "Kho bạc", "holder": "UBND xã Mai Phụ"}
    put(july.world.mai_phu.id, "970436", "123456", date(2025, 7, 2), by_id=None, at=AT, **bank)
    assert numbers(july)["services_payable"] == fees
    assert numbers(july, "thach_khe")["services_payable"] == 0


def test_opinions_that_ask_for_an_answer_count_when_their_time_is_over_or_answered(july):
    codes = tell(july)
    bad = rate(codes["A"], 1, comment="Chờ lâu", at=moment(8, 9))
    rate(codes["B"], 1, comment="Chưa rõ", at=moment(30, 9))  # still within its time on 31/7
    assert (numbers(july)["opinions_due"], numbers(july)["opinions_in_time"]) == (1, 0)
    ratings.answer(uid=str(bad.uid), text="Xin lỗi", principal=july.who("vanphong"), at=moment(9, 9))
    assert (numbers(july)["opinions_due"], numbers(july)["opinions_in_time"]) == (1, 1)


def test_index_6_is_one_when_all_is_complete_and_in_time_else_nought(july, monkeypatch):
    system = scorecards.evaluation_on(PERIOD.end)
    asked = {"province_id": july.world.province.id, "unit_id": july.world.mai_phu.id}
    asked |= {"first": PERIOD.first, "last": PERIOD.last, "at": AT}
    told = numbers(july)
    whole = told["services_complete"] == told["services"]
    assert evaluation.agency(system, **asked).values["6"] == int(whole)
    monkeypatch.setattr(catalogue, "PARTS", ())
    catalogue.numbers.clear()
    assert evaluation.agency(system, **asked).values["6"] == 1
    decided(july, ONE, "1/QĐ", effective_on=date(2025, 7, 15), law_effective_on=date(2025, 7, 8))
    assert evaluation.agency(system, **asked).values["6"] == 0  # one was published late
    catalogue.numbers.clear()
