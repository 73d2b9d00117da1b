"""Cơ sở dữ liệu cho sẵn (`DATABASE_URL`): looks whether it is fit, and says what its administrator must do if not."""

import os
import secrets
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import errors, sql

from config.run.places import Places, read_private, write_private
from config.run.problem import CannotRun
from config.run.programs import NEEDED_EXTENSIONS, OLDEST

Connection = psycopg.Connection[Any]


def examine(url: str) -> None:
    """Refuse, in one message, a database that cannot carry the platform."""
    with connect(url) as server:
        if server.info.server_version < OLDEST * 10_000:
            raise CannotRun(
                f"PostgreSQL của DATABASE_URL quá cũ ({server.info.server_version // 10_000}); cần {OLDEST} trở lên."
            )
        lacks = [*_encoding(server), *_rights(server), *_extensions(server)]
        if lacks:
            raise CannotRun(
                f"Cơ sở dữ liệu “{server.info.dbname}” chưa dùng được. Quản trị viên PostgreSQL cần làm:\n"
                + "\n".join(f"  • {lack}" for lack in lacks)
            )


def connect(url: str) -> Connection:
    """Connect, or say why not without showing the password."""
    if urlsplit(url).scheme not in ("postgresql", "postgres"):
        raise CannotRun("DATABASE_URL phải có dạng postgresql://người-dùng:mật-khẩu@máy-chủ/cơ-sở-dữ-liệu.")
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        place = urlsplit(url)
        where = f"{place.username or ''}@{place.hostname or 'socket'}{place.path}"
        raise CannotRun(f"Không kết nối được DATABASE_URL ({where}):\n{str(error).strip()}") from error


def _encoding(server: Connection) -> list[str]:
    encoding = _value(server, "SHOW server_encoding")
    return [] if encoding == "UTF8" else [f"tạo lại cơ sở dữ liệu với ENCODING 'UTF8' (hiện là {encoding})"]


def _rights(server: Connection) -> list[str]:
    if _value(server, "SELECT has_schema_privilege(current_user, 'public', 'CREATE')"):
        return []
    return [f"cấp quyền tạo bảng: GRANT CREATE, USAGE ON SCHEMA public TO {server.info.user};"]


def _extensions(server: Connection) -> list[str]:
    """Create what is missing when we may; name what is missing when we may not."""
    lacks = []
    for name in NEEDED_EXTENSIONS:
        if _value(server, "SELECT count(*) FROM pg_extension WHERE extname = %s", name):
            continue
        try:
            server.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {} WITH SCHEMA public").format(sql.Identifier(name)))
        except errors.InsufficientPrivilege:
            lacks.append(f'thiếu phần mở rộng {name}: psql -d {server.info.dbname} -c "CREATE EXTENSION {name}"')
        except psycopg.Error:
            lacks.append(f"thiếu phần mở rộng {name} và máy chủ chưa cài nó (gói postgresql-contrib của hệ điều hành)")
    return lacks


def prepare_web_role(url: str, places: Places) -> str:
    """Make the role of the web processes when we may, else use the owner for all; returns a note for people or ''.

    `THONGSUOT_WEB_DATABASE_URL` names a role that an administrator made; then nothing is made here.
    """
    given = os.environ.get("THONGSUOT_WEB_DATABASE_URL")
    if given:
        connect(given).close()
        write_private(places.address_file("web"), given)
        return ""
    with connect(url) as server:
        role = f"{server.info.dbname}_web"[:63]
        known = read_private(places.address_file("web"))
        if known and known == _with_role(url, role, urlsplit(known).password or "") and _lets_in(known):
            return ""
        if not _value(server, "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"):
            write_private(places.address_file("web"), url)
            return (
                "Tài khoản của DATABASE_URL không được tạo vai trò, nên web dùng chung tài khoản với chủ bảng.\n"
                "Khi vận hành thật hãy nhờ quản trị viên tạo vai trò riêng và đặt THONGSUOT_WEB_DATABASE_URL."
            )
        password = secrets.token_urlsafe(24)
        verb = "ALTER" if _value(server, "SELECT count(*) FROM pg_roles WHERE rolname = %s", role) else "CREATE"
        name = sql.Identifier(role)
        server.execute(sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER PASSWORD {}").format(name, password))
        server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(server.info.dbname), name))
    write_private(places.address_file("web"), _with_role(url, role, password))
    return ""


def _with_role(url: str, role: str, password: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{quote(password, safe='')}@{host}"))


def _lets_in(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error:
        return False
    return True


def _value(server: Connection, query: str, *values: str) -> Any:
    row = server.execute(query, values).fetchone()
    return row[0] if row else None
