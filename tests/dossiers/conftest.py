"""Fixtures of the one-stop's tests."""

from tests.factories.dossiers import office  # noqa: F401
