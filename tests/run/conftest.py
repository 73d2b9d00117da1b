"""Fixtures of the tests of starting and running."""

from tests.factories.dossiers import office  # noqa: F401
