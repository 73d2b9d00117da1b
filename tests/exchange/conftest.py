"""Fixtures of the exchange's tests: the office, and a national portal that runs in a thread."""

import pytest

from simulators.national_portal.server import Server
from tests.exchange.inbound_samples import later, linked  # noqa: F401
from tests.factories.dossiers import office  # noqa: F401
from thongsuot.exchange import systems


@pytest.fixture
def portal(settings):
    """A simulated national portal, connected."""
    server = Server("127.0.0.1", 0)
    server.in_thread()
    settings.OUTSIDE_SYSTEMS = {systems.NATIONAL_PORTAL: server.address}
    yield server
    server.shutdown()
    server.server_close()
    server.storage.close()
