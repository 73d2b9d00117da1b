"""Pages of this room are looked at by the page client, whatever a test is about."""

import pytest

from tests.accounts.small_provider import provider  # noqa: F401
from tests.page_client import PageClient


@pytest.fixture
def client():
    """A client that inspects every page."""
    return PageClient()
