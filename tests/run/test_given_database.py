"""Cơ sở dữ liệu cho sẵn: a user who may create nothing is told what an administrator has to do."""

import secrets
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config.run import given
from config.run.places import Places
from config.run.problem import CannotRun

pytestmark = pytest.mark.django_db


def server_url(user, password, database):
    """Address of a database of the server that the tests use."""
    settings = connection.settings_dict
    host, port = settings["HOST"], settings["PORT"] or "5432"
    if host.startswith("/"):
        return f"postgresql://{user}:{password}@/{database}?host={host}&port={port}"
    return f"postgresql://{user}:{password}@{host or 'localhost'}:{port}/{database}"


@pytest.fixture
def plain():
    """An empty database and a role that may only log in; yields (address, administrator's connection)."""
    settings = connection.settings_dict
    name, password = f"thongsuot_plain_{secrets.token_hex(4)}", secrets.token_hex(8)
    keys = ("user", "password", "host", "port")
    admin = {key: settings[key.upper()] for key in keys if settings[key.upper()]}
    with psycopg.connect(make_conninfo(dbname="postgres", **admin), autocommit=True) as server:
        server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), password))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        with psycopg.connect(make_conninfo(dbname=name, **admin), autocommit=True) as inside:
            yield server_url(name, password, name), inside
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        for role in (f"{name}_web", name):
            server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def test_all_that_is_missing_is_said_at_once(plain):
    address, _ = plain
    with pytest.raises(CannotRun) as refused:
        given.examine(address)
    said = str(refused.value)
    assert "GRANT CREATE, USAGE ON SCHEMA public" in said
    assert 'CREATE EXTENSION btree_gist"' in said
    assert 'CREATE EXTENSION unaccent"' in said


def test_nothing_is_missing_after_an_administrator_did_it(plain, tmp_path):
    address, inside = plain
    inside.execute("CREATE EXTENSION btree_gist")
    inside.execute("CREATE EXTENSION unaccent")
    inside.execute(
        sql.SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(sql.Identifier(urlsplit(address).username))
    )
    given.examine(address)
    note = given.prepare_web_role(address, Places(tmp_path, 17000))
    assert "dùng chung tài khoản" in note
    assert (tmp_path / "web_database_url").read_text() == address


def test_who_may_make_roles_gets_a_web_role_of_its_own(plain, tmp_path, monkeypatch):
    monkeypatch.delenv("THONGSUOT_WEB_DATABASE_URL", raising=False)
    address, inside = plain
    user = urlsplit(address).username
    inside.execute(sql.SQL("ALTER ROLE {} CREATEROLE").format(sql.Identifier(user)))
    inside.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(user), sql.Identifier(user)))
    assert given.prepare_web_role(address, Places(tmp_path, 17000)) == ""
    first = (tmp_path / "web_database_url").read_text()
    assert urlsplit(first).username == f"{user}_web"
    assert given.prepare_web_role(address, Places(tmp_path, 17000)) == ""
    assert (tmp_path / "web_database_url").read_text() == first, "mật khẩu không đổi ở lần chạy sau"
    psycopg.connect(first).close()


def test_a_wrong_address_is_refused_without_showing_the_password(plain):
    address, _ = plain
    parts = urlsplit(address)
    wrong = urlunsplit(parts._replace(path="/khong_co"))
    with pytest.raises(CannotRun) as refused:
        given.examine(wrong)
    assert "Không kết nối được" in str(refused.value)
    assert parts.password not in str(refused.value)
    with pytest.raises(CannotRun, match="postgresql://"):
        given.examine("mysql://x/y")
