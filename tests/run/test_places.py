"""Chỗ để dữ liệu, khoá, dấu vân tay: the small things a start relies on."""

import io
import os
import stat
from pathlib import Path

import pytest

from config.database import database_settings, owner_url, parse_url, web_url
from config.run import fingerprints
from config.run.locks import held
from config.run.parts import check_port
from config.run.places import LONGEST_SOCKET_PATH, Places, read_private, write_private
from config.run.problem import CannotRun
from config.run.progress import Progress


def test_a_port_base_that_is_no_number_is_refused_in_words(monkeypatch):
    monkeypatch.setenv("THONGSUOT_PORT_BASE", "nhiều")
    with pytest.raises(CannotRun, match="THONGSUOT_PORT_BASE"):
        Places.from_environment()


def test_a_long_path_gets_a_short_socket_folder(tmp_path):
    deep = tmp_path / ("x" * 120)
    folder = Places(deep, 17000).socket_folder(deep / "pg" / "run")
    assert len(f"{folder}/.s.PGSQL.65535") <= LONGEST_SOCKET_PATH
    assert folder == Places(deep, 17000).socket_folder(deep / "pg" / "run")
    assert folder != Places(tmp_path, 17000).socket_folder(deep / "pg" / "run")


def test_a_folder_that_cannot_be_written_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotRun, match="Không ghi được vào thư mục dữ liệu"):
        Places(tmp_path / "file", 17000).make()


def test_a_secret_is_readable_by_its_owner_only(tmp_path):
    write_private(tmp_path / "secret", "mật khẩu")
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert read_private(tmp_path / "secret") == "mật khẩu"
    assert read_private(tmp_path / "none") is None
    assert os.listdir(tmp_path) == ["secret"]


def test_one_lock_excludes_the_other_and_shared_ones_do_not(tmp_path):
    with held(tmp_path / "lock") as first, held(tmp_path / "lock") as second:
        assert first
        assert not second
    with held(tmp_path / "lock", shared=True) as first, held(tmp_path / "lock", shared=True) as second:
        assert first
        assert second
    with held(tmp_path / "lock") as again:
        assert again


def test_a_taken_port_is_refused_in_words():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotRun, match="đang có chương trình khác dùng"):
            check_port("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(CannotRun, match="không hợp lệ"):
        check_port("127.0.0.1", 70_000)


def test_a_fingerprint_changes_with_names_and_contents(tmp_path):
    (tmp_path / "a.csv").write_text("1")
    first = fingerprints.of_files(["*.csv"], tmp_path)
    assert fingerprints.of_files(["*.csv"], tmp_path) == first
    (tmp_path / "a.csv").write_text("2")
    second = fingerprints.of_files(["*.csv"], tmp_path)
    (tmp_path / "a.csv").rename(tmp_path / "b.csv")
    assert len({first, second, fingerprints.of_files(["*.csv"], tmp_path)}) == 3


def test_progress_without_a_terminal_writes_one_line_for_each_step():
    out = io.StringIO()
    progress = Progress(2, out)
    report = progress.begin("Đơn vị")
    report(1, 2)
    report(2, 2)
    progress.done()
    progress.begin("Lịch")
    progress.done()
    assert [line.split(":")[0] for line in out.getvalue().splitlines()] == ["[1/2] Đơn vị", "[2/2] Lịch"]


def test_progress_on_a_terminal_draws_a_bar():
    out = io.StringIO()
    out.isatty = lambda: True
    Progress(1, out).begin("Đơn vị")(50, 100)
    assert "████████████············" in out.getvalue()
    assert "50 %" in out.getvalue()


def test_a_database_address_may_name_a_socket_and_odd_passwords():
    settings = parse_url("postgresql://a%40b:p%2Fw@/ten?host=/run/pg&port=17432&sslmode=require")
    assert settings["USER"] == "a@b"
    assert settings["PASSWORD"] == "p/w"
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("/run/pg", "17432", "ten")
    assert settings["OPTIONS"] == {"sslmode": "require"}
    with pytest.raises(ValueError, match="postgresql://"):
        parse_url("mysql://x/y")


def test_the_web_role_is_used_only_by_those_who_serve(tmp_path, monkeypatch):
    for name in ("DATABASE_URL", "THONGSUOT_WEB_DATABASE_URL", "THONGSUOT_DB_ROLE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "database_url").write_text("postgresql://owner@/thongsuot\n")
    (tmp_path / "web_database_url").write_text("postgresql://web@/thongsuot\n")
    assert database_settings(tmp_path)["USER"] == "owner"
    monkeypatch.setenv("THONGSUOT_DB_ROLE", "web")
    assert database_settings(tmp_path)["USER"] == "web"
    assert owner_url(tmp_path).startswith("postgresql://owner")
    monkeypatch.setenv("THONGSUOT_WEB_DATABASE_URL", "postgresql://named@/thongsuot")
    assert web_url(tmp_path) == "postgresql://named@/thongsuot"


def test_without_any_file_the_web_comes_as_the_owner(tmp_path, monkeypatch):
    monkeypatch.delenv("THONGSUOT_WEB_DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://given@/x")
    assert web_url(Path(tmp_path)) == "postgresql://given@/x"
