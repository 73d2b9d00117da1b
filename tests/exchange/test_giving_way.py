"""Nhường: a sender rests when others want the processor, and never for long."""

import time

from hypothesis import given
from hypothesis import strategies as st

from thongsuot.exchange.giving_way import LONGEST, PATIENCE, GivingWay, rest_after, used

SECONDS = st.floats(0, 1e4)


@given(SECONDS, SECONDS)
def test_who_hardly_stood_in_line_does_not_rest_and_nobody_rests_for_long(worked: float, waited: float) -> None:
    rest = rest_after(worked, waited)
    assert 0.0 <= rest <= LONGEST
    assert (rest == 0.0) == (waited <= PATIENCE * worked)


@given(SECONDS, SECONDS, SECONDS)
def test_the_longer_the_line_the_longer_the_rest(worked: float, waited: float, more: float) -> None:
    assert rest_after(worked, waited) <= rest_after(worked, waited + more)


def test_threads_that_ended_are_no_reason_to_rest() -> None:
    assert rest_after(-1.0, 5.0) == 0.0


def test_the_system_tells_what_our_threads_used() -> None:
    before = used()
    end = time.thread_time() + 0.05
    while time.thread_time() < end:
        pass
    assert used()[0] - before[0] > 0.04


def test_what_passed_while_resting_is_not_counted_again(monkeypatch) -> None:
    told = iter([(0.0, 0.0), (0.1, 1.0), (0.1, 9.0), (0.2, 9.1)])
    monkeypatch.setattr("thongsuot.exchange.giving_way.used", lambda: next(told))
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    sender = GivingWay()
    sender.rest()
    sender.rest()
    assert slept == [LONGEST]
