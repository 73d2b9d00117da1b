"""What the catalogue lacks, by unit and for the province; and the general process given to those without."""

from datetime import date

import pytest

from tests.factories.catalogue import AT, decide, make_controller
from tests.procedures.test_decisions import GUARDIAN
from thongsuot.procedures import gaps
from thongsuot.procedures.assigning import Wish, carry_out
from thongsuot.procedures.decisions import Line
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
NEW = "1.004837"


@pytest.fixture
def controller(six):
    by = make_controller(six)
    decide(by, Line(NEW, "publish", {**GUARDIAN, "process": None}), on=date(2026, 11, 1))
    return by


def by_key(found):
    return {gap.kind.key: [version.code for version in gap.versions] for gap in found}


def test_a_bare_procedure_shows_all_that_it_lacks(six, controller):
    found = by_key(gaps.of_units([six.mai_phu.id], DAY))
    for key in ("quy-trinh", "bieu-mau", "thanh-phan", "le-phi", "ket-qua", "chua-giao"):
        assert found[key] == [NEW], key
    assert found["thoi-han"] == []


def test_a_unit_sees_only_what_was_given_to_it(six, controller):
    assert by_key(gaps.of_unit(six.mai_phu.id, DAY))["quy-trinh"] == []
    carry_out(wish=Wish("give", (NEW,), (six.mai_phu.id,), DAY), province_id=six.province.id, by=controller, at=AT)
    assert by_key(gaps.of_unit(six.mai_phu.id, DAY))["quy-trinh"] == [NEW]
    assert by_key(gaps.of_unit(six.thach_khe.id, DAY))["quy-trinh"] == []
    assert by_key(gaps.of_units([six.mai_phu.id], DAY))["chua-giao"] == []


def test_general_process_makes_it_receivable_and_stays_a_proposal(six, controller):
    assert gaps.give_standard_process(codes=[NEW, "1.001193"], on=DAY, by=controller, at=AT) == 1
    version = version_in_force(NEW, DAY)
    assert version.receivable
    assert version.process.certainty == "proposed"
    assert NEW in by_key(gaps.of_units([], DAY))["quy-trinh-de-xuat"]
    assert gaps.give_standard_process(codes=[NEW], on=DAY, by=controller, at=AT) == 0
