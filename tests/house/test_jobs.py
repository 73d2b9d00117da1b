"""Việc nền: a job that the worker does not know of never runs, and nothing says so."""

from django.conf import settings

from tests.house.rooms import ROOT


def test_the_worker_knows_the_jobs_of_every_room():
    found = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in ROOT.glob("thongsuot/**/*.py")
        if "procrastinate.contrib.django import app" in file.read_text()
    }
    unknown = found - set(settings.PROCRASTINATE_IMPORT_PATHS)
    assert found
    assert not unknown, f"thêm vào PROCRASTINATE_IMPORT_PATHS: {sorted(unknown)}"
