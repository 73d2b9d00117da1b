"""Fixtures of the walks: the office of Mai Phụ, and a Monday morning that also holds in the server's threads."""

from contextvars import ContextVar

import pytest

from tests.factories.dossiers import MONDAY_9, office  # noqa: F401


@pytest.fixture
def monday(monkeypatch):
    """Nine o'clock on Monday 7/7/2025 for everybody: the test, the live server, whatever the machine's date."""
    monkeypatch.setattr("thongsuot.common.now._frozen", ContextVar("frozen", default=MONDAY_9))
    return MONDAY_9
