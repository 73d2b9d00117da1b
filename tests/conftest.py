"""Fixtures that every room's tests may use."""

from tests.factories.units import _partitions_of_the_world, world  # noqa: F401
