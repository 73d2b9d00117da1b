"""Fixtures of the cutover's tests."""

import pytest

from tests.cutover.split_place import ky_loi  # noqa: F401
from tests.cutover.three_provinces import copy_of, home, house  # noqa: F401
from tests.factories.dossiers import office  # noqa: F401
from tests.factories.reorganisations import Reorganisation, make_plan


@pytest.fixture
def made(world) -> Reorganisation:
    """A reorganisation two weeks before its day: drawn up, not decided."""
    return make_plan(world)
