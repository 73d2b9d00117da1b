"""The catalogue in the small world."""

from tests.factories.procedures import six  # noqa: F401
