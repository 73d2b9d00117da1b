"""Dòng lệnh: exit codes, languages, what goes where."""

import json
import subprocess
import sys
import time

import pytest

from config import cli
from config.commands import session


@pytest.fixture
def var(tmp_path, monkeypatch):
    """An empty installation."""
    monkeypatch.setenv("THONGSUOT_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "var"


def test_help_comes_quickly_because_nothing_is_imported():
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "config.cli", "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "check-deploy" in done.stdout
    assert time.monotonic() - began < 5
    loaded = subprocess.run(
        [sys.executable, "-c", "import config.cli, sys; print('django' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert loaded.stdout.strip() == "False"


def test_an_unknown_command_is_refused_with_two(capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["khong-co"])
    assert left.value.code == 2
    assert "Lệnh không đúng" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["journal", "verify"], ["manage", "check"], ["demo", "accounts"]])
def test_without_a_database_a_command_says_what_to_do(var, capsys, words):
    assert cli.main(words) == 2
    caught = capsys.readouterr()
    assert "make run" in caught.err
    assert caught.out == ""


def test_demo_accounts_come_as_json(var, capsys):
    var.mkdir()
    accounts = [{"username": "maiphu.motcua1", "password": "x", "role": "counter_clerk", "unit": "18583"}]
    (var / "demo_accounts.json").write_text(json.dumps(accounts))
    assert cli.main(["demo", "accounts", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == accounts


def test_seed_refuses_a_set_that_does_not_exist(var, capsys):
    assert cli.main(["seed", "khong_co"]) == 2
    assert "units" in capsys.readouterr().err


@pytest.fixture
def here(monkeypatch):
    """Commands work in this process and this test's transaction."""
    from contextlib import contextmanager

    from config.commands import accounts, checks
    from config.run.places import Places

    @contextmanager
    def no_session(**_):
        yield Places.from_environment()

    for module in (session, accounts, checks):
        monkeypatch.setattr(module, "django_session", no_session)


@pytest.mark.django_db
def test_journal_verify_finds_a_changed_entry(here, capsys):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_append(42, 'probe', 7, 'written', now(), NULL, NULL, '{}')")
    assert cli.main(["journal", "verify"]) == 0
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE common_journalentry DISABLE TRIGGER journal_immutable")
        cursor.execute("UPDATE common_journalentry SET verb = 'forged' WHERE subject_id = 7")
        cursor.execute("ALTER TABLE common_journalentry ENABLE TRIGGER journal_immutable")
    capsys.readouterr()
    assert cli.main(["journal", "verify"]) == 1
    assert "42/probe/7#1" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_token_is_alone_on_standard_output(here, capsys):
    from thongsuot.accounts.models import ApiToken, User

    User.objects.create_user("thu.nghiem", full_name="Thử Nghiệm")
    assert cli.main(["token", "create", "--username", "thu.nghiem"]) == 0
    assert capsys.readouterr().out.strip().startswith("ts_")
    assert ApiToken.objects.filter(user__username="thu.nghiem").count() == 1
    assert cli.main(["token", "create", "--username", "khong.co"]) == 2
    assert "khong.co" in capsys.readouterr().err


@pytest.mark.django_db
def test_check_deploy_finds_what_a_test_run_lacks(here, capsys, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    assert cli.main(["check-deploy", "--json"]) == 1
    codes = {lack["code"] for lack in json.loads(capsys.readouterr().out)}
    assert {"demo", "hosts", "tls", "hsts", "cookies", "backups", "proxies", "database_roles", "jobs"} <= codes
    assert "journal" not in codes


@pytest.mark.django_db
def test_check_deploy_is_quiet_about_what_is_right(here, capsys, settings, monkeypatch, tmp_path):
    from config.deploy import places, web

    settings.DEMO = False
    settings.ALLOWED_HOSTS = ["dichvu.example.vn"]
    settings.PUBLIC_URL = "https://dichvu.example.vn"
    settings.EVENTS_URL = "/su-kien/"
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    settings.IDENTITY_PROVIDERS = [{"id": "vneid", "issuer": "https://id.example.vn"}]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECRET_KEY = "".join(chr(33 + n) for n in range(60))
    marker = tmp_path / "backed-up"
    marker.touch()
    monkeypatch.setenv("THONGSUOT_BACKUP_MARKER", str(marker))
    left = [lack for check in (*web.CHECKS, places.backups) for lack in check()]
    assert left == []


def test_check_deploy_asks_for_a_provider_of_identities_behind_tls(settings):
    from config.deploy import web

    settings.IDENTITY_PROVIDERS = []
    assert [lack.code for lack in web.identity()] == ["identity"]
    settings.IDENTITY_PROVIDERS = [{"id": "vneid", "issuer": "http://id.example.vn"}]
    assert [lack.code for lack in web.identity()] == ["identity_tls"]


@pytest.mark.django_db
def test_check_deploy_counts_administrators_without_a_second_factor(here, world):
    from config.deploy import data
    from tests.factories.accounts import make_official
    from thongsuot.accounts.models import Role, User

    make_official(world, "quan.tri", Role.UNIT_ADMIN, world.mai_phu, None)
    assert [lack.code for lack in data.second_factor()] == ["second_factor"]
    User.objects.filter(username="quan.tri").update(is_demo=True)
    assert "1 tài khoản" in next(data.demo_accounts()).what
