"""Walking a process: parallel, join, condition, return; whatever the graph, every step is done once and in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.procedures.process import (
    Process,
    Step,
    first_steps,
    followers,
    holds,
    is_complete,
    next_steps,
    problems,
    redo_from,
)


def step(key: str, *after: str, **more) -> Step:
    return Step(key=key, name=key, role="specialist", product="x", after=after, **more)


def keys(steps: list[Step]) -> list[str]:
    return [one.key for one in steps]


TWO_DIVISIONS = Process(
    (
        step("assign", position=0, minutes=60),
        step("appraise", "assign", position=1, minutes=300),
        step("budget", "assign", position=2, minutes=120, condition={"not": {"field": "kind", "equals": "stop"}}),
        step("check", "appraise", "budget", position=3, minutes=60, return_to="appraise"),
        step("sign", "check", position=4, minutes=60, signs=True, return_to="appraise"),
    )
)


def test_first_steps_are_those_that_wait_for_nothing():
    assert keys(first_steps(TWO_DIVISIONS, {})) == ["assign"]


def test_parallel_steps_open_together():
    assert keys(next_steps(TWO_DIVISIONS, {"assign"}, {"kind": "start"})) == ["appraise", "budget"]


def test_join_waits_for_every_branch():
    assert keys(next_steps(TWO_DIVISIONS, {"assign", "appraise"}, {"kind": "start"})) == ["budget"]
    assert keys(next_steps(TWO_DIVISIONS, {"assign", "appraise", "budget"}, {"kind": "start"})) == ["check"]


def test_step_whose_condition_is_false_is_passed_over():
    assert keys(next_steps(TWO_DIVISIONS, {"assign"}, {"kind": "stop"})) == ["appraise"]
    assert keys(next_steps(TWO_DIVISIONS, {"assign", "appraise"}, {"kind": "stop"})) == ["check"]


def test_passed_over_first_step_lets_the_next_begin():
    process = Process((step("a", condition={"field": "x", "present": True}), step("b", "a", signs=True)))
    assert keys(first_steps(process, {})) == ["b"]


def test_complete_when_nothing_is_left():
    assert is_complete(TWO_DIVISIONS, {"assign", "appraise", "budget", "check", "sign"}, {"kind": "start"})
    assert not is_complete(TWO_DIVISIONS, {"assign"}, {})


def test_return_makes_the_step_and_all_after_it_undone():
    target, kept = redo_from(TWO_DIVISIONS, "sign", {"assign", "appraise", "budget", "check"})
    assert target is not None
    assert target.key == "appraise"
    assert kept == {"assign", "budget"}
    assert keys(next_steps(TWO_DIVISIONS, kept, {"kind": "start"})) == ["appraise"]


def test_step_without_a_way_back_says_so():
    target, kept = redo_from(TWO_DIVISIONS, "assign", {"assign"})
    assert target is None
    assert kept == {"assign"}


def test_longest_way_counts_parallel_work_once():
    assert TWO_DIVISIONS.minutes == 60 + 300 + 60 + 60


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, True),
        ({"field": "a.b", "equals": 1}, True),
        ({"field": "a.b", "equals": 2}, False),
        ({"field": "a.b", "in": [1, 2]}, True),
        ({"field": "a.c", "in": [1, 2]}, False),
        ({"field": "a.b", "at_least": 1}, True),
        ({"field": "a.yes", "at_least": 1}, False),
        ({"field": "a.text", "at_least": 1}, False),
        ({"field": "a.b", "present": True}, True),
        ({"field": "a.empty", "present": True}, False),
        ({"field": "a.c", "present": False}, True),
        ({"not": {"field": "a.b", "equals": 1}}, False),
        ({"all": [{"field": "a.b", "equals": 1}, {"field": "a.c", "equals": 1}]}, False),
        ({"any": [{"field": "a.b", "equals": 1}, {"field": "a.c", "equals": 1}]}, True),
    ],
)
def test_conditions(condition, expected):
    assert holds(condition, {"a": {"b": 1, "yes": True, "text": "1", "empty": ""}}) is expected


def test_condition_that_nobody_understands_is_an_error():
    with pytest.raises(ValueError, match="không hiểu được"):
        holds({"field": "a", "similar": 1}, {"a": 1})


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((), "không có bước nào"),
        ((step("a", "b", signs=True), step("b", "a")), "chờ chính nó"),
        ((step("a"), step("a", signs=True)), "cùng tên"),
        ((step("a", "ghost", signs=True),), "không có: ghost"),
        ((step("a"), step("b", signs=True)), "không phải bước ký"),
        ((step("a"), step("b", "a", signs=True, return_to="b")), "không đứng trước"),
    ],
)
def test_wrong_graphs_are_named(steps, said):
    assert any(said in problem for problem in problems(Process(steps)))


def test_right_graph_has_no_problems():
    assert problems(TWO_DIVISIONS) == []


@st.composite
def processes(draw) -> Process:
    """Any acyclic process: each step waits for some of those before it; some are conditional."""
    number = draw(st.integers(1, 9))
    steps = []
    for index in range(number):
        before = [f"s{other}" for other in range(index)]
        after = draw(st.lists(st.sampled_from(before), unique=True, max_size=3)) if before else []
        condition = draw(
            st.sampled_from([None, None, {"field": "yes", "present": True}, {"field": "no", "present": True}])
        )
        steps.append(step(f"s{index}", *after, position=index, condition=condition))
    return Process(tuple(steps))


@given(processes(), st.randoms())
def test_every_walk_does_each_step_once_and_never_too_early(process, chance):
    form = {"yes": 1}
    expected = {s.key for s in process.steps if holds(s.condition, form)}
    done: list[str] = []
    while ready := next_steps(process, done, form):
        chosen = chance.choice(ready)
        assert chosen.key not in done
        assert {key for key in chosen.after if key in expected} <= set(done)
        done.append(chosen.key)
    assert set(done) == expected
    assert is_complete(process, done, form)


@given(processes(), st.data())
def test_what_is_undone_by_a_return_is_exactly_the_step_and_its_followers(process, data):
    key = data.draw(st.sampled_from([s.key for s in process.steps]))
    again = {key} | followers(process, key)
    for other in process.steps:
        assert (other.key in again) == (other.key == key or bool(again & set(other.after)))
