"""Fixtures of the cutover's tests: the present is the eve of it, so that who works is still in his old unit."""

from collections.abc import Iterator

import pytest

from tests.cutover.split_place import ky_loi  # noqa: F401
from tests.cutover.three_provinces import copy_of, home, house  # noqa: F401
from tests.factories.dossiers import moment, office  # noqa: F401
from tests.factories.reorganisations import Reorganisation, make_plan
from thongsuot.common.now import frozen


@pytest.fixture
def made(world) -> Reorganisation:
    """A reorganisation two weeks before its day: drawn up, not decided."""
    return make_plan(world)


@pytest.fixture
def eve() -> Iterator[None]:
    """Noon of 31/7/2025: the day before the reorganisations of these tests."""
    with frozen(moment(31, 12)):
        yield
