"""Nền chung: the small world is made once for the tests of a file that follow each other; each works in a savepoint on it.

Making Mai Phụ with its people and the catalogue costs a tenth of a second, and most tests begin with it. So it is made in
a transaction that stays open, and `world` and `office` hand it out. A test that asks for neither of them, or commits
(`transaction=True`, `live_server`), finds no such transaction: it is rolled back first. A test that spoils its connection
costs the next one a new ground, nothing else.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from thongsuot.common import stamps

COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}


class Ground:
    """What stands in the open transaction of this process, layer upon layer."""

    def __init__(self) -> None:
        self.layers: dict[str, Callable[[], Any]] = {}  # fixture → what makes it, the lowest first
        self.made: dict[str, Any] = {}
        self.blocks: list[transaction.Atomic] = []  # one of each layer that was made
        self.file = ""
        self.blocker: Any = None

    def lay(self, names: list[str]) -> None:
        """Make exactly these layers; what a test does not ask for must not be there."""
        while len(self.made) > len(names):
            self._undo()
        for name in names[len(self.made) :]:
            block = transaction.atomic()
            block.__enter__()
            self.blocks.append(block)
            with stamps.of_one_request():
                self.made[name] = self.layers[name]()
            connection.check_constraints()  # or each test would check the rows of the ground again

    def leave(self) -> None:
        """Back to the empty database."""
        if self.blocks:
            with self.blocker.unblock():
                while self.blocks:
                    self._undo()

    def _undo(self) -> None:
        if len(self.made) == len(self.blocks):
            self.made.popitem()
        block = self.blocks.pop()
        connection.needs_rollback = True
        block.__exit__(None, None, None)

    def spoiled(self) -> bool:
        """Whether a test closed or broke the connection under us."""
        return connection.closed_in_transaction or connection.needs_rollback or connection.connection is None


ground = Ground()


def layers_of(item: Any) -> list[str]:
    """The layers a test stands on, lowest first; none for a test that commits, or has such a fixture of its own."""
    marker = item.get_closest_marker("django_db")
    known = item._fixtureinfo.name2fixturedefs
    if COMMITTING & set(item.fixturenames) or (marker and (marker.args or marker.kwargs)):
        return []
    if any(_keeps_a_database_of_its_own(name, fixtures[-1]) for name, fixtures in known.items()):
        return []
    found = []
    for name, make in ground.layers.items():
        fixtures = known.get(name)
        if not fixtures or fixtures[-1].func.__module__ != make.__module__:
            break
        found.append(name)
    return found


def _keeps_a_database_of_its_own(name: str, fixture: Any) -> bool:
    """A fixture for many tests that works in the database: its transaction and ours would end in the wrong order."""
    if fixture.scope == "function" or name == "_partitions_of_the_world":
        return False
    return "django_db_blocker" in fixture.argnames and fixture.func.__module__.startswith("tests.")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: Any) -> None:
    """Leave the ground before a test that does not stand on it, and at the next file."""
    if str(item.path) != ground.file or not layers_of(item) or ground.spoiled():
        ground.leave()
    ground.file = str(item.path)


@pytest.fixture
def _ground(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> None:
    """The ground of this test, before the test's own transaction begins."""
    if not (names := layers_of(request.node)):
        return
    request.getfixturevalue("_partitions_of_the_world")
    ground.blocker = django_db_blocker
    with django_db_blocker.unblock():
        ground.lay(names)


@pytest.fixture
def _django_db_helper(_ground: None, _django_db_helper: None) -> None:
    """pytest-django's transaction of one test, inside the ground's."""


@pytest.fixture(scope="session", autouse=True)
def _ground_is_left() -> Iterator[None]:
    """The test database cannot be dropped while we stand in it."""
    yield
    ground.leave()
