"""A unit that stays the same unit: a commune becomes a ward, gets its right name, comes to another province."""

from datetime import date, datetime, timedelta

import pytest

from tests.cutover.test_deciding import everything
from tests.factories.accounts import make_official, principal_for, sign_in
from tests.factories.dossiers import HANOI
from tests.page_client import PageClient
from tests.walks.stage import NOW
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid
from thongsuot.common.now import frozen
from thongsuot.cutover import checks
from thongsuot.cutover.models import PlanKind, PlanState
from thongsuot.cutover.services.deciding import cancel, decide
from thongsuot.cutover.services.executing import execute
from thongsuot.cutover.services.small_change import Change, draw_up_change
from thongsuot.cutover.services.undoing import roll_back
from thongsuot.org import selectors

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)
LAST = DAY - timedelta(days=1)


def change(**more):
    facts = {"unit_code": "18583", "kind": "ward", "name": "Mai Phụ", "effective_on": DAY, "legal_basis": "NQ 9"}
    return draw_up_change(change=Change(**facts | more), by=None, at=NOW)


@pytest.fixture
def second(world):
    return principal_for(make_official(world, "hatinh.hai", Role.PROVINCE_ADMIN, world.province), NOW)


def test_a_commune_becomes_a_ward_and_stays_the_same_unit(world, second):
    plan = change()
    assert plan.goings.get().relation == "retyped"
    assert checks.check(plan, today=NOW.date()) == []
    decide(code=plan.code, by=second, at=NOW)
    after = selectors.unit_by_code("18583", DAY)
    assert (after.id, after.full_name, after.legal_basis) == (world.mai_phu.id, "Phường Mai Phụ", "NQ 9")
    assert selectors.unit_by_code("18583", LAST).full_name == "Xã Mai Phụ"
    names = [organ.name for organ in selectors.children(world.mai_phu.id, DAY)]
    assert "Phòng Kinh tế, Hạ tầng và Đô thị" in names


def test_a_corrected_name_and_code_are_found_by_old_and_new(world, second):
    plan = change(kind="commune", name="Mai Phụ Mới", code="18584")
    assert plan.goings.get().relation == "renamed"
    decide(code=plan.code, by=second, at=NOW)
    assert selectors.unit_by_code("18584", DAY).id == world.mai_phu.id
    assert selectors.unit_by_code("18583", DAY) is None
    assert [one.heir.full_name for one in selectors.resolve("Xã Mai Phụ", DAY)] == ["Xã Mai Phụ Mới"]


def test_a_unit_comes_to_another_province_with_its_organs(world, second):
    plan = change(kind="commune", province_id=world.other_province.id)
    assert checks.red_lines(plan, today=NOW.date()) == []
    decide(code=plan.code, by=second, at=NOW)
    after = selectors.unit_info(world.mai_phu.id, DAY)
    assert (after.parent_id, after.province_id) == (world.other_province.id, world.other_province.id)
    assert {organ.province_id for organ in selectors.children(after.id, DAY)} == {world.other_province.id}
    assert selectors.unit_info(world.mai_phu.id, LAST).province_id == world.province.id


@pytest.mark.parametrize(
    "more", [{}, {"name": "Mai Phụ Mới", "kind": "commune", "code": "18584"}, {"kind": "commune", "move": True}]
)
def test_rolled_back_it_is_called_as_before_from_the_next_day_and_the_days_between_keep_their_name(world, second, more):
    if more.pop("move", False):
        more["province_id"] = world.other_province.id
    plan = change(**more)
    decide(code=plan.code, by=second, at=NOW)
    with frozen(datetime(2026, 4, 1, 8, tzinfo=HANOI)):
        execute(plan)
        between = selectors.unit_info(world.mai_phu.id, DAY)
        organs = [organ.name for organ in selectors.children(world.mai_phu.id, LAST)]
        roll_back(plan)
    assert plan.state == PlanState.ROLLED_BACK
    assert facts_of(selectors.unit_info(world.mai_phu.id, DAY)) == facts_of(between) != facts_of(world.mai_phu)
    assert facts_of(selectors.unit_info(world.mai_phu.id, DAY + timedelta(days=1))) == facts_of(world.mai_phu)
    assert [organ.name for organ in selectors.children(world.mai_phu.id, DAY + timedelta(days=1))] == organs
    assert selectors.unit_by_code("18583", DAY + timedelta(days=1)).id == world.mai_phu.id


def facts_of(unit):
    return unit.code, unit.full_name, unit.kind, unit.parent_id, unit.province_id


@pytest.mark.parametrize("more", [{}, {"name": "Mai Phụ Mới", "kind": "commune"}, {"kind": "commune", "move": True}])
def test_cancelled_it_leaves_no_trace(world, second, more):
    if more.pop("move", False):
        more["province_id"] = world.other_province.id
    before = everything()
    plan = change(**more)
    decide(code=plan.code, by=second, at=NOW)
    assert everything() != before
    cancel(code=plan.code, by=second, at=NOW)
    assert everything() == before


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("name", {"kind": "commune"}),
        ("unit_code", {"unit_code": "99999"}),
        ("kind", {"kind": "district"}),
        ("name", {"name": ""}),
        ("legal_basis", {"legal_basis": ""}),
    ],
)
def test_what_does_not_fit_is_named(world, field, more):
    with pytest.raises(Invalid) as refused:
        change(**more)
    assert refused.value.errors[0]["field"] == field


def test_a_code_of_another_unit_is_a_red_line(world):
    plan = change(code="18604")
    assert "code_taken" in {finding.code for finding in checks.red_lines(plan, today=NOW.date())}


def test_the_page_makes_the_plan(world):
    with frozen(NOW):
        client = sign_in(PageClient(), make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province))
        assert "Xã Mai Phụ (18583)" in client.get("/quan-tri/chuyen-doi/thay-doi/").content.decode()
        sent = {
            "unit_code": "18583",
            "kind": "ward",
            "name": "Mai Phụ",
            "effective_on": "01/04/2026",
            "legal_basis": "NQ 9",
        }
        wrong = client.post("/quan-tri/chuyen-doi/thay-doi/", sent | {"effective_on": "mai"})
        assert wrong.status_code == 422
        made = client.post("/quan-tri/chuyen-doi/thay-doi/", sent)
        assert made.status_code == 302
        page = client.get(made["Location"]).content.decode()
        assert "Xã Mai Phụ thành Phường Mai Phụ" in page
        assert str(PlanKind.CHANGE.label) in page
