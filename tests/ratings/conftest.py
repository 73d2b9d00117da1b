"""Fixtures of these tests."""

from tests.factories.dossiers import office  # noqa: F401
