"""A reorganisation two weeks before its day."""

import pytest

from tests.factories.reorganisations import Reorganisation, make_plan


@pytest.fixture
def made(world) -> Reorganisation:
    """Drawn up, not decided."""
    return make_plan(world)
