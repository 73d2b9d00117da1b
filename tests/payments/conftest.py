"""Fixtures of the tests of money."""

from tests.factories.dossiers import office  # noqa: F401
