"""The catalogue in the small world, made once per file: tests read it inside their own savepoint, nothing stays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from tests.factories.procedures import load_all, load_six
from tests.factories.units import World, make_world
from thongsuot.common import stamps


@contextmanager
def loaded(load: Callable[[World], object], blocker: Any) -> Iterator[World]:
    """The world with a catalogue, until the file's tests are done."""
    with blocker.unblock(), transaction.atomic():
        with stamps.of_one_request():
            world = make_world()
            load(world)
        connection.check_constraints()  # once, not again at the end of each test
        yield world
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _catalogue(_partitions_of_the_world: None, django_db_blocker: Any) -> Iterator[World]:
    with loaded(load_six, django_db_blocker) as world:
        yield world


@pytest.fixture(scope="module")
def _whole_catalogue(_partitions_of_the_world: None, django_db_blocker: Any) -> Iterator[World]:
    with loaded(load_all, django_db_blocker) as world:
        yield world


@pytest.fixture
def six(_catalogue: World, db: None) -> World:
    """The world with the first six procedures."""
    return _catalogue


@pytest.fixture
def whole(_whole_catalogue: World, db: None) -> World:
    """The world with every procedure that ships."""
    return _whole_catalogue
