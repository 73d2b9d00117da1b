"""Review rounds: a verdict with its reason, figures, and a cut that only proposes an abolition."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.accounts import make_official, principal_for
from tests.factories.catalogue import AT, make_controller
from tests.factories.procedures import BIRTH, COPY, MARRIAGE_STATUS
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.procedures import decisions, reviewing
from thongsuot.procedures.decisions import Act
from thongsuot.procedures.reviewing import Figures, Judgement
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 15)
ACT = Act(number="Dự thảo 1", issuer="Chủ tịch UBND tỉnh Hà Tĩnh", effective_on=DAY)


@pytest.fixture
def controller(six):
    return make_controller(six)


@pytest.fixture
def opened(controller):
    codes = [BIRTH, COPY, MARRIAGE_STATUS, "9.999999"]
    return reviewing.open_round(name="Rà soát quý IV/2026", due_on=DAY, codes=codes, by=controller, at=AT)


def judge(opened, by, code, verdict, **more):
    item = opened.items.get(procedure__code=code)
    return reviewing.judge(item_id=item.pk, judgement=Judgement(verdict, **more), by=by, at=AT)


def numbers(opened) -> Figures:
    return reviewing.figures([opened])[opened.pk]


def test_a_round_holds_each_procedure_in_force_once(opened):
    assert numbers(opened) == Figures(3, 0, 0, 0, 0, Decimal(0))


def test_figures_follow_the_verdicts(opened, controller):
    judge(opened, controller, BIRTH, "keep")
    judge(opened, controller, COPY, "cut", reason="Trùng với thủ tục khác", days_saved=Decimal("1"))
    judge(opened, controller, MARRIAGE_STATUS, "amend", reason="Rút thời hạn", days_saved=Decimal("1.5"))
    assert numbers(opened) == Figures(3, 3, 1, 1, 1, Decimal("2.5"))
    judge(opened, controller, COPY, "")
    assert (numbers(opened).reviewed, numbers(opened).waiting) == (2, 1)


@pytest.mark.parametrize(
    ("judgement", "field"),
    [
        (Judgement("cut"), "reason"),
        (Judgement("amend", reason=" "), "reason"),
        (Judgement("burn"), "verdict"),
        (Judgement("keep", days_saved=Decimal(-1)), "days_saved"),
        (Judgement("keep", proposed_unit="YEAR"), "proposed_unit"),
        (Judgement("keep", proposed_quantity=Decimal(3)), "proposed_quantity"),
    ],
)
def test_a_verdict_that_cannot_stand_is_refused(opened, controller, judgement, field):
    item = opened.items.first()
    with pytest.raises(Invalid) as refused:
        reviewing.judge(item_id=item.pk, judgement=judgement, by=controller, at=AT)
    assert refused.value.errors[0]["field"] == field


def test_a_cut_becomes_a_draft_and_abolishes_nothing_until_it_is_applied(opened, controller):
    judge(opened, controller, COPY, "cut", reason="Không còn cần")
    decision = reviewing.propose_abolition(round_id=opened.pk, act=ACT, by=controller, at=AT)
    assert [(item.code, item.effect) for item in decision.items.all()] == [(COPY, "abolish")]
    assert version_in_force(COPY, DAY) is not None
    decisions.apply(decision_id=decision.pk, by=controller, at=AT)
    assert version_in_force(COPY, DAY) is None


def test_what_is_in_a_draft_is_not_proposed_twice_nor_judged_again(opened, controller):
    judge(opened, controller, COPY, "cut", reason="Không còn cần")
    reviewing.propose_abolition(round_id=opened.pk, act=ACT, by=controller, at=AT)
    with pytest.raises(Invalid) as refused:
        reviewing.propose_abolition(round_id=opened.pk, act=ACT, by=controller, at=AT)
    assert refused.value.code == "nothing_cut"
    with pytest.raises(MoveNotAllowed):
        judge(opened, controller, COPY, "keep")


def test_a_closed_round_stands(opened, controller):
    reviewing.close_round(round_id=opened.pk, by=controller, at=AT)
    with pytest.raises(MoveNotAllowed):
        judge(opened, controller, BIRTH, "keep")


def test_figures_of_many_rounds_take_one_statement(opened, controller, django_assert_num_queries):
    second = reviewing.open_round(name="Đợt hai", due_on=None, codes=[BIRTH], by=controller, at=AT)
    with django_assert_num_queries(1):
        found = reviewing.figures([opened, second])
    assert [found[one.pk].total for one in (opened, second)] == [3, 1]


def test_a_round_without_name_or_procedures_is_refused(controller):
    for name, codes in (("", [BIRTH]), ("Đợt", ["9.999999"])):
        with pytest.raises(Invalid):
            reviewing.open_round(name=name, due_on=None, codes=codes, by=controller, at=AT)


def test_only_the_procedure_controller_reviews(six, opened):
    auditor = principal_for(make_official(six, "hatinh.thanhtra", Role.AUDITOR, six.province), AT)
    with pytest.raises(Forbidden):
        judge(opened, auditor, BIRTH, "keep")
