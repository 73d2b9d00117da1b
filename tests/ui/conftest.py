"""The kit is tried without the rooms above it and without a database: nothing fills the top of its pages."""

import pytest

from thongsuot.ui import slots


@pytest.fixture(autouse=True)
def _bare_pages(monkeypatch):
    monkeypatch.setitem(slots._places, "page.top", [])
