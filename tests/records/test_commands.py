"""Dòng lệnh của lưu trữ: export, import, check; exit codes say what happened."""

import json

import pytest

from config import cli
from tests.records.archive_world import NOW, a_file
from thongsuot.common.files import path_of
from thongsuot.common.now import frozen
from thongsuot.records.models import Fonds, HandIn, ObjectCopy, StoreObject

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys, monkeypatch):
    """One command: its exit code, what it printed, what it said."""
    from contextlib import nullcontext

    from config.commands import records

    monkeypatch.setattr(records, "django_session", nullcontext)

    def run(*words):
        with frozen(NOW):
            code = cli.main(["records", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_package_goes_out_and_comes_in(archive, run, tmp_path):
    archive.kept(a_file(1), a_file(2))
    to, fonds = tmp_path / "goi.zip", Fonds.objects.get().code
    code, out, _said = run("export", "--fonds", fonds, "--kind", "sip", "--to", to, "--by", "luutru")
    assert (code, json.loads(out)["records"]) == (0, 2)
    code, out, _said = run("import", to, "--unit", archive.world.mai_phu.code, "--by", "luutru")
    assert (code, json.loads(out)["records"]) == (0, 2)
    assert HandIn.objects.count() == 2


def test_says_why_it_could_not(archive, run, tmp_path):
    archive.kept()
    to, fonds = tmp_path / "goi.zip", Fonds.objects.get().code
    for by in ("thachkhe", "canbo", "khong-co"):
        code, out, said = run("export", "--fonds", fonds, "--to", to, "--by", by)
        assert (code, out) == (2, "")
        assert by in said
    broken = tmp_path / "xau.zip"
    broken.write_bytes(b"khong phai zip")
    code, _out, said = run("import", broken, "--unit", archive.world.mai_phu.code, "--by", "luutru")
    assert code == 2
    assert "Gói không dùng được" in said
    assert not list(tmp_path.glob("*.part"))


def test_the_check_copies_reads_and_ends_with_one_when_something_is_lost(archive, run):
    archive.kept()
    code, out, _said = run("check")
    assert (code, json.loads(out)["copied"]) == (0, 3)
    thing = StoreObject.objects.get()
    path_of(thing.sha256).unlink()
    for folder in archive.folders.values():
        (folder / thing.sha256[:2] / thing.sha256[2:4] / thing.sha256).unlink()
    code, out, _said = run("check", "--all")
    assert code == 1
    assert json.loads(out)["objects_lost"] == 1
    assert set(ObjectCopy.objects.values_list("state", flat=True)) == {"lost"}


def test_the_key_is_printed(archive, run, settings, tmp_path):
    settings.KEYS_ROOT = tmp_path / "keys"
    assert "BEGIN PUBLIC KEY" in run("key")[1]
