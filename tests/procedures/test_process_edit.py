"""Sửa bảng quy trình: whatever is pressed, the table stays one that can be walked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.procedures.process_samples import ACTS, SIGN, edited
from thongsuot.procedures import process_edit
from thongsuot.procedures.process import Process, Step, next_steps, problems
from thongsuot.procedures.process_rows import (
    Condition,
    condition_boxes,
    condition_from,
    duration_boxes,
    minutes_from,
    steps_from,
)

slowly = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine is no fault


def keys(steps):
    return [step.key for step in steps]


def step(key, *after, **more):
    return Step(key, key, "specialist", "x", after=after, **more)


CHAIN = [step("a"), step("b", "a"), step("c", "b", signs=True, return_to="a")]


@slowly
@given(ACTS)
def test_no_act_makes_a_circle_or_names_a_step_that_is_gone(acts):
    faults = problems(Process(tuple(edited(acts))))
    assert not [fault for fault in faults if "không có" in fault or "chờ chính nó" in fault]


@slowly
@given(ACTS)
def test_lines_stand_after_what_they_wait_for(acts):
    seen = set()
    for row in edited(acts):
        assert seen.issuperset(row.after)
        seen.add(row.key)


@slowly
@given(ACTS)
def test_every_step_is_reached(acts):
    process, done = Process(tuple(edited(acts))), []
    while due := next_steps(process, done, {}):
        done += keys(due)
    assert sorted(done) == sorted(keys(process.steps))


def test_a_step_added_after_another_takes_its_followers():
    rows = process_edit.add_after(CHAIN, "a")
    assert keys(rows) == ["a", "buoc-4", "b", "c"]
    assert rows[1].after == ("a",)
    assert rows[2].after == ("buoc-4",)


def test_a_step_added_after_the_last_one_signs_in_its_place():
    rows = process_edit.add_after(CHAIN, "c")
    assert [(row.key, row.signs) for row in rows][-2:] == [("c", False), ("buoc-4", True)]


def test_a_step_beside_another_waits_for_the_same_and_is_waited_for():
    rows = {row.key: row for row in process_edit.add_beside(CHAIN, "b")}
    assert rows["buoc-4"].after == ("a",)
    assert set(rows["c"].after) == {"b", "buoc-4"}


def test_who_waited_for_a_removed_step_waits_for_what_it_waited_for():
    rows = {row.key: row for row in process_edit.remove(CHAIN, "b")}
    assert rows["c"].after == ("a",)
    assert {row.key: row for row in process_edit.remove(CHAIN, "a")}["c"].return_to == ""


def test_two_steps_in_a_row_change_places_in_the_flow():
    rows = process_edit.move(CHAIN, "b", -1)
    assert keys(rows) == ["b", "a", "c"]
    assert [row.after for row in rows] == [(), ("b",), ("a",)]


def test_a_move_beyond_the_end_changes_nothing():
    assert keys(process_edit.move(CHAIN, "a", -1)) == ["a", "b", "c"]


def test_keys_of_steps_are_never_given_twice():
    assert process_edit.free_key([SIGN, step("buoc-3"), step("buoc-4")]) == "buoc-5"


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"field": "a.b", "equals": "x"},
        {"field": "a.b", "equals": True},
        {"field": "a.b", "in": ["x", "y z"]},
        {"not": {"field": "a.b", "equals": "x"}},
        {"not": {"field": "a.b", "in": ["x", "y"]}},
        {"field": "a.b", "at_least": 3},
        {"field": "a.b", "present": False},
        {"all": [{"field": "a", "present": True}, {"not": {"field": "b", "present": True}}]},
    ],
)
def test_a_condition_comes_back_from_its_boxes_as_it_was(condition):
    assert condition_from(condition_boxes(condition)) == (condition, "")


@given(st.integers(0, 480 * 366))
def test_minutes_come_back_from_their_boxes_as_short_numbers(minutes):
    number, unit = duration_boxes(minutes)
    assert minutes_from(number, unit) == (minutes, "")
    assert len(number.partition(",")[2]) <= 2


@pytest.mark.parametrize("text", ["x", "-1", "1e9", "1e999999", "NaN", "inf", "0,0001"])
def test_a_time_that_makes_no_sense_is_refused_in_words(text):
    assert minutes_from(text, "hour")[1]


@pytest.mark.parametrize(
    "raw",
    [
        *("{", "[]", '"x"', '{"all": 3}', '{"field": "a", "like": 1}', "[" * 5000),
        *('{"field": "a", "in": 5}', '{"field": "a", "at_least": "x"}', '{"field": "a", "at_least": true}'),
    ],
)
def test_a_condition_written_by_hand_that_makes_no_sense_is_refused(raw):
    assert condition_from(Condition(raw=raw))[1]


def test_a_saved_step_keeps_its_organ_and_the_eyes_of_the_counter():
    kept = step("a", organ_kind="military", four_eyes_with="receive", signs=True)
    posted = {f"a-{name}": value for name, value in {"name": "a", "product": "x", "role": "specialist"}.items()}
    posted |= {"a-organ": "military", "a-eyes": "receive", "a-signs": "1"}
    steps, faults = steps_from(posted, lambda name: [], [kept])
    assert (steps, faults) == ([kept], [])
