"""Fixtures of the archive's tests."""

import pytest

from tests.records.archive_world import make_archive


@pytest.fixture
def archive(world, settings, tmp_path):
    """Mai Phụ with an archive."""
    settings.FILES_ROOT = tmp_path / "files"
    return make_archive(world, settings, tmp_path)
