"""Fixtures that every room's tests may use."""

import pytest
from hypothesis import settings

from tests.browser import chromium, kit, page, phone  # noqa: F401
from tests.factories.units import _partitions_of_the_world, world  # noqa: F401

settings.register_profile("house", deadline=None)  # a busy machine is no fault of what is tried
settings.load_profile("house")


def pytest_collection_modifyitems(items):
    """A page in a real browser, a server in another process: on a crowded machine one of thousands may come too late.

    Such a test gets one second try, and the report names it (RERUN); whoever fails twice fails. Tests that install and
    kill a whole system come first, then the walks: at the end one core would wait for them, and a worker that takes
    over half of such a file would install a second system. The many short ones are left for sharing out.
    """
    for item in items:
        own = "shared_centre" in getattr(item, "fixturenames", ())  # a token and a trust centre
        if own or item.get_closest_marker("browser") or item.get_closest_marker("chaos"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=_turn)


def _turn(item):
    if item.get_closest_marker("chaos") and not item.get_closest_marker("django_db"):
        return 0
    return 1 if item.nodeid.startswith("tests/walks/") else 2
