"""Fixtures of the cutover's tests."""

from tests.cutover.split_place import ky_loi  # noqa: F401
from tests.factories.dossiers import office  # noqa: F401
