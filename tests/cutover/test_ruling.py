"""Quy tắc quyết việc: the first that fits, fields apart, two that disagree decide nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.cutover.matching.parcels import fits, parcel_in, parcels
from thongsuot.cutover.matching.ruling import Reading, counts, reading, rule_on
from thongsuot.cutover.models import SplitRule

VUNG_ANG, SONG_TRI, HOANH_SON = 1, 2, 3
By = SplitRule.By


def rule(pk: int, goes_to: int, by: str, *values: str, fields: tuple[str, ...] = ()) -> Reading:
    return reading(SplitRule(pk=pk, by=by, values=list(values), fields=list(fields), goes_to_id=goes_to))


LAND = rule(1, VUNG_ANG, By.EVERYTHING, fields=("Đất đai",))
NORTH = rule(2, SONG_TRI, By.VILLAGE, "Thôn 1", "thôn Đông Tiến")
SOUTH = rule(3, HOANH_SON, By.VILLAGE, "Thôn 12", "thôn Đồng Tiến")
RULES = [LAND, NORTH, SOUTH]


def goes_to(rules, **facts: str) -> int | None:
    found = rule_on(rules, facts).rule
    return found.goes_to if found else None


def test_land_and_people_of_one_commune_go_different_ways():
    lives = "Thôn 12, xã Kỳ Lợi"
    assert goes_to(RULES, field="Đất đai", address=lives, parcel="thửa 3, tờ 2") == VUNG_ANG
    assert goes_to(RULES, field="Hộ tịch", address=lives) == HOANH_SON
    assert goes_to(RULES, field="Hộ tịch", address="Thôn 1, xã Kỳ Lợi") == SONG_TRI
    assert goes_to(RULES, field="Hộ tịch", address="Xã Kỳ Lợi") is None


def test_two_villages_in_one_address_decide_nothing():
    found = rule_on(RULES, {"field": "Hộ tịch", "address": "Thôn 1 (trước là thôn 12), Kỳ Lợi"})
    assert found.rule is None
    assert found.torn


def test_an_address_without_marks_is_not_guessed_between_two_names():
    assert goes_to(RULES, field="Hộ tịch", address="thon Dong Tien, Ky Loi") is None
    assert goes_to([NORTH], field="Hộ tịch", address="thon Dong Tien, Ky Loi") == SONG_TRI
    assert goes_to(RULES, field="Hộ tịch", address="Thôn Đông Tiến, Kỳ Lợi") == SONG_TRI


def test_order_decides_between_rules_of_different_sorts():
    rest = rule(9, VUNG_ANG, By.EVERYTHING)
    assert goes_to([NORTH, rest], address="Thôn 1, Kỳ Lợi") == SONG_TRI
    assert goes_to([rest, NORTH], address="Thôn 1, Kỳ Lợi") == VUNG_ANG


def test_a_place_counts_before_the_address_of_the_applicant():
    facts = {"place": "Thôn 12, xã Kỳ Lợi", "address": "Thôn 1, xã Kỳ Lợi"}
    assert goes_to([NORTH, SOUTH], **facts) == HOANH_SON
    assert goes_to([NORTH, SOUTH], place="Xã Kỳ Lợi", address="Thôn 1, xã Kỳ Lợi") is None


def test_a_street_in_the_address_decides():
    street = rule(4, SONG_TRI, By.ADDRESS, "đường Lê Lợi")
    assert goes_to([street], address="12 Đường Lê Lợi, Kỳ Anh") == SONG_TRI
    assert goes_to([street], address="12 Đường Lê Lợi Thượng") is None
    assert goes_to([street], address="12 Đường Lê Lai") is None


@pytest.mark.parametrize(
    ("value", "text", "wanted"),
    [
        ("tờ 12", "Thửa đất số 34, tờ bản đồ số 12", True),
        ("tờ bản đồ số 12 thửa 34", "thửa 034 tờ 12", True),
        ("12/34", "thửa 34, tờ 12", True),
        ("tờ 12 thửa 30-60", "thửa 60, tờ 12", True),
        ("tờ 12 thửa 30-60", "thửa 61, tờ 12", False),
        ("tờ 1", "thửa 34, tờ 12", False),
        ("tờ 12 thửa 3", "thửa 34, tờ 12", False),
    ],
)
def test_parcels_fit_by_sheet_and_number(value, text, wanted):
    known, parcel = parcels(value), parcel_in(text)
    assert known is not None
    assert parcel is not None
    assert fits(known, parcel) is wanted


@pytest.mark.parametrize("text", ["thửa 34", "tờ 1, tờ 2, thửa 3", "tờ 1 thửa 2 và thửa 3", ""])
def test_a_parcel_that_is_not_certain_is_not_read(text):
    assert parcel_in(text) is None


@pytest.mark.parametrize("value", ["", "thửa 3", "tờ", "tờ 3 thửa 9-2", "tờ ba"])
def test_a_value_that_names_no_parcel_is_not_read(value):
    assert parcels(value) is None


facts_of_cases = st.lists(
    st.fixed_dictionaries(
        {
            "field": st.sampled_from(["Đất đai", "Hộ tịch", ""]),
            "address": st.sampled_from(["Thôn 1", "Thôn 12", "Thôn 1, thôn 12", "thon Dong Tien", "", "Kỳ Lợi"]),
        }
    ),
    max_size=30,
)


@given(facts_of_cases, st.permutations(RULES))
def test_counts_add_up_to_what_is_decided_and_no_case_counts_twice(cases, rules):
    found = counts(rules, cases)
    decided = [facts for facts in cases if rule_on(rules, facts).rule]
    assert sum(found.values()) == len(decided) <= len(cases)


@given(facts_of_cases)
def test_the_order_of_two_lists_of_villages_changes_no_decision(cases):
    for facts in cases:
        assert goes_to([NORTH, SOUTH], **facts) == goes_to([SOUTH, NORTH], **facts)
