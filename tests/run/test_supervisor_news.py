"""A wait that was interrupted at its last moment brings no news: a busy machine must not stop the house by itself."""

import signal
from types import SimpleNamespace

import pytest

from config.run.supervisor import Supervisor


@pytest.mark.parametrize(
    ("number", "stops"),
    [(signal.SIGTERM, True), (signal.SIGINT, True), (signal.SIGCHLD, False), (631_365_136, False), (0, False)],
)
def test_only_a_signal_that_it_waits_for_stops_it(monkeypatch, number, stops):
    """CPython 3.11 answers with unfilled memory when it is interrupted as its time is over."""
    monkeypatch.setattr(signal, "sigtimedwait", lambda signals, seconds: SimpleNamespace(si_signo=number))
    supervisor = Supervisor([], print)
    supervisor._wait_for_news(0.1)
    assert supervisor.told_to_stop is stops


def test_no_news_stops_nothing(monkeypatch):
    monkeypatch.setattr(signal, "sigtimedwait", lambda signals, seconds: None)
    supervisor = Supervisor([], print)
    supervisor._wait_for_news(0.1)
    assert not supervisor.told_to_stop
