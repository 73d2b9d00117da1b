"""Fixtures of the task list's tests."""

from tests.factories.dossiers import office  # noqa: F401
