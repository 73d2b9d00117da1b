"""What a start loads when the files have changed under an installation that is in use."""

import shutil

import pytest

from config.run import loaders
from config.run.problem import CannotRun
from tests.factories.dossiers import MONDAY_9, submit
from tests.factories.procedures import BIRTH, COPY
from thongsuot.procedures import load
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed_files(office, tmp_path, monkeypatch):
    """One dossier of a birth registration; then the texts of two procedures change."""
    submit(office)
    for path in load.reference_files():
        shutil.copy(path, tmp_path)
        if path.name.startswith((BIRTH, COPY)):
            text = path.read_text()
            (tmp_path / path.name).write_text(text.replace("short_name: ", "short_name: Mới ", 1))
    monkeypatch.setattr(load, "REFERENCE", tmp_path)


def name_of(code):
    return version_in_force(code, MONDAY_9.date()).short_name


def test_a_trial_keeps_what_its_dossiers_use_and_starts(changed_files, capsys):
    loaders.procedures(lambda done, total: None)
    assert not name_of(BIRTH).startswith("Mới")
    assert name_of(COPY).startswith("Mới")
    assert BIRTH in capsys.readouterr().err


def test_real_operation_is_told_to_write_a_new_version(changed_files, settings):
    settings.DEMO = False
    with pytest.raises(CannotRun, match="ngày hiệu lực sau"):
        loaders.procedures(lambda done, total: None)
    assert not name_of(COPY).startswith("Mới")
