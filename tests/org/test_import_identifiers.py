"""Official identifiers: the shape of the law, never given twice, all or nothing."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.units import DAY
from thongsuot.common import journal
from thongsuot.org import selectors
from thongsuot.org.import_identifiers import import_identifiers, shape_problem

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
LATER = date(2026, 11, 24)
HEAD = "identifier,unit_code,valid_from,valid_to,parent"


@pytest.fixture
def listed(world, tmp_path):
    """Import a list of these rows."""

    def of(*rows, apply=True):
        file = tmp_path / "ma.csv"
        file.write_text("\n".join([HEAD, *rows]) + "\n")
        return import_identifiers(file, at=AT, apply=apply)

    return of


def test_an_official_identifier_replaces_the_demo_one(world, listed):
    report = listed("H27.15.07,18583,2025-07-01,,H27")
    assert (report.rows, report.set, report.refused, report.applied) == (1, 1, [], True)
    unit = selectors.unit_by_code("18583", LATER)
    assert (unit.identifier, unit.identifier_is_demo) == ("H27.15.07", False)
    assert len(selectors.versions_of(unit.id)) == 1
    assert journal.timeline(0, "org", 0)[-1].verb == "identifiers_imported"


def test_from_a_later_day_the_unit_has_both_in_turn(world, listed):
    listed("H27.15.07,18583,2026-01-01,2026-06-01,")
    on = {
        day: selectors.unit_info(world.mai_phu.id, day).identifier for day in (DAY, date(2026, 1, 1), date(2026, 6, 1))
    }
    assert list(on.values()) == ["H27.18583", "H27.15.07", ""]


def test_without_a_day_it_holds_from_the_beginning(world, listed):
    listed("H27.15,42,,,")
    assert selectors.unit_by_code("42", date(2020, 1, 1)).identifier == "H27.15"


def test_a_trial_writes_nothing(world, listed):
    report = listed("H27.15.07,18583,2025-07-01,,", apply=False)
    assert (report.set, report.applied) == (1, False)
    assert selectors.unit_by_code("18583", LATER).identifier == "H27.18583"


def test_repeating_it_changes_nothing(world, listed):
    listed("H27.15.07,18583,2025-07-01,,")
    again = listed("H27.15.07,18583,2025-07-01,,")
    assert (again.set, again.same) == (0, 1)


def test_a_demo_value_gives_way_to_its_official_owner(world, listed):
    listed("H27.18583,18604,2025-07-01,,")
    assert selectors.unit_by_code("18604", LATER).identifier == "H27.18583"
    assert selectors.unit_by_code("18583", LATER).identifier == ""


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("h27.15,18583,,,", "sai cấu trúc"),
        ("H27..15,18583,,,", "sai cấu trúc"),
        (f"H27.{'A' * 40},18583,,,", "dài quá"),
        ("H27.15,99999,,,", "không có đơn vị"),
        ("H27.15,18652,2025-06-30,,", "không có hiệu lực"),
        ("H27.15,18583,2025-07-01,2025-07-01,", "không sau ngày"),
        ("H27.15,18583,1/7/2025,,", "không đọc được"),
        ("H27.15,18583,,,H56", "không nối tiếp"),
        ("H27.15.1,18583,,,H27.15", "không có mã cấp trên"),
        ("H56.15,18583,,,", "mã của tỉnh"),
        ("H27,18583,,,", "không dùng lại"),
    ],
)
def test_a_wrong_row_is_refused_and_nothing_is_written(world, listed, row, why):
    report = listed("H27.99,18604,,,", row)
    assert len(report.refused) == 1
    assert why in report.refused[0]
    assert report.refused[0].startswith("dòng 3")
    assert not report.applied
    assert selectors.unit_by_code("18604", LATER).identifier == "H27.18604"


def test_one_identifier_for_two_units_is_refused(world, listed):
    assert "không dùng lại" in listed("H27.9,18583,,,", "H27.9,18604,,,").refused[0]


@pytest.mark.parametrize("identifier", ["H27", "H27.1", "H27.18583.01", "G09.A1.B2", "H27." + "9" * 31])
def test_well_formed_identifiers(identifier):
    assert shape_problem(identifier) == ""
