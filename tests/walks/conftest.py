"""Fixtures of the walks: the office of Mai Phụ, and a Monday morning that also holds in the server's threads."""

from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import pytest

from tests.factories.dossiers import MONDAY_9, Office, office  # noqa: F401
from tests.walks.house import House


@pytest.fixture
def clock(monkeypatch):
    """Turn the clock of everybody to a moment: the test, the live server, whatever the machine's date."""
    return lambda at: monkeypatch.setattr("thongsuot.common.now._frozen", ContextVar("frozen", default=lambda: at))


@pytest.fixture
def monday(clock):
    """Nine o'clock on Monday 7/7/2025 for everybody."""
    clock(MONDAY_9)
    return MONDAY_9


@pytest.fixture
def house(chromium: Any, live_server: Any, monday: Any, clock: Any, office: Office) -> Iterator[House]:  # noqa: F811
    """Mai Phụ on a Monday morning."""
    house = House(chromium, live_server.url, office, clock)
    yield house
    house.close()
