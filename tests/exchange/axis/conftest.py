"""Fixtures of the axis' tests: the simulated axis in a thread, and a commune connected to it."""

import pytest

from simulators.axis.server import Server
from tests.exchange.axis.house import OURS, THEIRS, House


@pytest.fixture
def axis():
    """A simulated axis with our installation and a ministry."""
    server = Server("127.0.0.1", 0)
    server.in_thread()
    server.post.connect(OURS)
    server.post.connect(THEIRS)
    yield server
    server.shutdown()
    server.server_close()
    server.post.close()


@pytest.fixture
def house(world, axis, settings):
    """Mai Phụ, connected."""
    settings.DOCUMENT_AXIS = {
        "address": axis.address, "system": OURS["id"], "secret": OURS["secret"], "agencies": ["H27"],
    }  # fmt: skip
    return House(world, axis)
