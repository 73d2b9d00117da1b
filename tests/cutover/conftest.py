"""Fixtures of the cutover's tests: the present is the eve of it, so that who works is still in his old unit."""

from collections.abc import Iterator

import pytest

from tests.factories.dossiers import moment, office  # noqa: F401
from thongsuot.common.now import frozen


@pytest.fixture(autouse=True)
def _eve() -> Iterator[None]:
    """31/7/2025, noon."""
    with frozen(moment(31, 12)):
        yield
