"""Fixtures of the cutover's tests."""

from tests.factories.dossiers import office  # noqa: F401
