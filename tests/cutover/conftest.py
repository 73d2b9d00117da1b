"""Fixtures of the cutover's tests."""

from collections.abc import Iterator

import pytest

from tests.cutover.split_place import ky_loi  # noqa: F401
from tests.factories.dossiers import moment, office  # noqa: F401
from tests.factories.reorganisations import Reorganisation, make_plan
from thongsuot.common.now import frozen


@pytest.fixture
def eve() -> Iterator[None]:
    """31/7/2025, noon: who works is still in his old unit."""
    with frozen(moment(31, 12)):
        yield


@pytest.fixture
def made(world) -> Reorganisation:
    """A reorganisation two weeks before its day: drawn up, not decided."""
    return make_plan(world)
