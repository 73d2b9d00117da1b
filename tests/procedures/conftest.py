"""The catalogue in the small world, made once per file: tests read it inside their own savepoint, nothing stays."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.factories.procedures import load_six
from tests.factories.units import World, make_world
from thongsuot.common import stamps


@pytest.fixture(scope="module")
def _catalogue(_partitions_of_the_world: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        with stamps.of_one_request():
            world = make_world()
            load_six(world)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def six(_catalogue: World, db: None) -> World:
    """The world with its catalogue."""
    return _catalogue
