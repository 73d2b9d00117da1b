"""Fixtures of the portal's tests: a citizen at a page client, at nine on a Monday."""

import pytest

from tests.factories.accounts import sign_in
from tests.factories.dossiers import MONDAY_9, Office, office  # noqa: F401
from tests.page_client import PageClient
from thongsuot.accounts.models import User
from thongsuot.common.now import frozen


@pytest.fixture(autouse=True)
def _monday_morning(request):
    """Nine o'clock for tests that call the pages themselves; a browser's server runs in threads of its own, by the clock."""
    if request.node.get_closest_marker("browser"):
        yield
        return
    with frozen(MONDAY_9):
        yield


def client_of(user: User) -> PageClient:
    """A signed-in page client."""
    client = PageClient()
    sign_in(client, user)
    return client


@pytest.fixture
def lan(office: Office) -> PageClient:  # noqa: F811
    """Nguyễn Thị Lan, who lives in Mai Phụ."""
    return client_of(office.users["lan"])


@pytest.fixture
def visitor(office: Office) -> PageClient:  # noqa: F811
    """Somebody who has not signed in."""
    return PageClient()
