"""Fixtures that every room's tests may use."""

from tests.browser import chromium, kit, page, phone  # noqa: F401
from tests.factories.units import _partitions_of_the_world, world  # noqa: F401
