"""Hà Tĩnh, Thanh Hoá and Cần Thơ as the nation's data know them: figures, the conversion table, decided without a word.

The nation is loaded once for this module, in a transaction that is rolled back at the end.
"""

import csv
import io
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.org.test_reference import SHARED
from tests.walks.stage import NOW
from thongsuot.common import stamps
from thongsuot.cutover import checks
from thongsuot.cutover.content import Content, NewUnit, Way, from_org, from_table
from thongsuot.cutover.models import PlanKind, Writing
from thongsuot.cutover.selectors.plans import Size, size
from thongsuot.cutover.services.deciding import cancel, decide
from thongsuot.cutover.services.filling import compare, fill
from thongsuot.cutover.services.from_org import basis_known, fill_from_org, province_of_code
from thongsuot.cutover.services.plans import NewPlan, draw_up
from thongsuot.org.load_units import load_units
from thongsuot.org.models import SpecialDay, Succession, UnitVersion
from thongsuot.org.selectors import units_in_force

pytestmark = pytest.mark.django_db
DAY = date(2025, 7, 1)
HEAD = "old_code,old_full_name,old_district_code,old_province_code,new_code,new_full_name,new_province_code,relation,note_vi"
FIGURES = [
    ("42", Size(old=209, new=69, split=2, districts=12), 1665),
    ("38", Size(old=547, new=166, split=10, districts=26), 1686),
    ("92", Size(old=263, new=103, split=3, districts=28), 1668),
]


@pytest.fixture(scope="module")
def nation(django_db_setup, django_db_blocker):
    """All units, before and after 1/7/2025."""
    with django_db_blocker.unblock(), transaction.atomic(), stamps.of_one_request():
        load_units(at=NOW)
        connection.check_constraints()  # once, not again at the end of each test
        yield
        transaction.set_rollback(True)


@pytest.fixture
def plan_of(nation):
    """The plan of a province by its code, empty; undone after the test."""

    def of(code, **more):
        province = province_of_code(code, DAY)
        new = NewPlan("Sắp xếp", province.id, DAY, basis_known(province.id, DAY), kind=PlanKind.PROVINCE, **more)
        return draw_up(new=new, by=None, at=NOW)

    with transaction.atomic():
        yield of
        transaction.set_rollback(True)
    stamps.bump(stamps.ORG)


def table(code):
    """The rows of one province of the conversion table."""
    file = SHARED / "admin-nso/mapping_2025-07-01.csv"
    if not file.exists():
        pytest.skip("không có ../shared/data/admin-nso/mapping_2025-07-01.csv để so sánh")
    with file.open(encoding="utf-8", newline="") as rows:
        wanted = [row for row in csv.DictReader(rows) if row["new_province_code"] == code]
    out = io.StringIO()
    writer = csv.DictWriter(out, HEAD.split(","))
    writer.writeheader()
    writer.writerows(wanted)
    return out.getvalue().encode()


@pytest.mark.parametrize(("code", "expected", "resolution"), FIGURES)
def test_one_command_draws_up_the_whole_province(plan_of, code, expected, resolution):
    plan = plan_of(code)
    with CaptureQueriesContext(connection) as asked:
        fill_from_org(plan=plan, by=None, at=NOW)
    assert size(plan) == expected
    assert str(resolution) in plan.legal_basis
    assert len(asked) < 40
    red = checks.red_lines(plan, today=NOW.date())
    assert [finding.code for finding in red] == []


@pytest.mark.parametrize(("code", "expected", "_resolution"), FIGURES)
def test_the_conversion_table_says_the_same(plan_of, code, expected, _resolution):
    plan = plan_of(code)
    content = from_table(table(code), plan)
    assert content.problems == []
    fill(code=plan.code, content=content, whole=True, verb="plan_imported", words="Bảng", by=None, at=NOW)
    assert size(plan) == expected
    lines = compare(plan, from_org(plan.province_id, DAY), whole=True).lines
    assert {(line.act, line.thing) for line in lines} <= {("change", "going")}, lines[:5]
    ours = {pair: way.relation for pair, way in from_org(plan.province_id, DAY).ways.items()}
    theirs = {(g.old.code, g.new.code): g.relation for g in plan.goings.select_related("old", "new")}
    assert ours == theirs


def test_the_check_of_a_province_counts_its_statements(plan_of):
    plan = plan_of("38")
    fill_from_org(plan=plan, by=None, at=NOW)
    with CaptureQueriesContext(connection) as asked:
        found = {finding.code: finding for finding in checks.check(plan, today=NOW.date())}
    assert len(asked) <= 12
    assert len(found["split"].things) == 10
    assert len(found["district_unplaced"].things) == 26
    assert len(found["no_main_seat"].things) == 166
    assert len(found["code_reused"].things) > 50


def test_deciding_what_org_knows_writes_nothing_of_units(plan_of):
    plan = plan_of("92", is_exercise=True)
    fill_from_org(plan=plan, by=None, at=NOW)
    before = (UnitVersion.objects.count(), Succession.objects.count())
    decide(code=plan.code, by=None, at=NOW)
    assert (UnitVersion.objects.count(), Succession.objects.count()) == before
    assert list(Writing.objects.filter(plan=plan).values_list("kind", flat=True)) == []


def test_a_former_province_with_its_own_days_off_is_named(plan_of):
    plan = plan_of("92")
    soc_trang = province_of_code("94", date(2025, 6, 30))
    SpecialDay.objects.create(province_id=soc_trang.id, on=date(2025, 11, 5), kind="holiday", name="Ooc Om Boc")
    told = {finding.code: finding for finding in checks.check(plan, today=NOW.date())}
    assert [thing.words for thing in told["calendar_differs"].things] == ["Tỉnh Sóc Trăng"]


def test_a_whole_province_is_decided_in_few_statements_and_taken_back_exactly(plan_of):
    day = date(2027, 1, 1)
    plan = plan_of("38", is_exercise=True)
    plan.effective_on = day
    plan.save()
    olds = sorted(
        (unit for unit in units_in_force(date(2026, 12, 31)) if unit.level == "commune" and unit.province_code == "38"),
        key=lambda unit: unit.code,
    )
    content = Content(old={unit.code: unit for unit in olds})
    for first, second in zip(olds[::2], olds[1::2], strict=True):
        content.new[first.code] = NewUnit(first.code, f"Ghép {first.code}", f"Xã Ghép {first.code}", "commune")
        for old in (first, second):
            content.put_way(Way(old.code, first.code, "whole"), "")
    fill(code=plan.code, content=content, whole=True, verb="plan_imported", words="Ghép", by=None, at=NOW)
    before = written()
    with CaptureQueriesContext(connection) as asked:
        decide(code=plan.code, by=None, at=NOW)
    assert len(asked) < 60
    assert (
        len({unit.id for unit in units_in_force(day) if unit.province_code == "38" and unit.level == "commune"}) == 83
    )
    with CaptureQueriesContext(connection) as asked:
        cancel(code=plan.code, by=None, at=NOW)
    assert len(asked) < 100
    assert written() == before


def written():
    """Versions and successions as they stand."""
    versions = set(UnitVersion.objects.values_list("id", "unit_id", "valid", "full_name"))
    return versions, set(Succession.objects.values_list("id", "predecessor_id", "successor_id"))
