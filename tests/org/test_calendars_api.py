"""GET /clock/due: the worked clock over HTTP, public, with clear refusals."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.factories.units import World
from thongsuot.common import stamps
from thongsuot.org.models import SpecialDay

ADDRESS = "/api/v1/clock/due"


def ask(client: Client, status: int = 200, **params: Any) -> dict[str, Any]:
    answer = client.get(ADDRESS, params)
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def worked(client: Client, **more: Any) -> dict[str, Any]:
    params = {"received_at": "2025-07-07T14:00:00+07:00", "quantity": "1", "duration_unit": "WORKING_DAY"}
    return ask(client, **(params | more))


def test_answers_exactly_the_shape_of_the_contract(client: Client, world: World):
    assert worked(client) == {
        "due_at": "2025-07-08T17:00:00+07:00",
        "counting_from": "2025-07-08T07:00:00+07:00",
        "days": [
            {"date": "2025-07-07", "counted": False, "reason": "received_day"},
            {"date": "2025-07-08", "counted": True, "reason": "counted"},
        ],
    }


@pytest.mark.parametrize(
    ("received", "quantity", "unit", "due"),
    [
        ("2025-07-07T09:00:00+07:00", "1.5", "WORKING_DAY", "2025-07-09T11:30:00+07:00"),
        ("2025-07-07T08:00:00Z", "1", "SAME_DAY", "2025-07-07T17:00:00+07:00"),
        ("2025-07-07T08:00:01Z", "1", "SAME_DAY", "2025-07-08T17:00:00+07:00"),
        ("2025-07-07T16:00:00+07:00", "2", "HOUR", "2025-07-08T08:00:00+07:00"),
        ("2025-07-07T09:00:00+07:00", "5", "DAY", "2025-07-14T17:00:00+07:00"),
        ("2026-01-31T09:00:00+07:00", "1", "MONTH", "2026-03-02T17:00:00+07:00"),
    ],
)
def test_counts_every_unit(client: Client, world: World, received, quantity, unit, due):
    found = ask(client, received_at=received, quantity=quantity, duration_unit=unit)
    assert found["due_at"] == due


def test_same_day_needs_no_quantity(client: Client, world: World):
    found = ask(client, received_at="2025-07-07T15:00:00+07:00", duration_unit="SAME_DAY")
    assert found["due_at"] == "2025-07-07T17:00:00+07:00"


def test_a_holiday_is_named(client: Client, world: World):
    found = worked(client, received_at="2025-08-29T09:00:00+07:00")
    assert {"date": "2025-09-02", "counted": False, "reason": "holiday:Quốc khánh"} in found["days"]


def test_counts_by_the_calendar_of_the_units_province(client: Client, world: World):
    SpecialDay.objects.create(province_id=world.province.id, on=date(2025, 7, 8), kind="holiday", name="Ngày hội")
    stamps.bump(stamps.CALENDAR)
    assert worked(client, org_unit="18583")["due_at"] == "2025-07-09T17:00:00+07:00"
    assert worked(client, org_unit="42")["due_at"] == "2025-07-09T17:00:00+07:00"
    assert worked(client, org_unit="14758")["due_at"] == "2025-07-08T17:00:00+07:00"


def test_a_unit_that_is_not_in_force_that_day_is_refused_with_its_successors(client: Client, world: World):
    problem = worked(client, org_unit="18577", status=422)
    assert problem["code"] == "unit_not_in_force"
    assert [unit["code"] for unit in problem["successors"]] == ["18583"]
    before = worked(client, org_unit="18577", received_at="2025-06-23T14:00:00+07:00")
    assert before["due_at"] == "2025-06-24T17:00:00+07:00"


def test_an_unknown_unit_is_refused(client: Client, world: World):
    assert worked(client, org_unit="99999", status=422)["code"] == "unit_unknown"


@pytest.mark.parametrize(
    ("received", "quantity", "year"),
    [
        ("2024-07-01T09:00:00+07:00", "1", 2024),
        ("2028-07-03T09:00:00+07:00", "1", 2028),
        ("2027-12-30T09:00:00+07:00", "5", 2028),
        ("2025-07-07T09:00:00+07:00", "1000", 2028),
    ],
)
def test_a_year_without_a_calendar_is_named(client: Client, world: World, received, quantity, year):
    problem = worked(client, received_at=received, quantity=quantity, status=422)
    assert (problem["code"], problem["year"]) == ("calendar_unknown", year)
    assert f"năm {year}" in problem["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("received_at", "2025-07-07T14:00:00"),
        ("received_at", "2025-07-07"),
        ("received_at", "hôm nay"),
        ("received_at", ""),
        ("quantity", "0"),
        ("quantity", "-1"),
        ("quantity", "1001"),
        ("quantity", "1e400"),
        ("quantity", "1.125"),
        ("quantity", "NaN"),
        ("quantity", "Infinity"),
        ("quantity", "một"),
        ("duration_unit", "YEAR"),
        ("duration_unit", "hour"),
    ],
)
def test_nonsense_is_refused_at_its_field(client: Client, world: World, field, value):
    problem = worked(client, status=422, **{field: value})
    assert problem["code"] == "invalid_input"
    assert [error["field"] for error in problem["errors"]] == [field]
    assert problem["errors"][0]["message"]


@pytest.mark.parametrize(("quantity", "unit"), [("1.5", "DAY"), ("0.5", "MONTH"), ("2", "SAME_DAY")])
def test_quantities_that_do_not_fit_their_unit_are_refused(client: Client, world: World, quantity, unit):
    problem = worked(client, status=422, quantity=quantity, duration_unit=unit)
    assert [error["field"] for error in problem["errors"]] == ["quantity"]


def test_a_missing_quantity_is_never_guessed(client: Client, world: World):
    problem = ask(client, 422, received_at="2025-07-07T14:00:00+07:00", duration_unit="DAY")
    assert problem["errors"] == [{"field": "quantity", "message": "Thiếu mục này."}]
