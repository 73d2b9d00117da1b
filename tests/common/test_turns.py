"""Turns in a web process: few at once, fair to units, and nobody waits for ever."""

import threading
import time
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.run.waiting import PATIENCE
from thongsuot.common.turns import PUBLIC, FairTurns, Turns, tell_unit

LONG = PATIENCE  # nobody in these tests is expected to wait so long


def queue_behind(turns: Turns, arrivals: list[str]) -> list[str]:
    """Who is served in which order when all of them wait behind one that runs."""
    served: list[str] = []
    turns.enter("first")

    def work(who: str) -> None:
        turns.enter(who)
        served.append(who)  # one at a time: nobody else is in here
        turns.leave()

    threads = []
    for n, who in enumerate(arrivals):
        threads.append(threading.Thread(target=work, args=[who]))
        threads[-1].start()
        _until(lambda expected=n + 1: turns.waiting == expected)
    turns.leave()
    for thread in threads:
        thread.join(LONG)
    return served


def _until(happened) -> None:
    end = time.monotonic() + LONG
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_who_asks_seldom_comes_before_who_asks_much():
    served = queue_behind(Turns(at_once=1, patience=LONG), [*["noisy"] * 6, "quiet", "quiet"])
    assert served.index("quiet") <= 1
    assert [n for n, who in enumerate(served) if who == "quiet"][1] <= 3


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=9))
def test_units_that_wait_take_turns(arrivals):
    """However many somebody sent: of two who both still wait, none is ahead by more than one."""
    served = queue_behind(Turns(at_once=1, patience=LONG), list(arrivals))
    assert sorted(served) == sorted(arrivals)
    for a in set(arrivals):
        for b in set(arrivals) - {a}:
            both = min(arrivals.count(a), arrivals.count(b))
            place = [n for n, who in enumerate(served) if who == a]
            if len(place) > both:  # what `a` sent beyond as much as `b` comes after all of `b`
                last_of_b = max(n for n, who in enumerate(served) if who == b)
                assert place[both] > last_of_b


def test_nobody_waits_longer_than_the_patience():
    turns = Turns(at_once=1, patience=0.05)
    turns.enter("slow")
    turns.enter("other")  # returns although nobody has left
    turns.leave()
    turns.leave()
    turns.enter("later")
    turns.leave()
    assert (turns.running, turns.waiting) == (0, 0)


def test_no_more_run_at_once_than_may():
    turns, seen, inside = Turns(at_once=2, patience=LONG), [], []
    lock = threading.Lock()

    def work(who: str) -> None:
        turns.enter(who)
        with lock:
            inside.append(who)
            seen.append(len(inside))
        time.sleep(0.002)
        with lock:
            inside.remove(who)
        turns.leave()

    threads = [threading.Thread(target=work, args=[str(n)]) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    assert len(seen) == 20
    assert max(seen) <= 2
    assert turns.running == 0


def test_a_request_that_fails_gives_its_turn_back():
    turns = Turns(at_once=1, patience=LONG)

    def fails(environ, start_response):
        raise RuntimeError("hỏng")

    with pytest.raises(RuntimeError):
        FairTurns(fails, turns)({}, None)
    assert turns.running == 0


def test_the_unit_of_a_browser_is_known_from_its_second_request_on():
    asked: list[object] = []

    class Seen(Turns):
        def enter(self, who):
            asked.append(who)
            super().enter(who)

    def application(environ, start_response):
        tell_unit(environ, [SimpleNamespace(unit_id=7)] if "HTTP_COOKIE" in environ else [])
        return [b""]

    answer = FairTurns(application, Seen(at_once=1, patience=LONG))
    for cookie in ("a=1", "a=1", "b=2", "b=2"):
        answer({"HTTP_COOKIE": cookie}, None)
    answer({"REMOTE_ADDR": "127.0.0.1"}, None)
    answer({"REMOTE_ADDR": "127.0.0.1"}, None)
    assert asked[1] == asked[3] == ("unit", 7)
    assert {asked[0], asked[2], asked[4]} <= set(range(PUBLIC)), "a part of the public"
    assert asked[4] == asked[5], "citizens stay there"
