"""Phía cơ sở dữ liệu: roles kept apart, the journal closed, nothing lost in a power cut."""

from collections.abc import Iterator
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from config.database import owner_url, parse_url, web_url
from config.deploy import Lack

DURABLE = {"fsync": "on", "full_page_writes": "on", "data_checksums": "on"}


def _one(query: str, *values: Any) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone() or ()


def roles() -> Iterator[Lack]:
    """Web không phải là chủ bảng, cũng không phải quản trị."""
    owner, web = parse_url(owner_url(settings.VAR))["USER"], parse_url(web_url(settings.VAR))["USER"]
    if owner == web or not web:
        remedy = "tạo vai trò riêng cho web và đặt THONGSUOT_WEB_DATABASE_URL, rồi chạy thongsuot migrate"
        yield Lack("database_roles", "web dùng chung vai trò với chủ bảng", remedy)
        return
    strong = _one("SELECT rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = %s", web)
    if not strong:
        yield Lack("database_roles", f"vai trò {web} không có trong cơ sở dữ liệu", "chạy thongsuot migrate")
    elif strong[0]:
        yield Lack("database_roles", f"vai trò {web} có quyền quản trị", f"ALTER ROLE {web} NOSUPERUSER NOCREATEROLE")
    else:
        yield from _journal(web)


def _journal(role: str) -> Iterator[Lack]:
    """Vai trò web chỉ ghi nhật ký qua hàm, không sửa được."""
    tables = (
        "SELECT c.oid, c.relname FROM pg_class c WHERE c.relname LIKE 'common_journal%%' AND c.relkind IN ('r', 'p')"
    )
    rights = "has_table_privilege(%s, t.oid, 'UPDATE, DELETE, TRUNCATE, INSERT')"
    open_tables = _one(f"SELECT string_agg(t.relname, ', ') FROM ({tables}) t WHERE {rights}", role)  # noqa: S608
    if open_tables[0]:
        yield Lack("journal", f"vai trò {role} sửa được nhật ký ({open_tables[0]})", "chạy thongsuot migrate")
    guards = _one("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'journal_%%' AND tgenabled = 'D'")
    if guards[0]:
        yield Lack("journal", "bộ chặn sửa nhật ký đang bị tắt", "ALTER TABLE common_journalentry ENABLE TRIGGER ALL")


def durability() -> Iterator[Lack]:
    """Mất điện không mất dữ liệu đã báo là nhận."""
    for name, wanted in DURABLE.items():
        (value,) = _one("SELECT current_setting(%s)", name)
        if value != wanted:
            yield Lack("durability", f"PostgreSQL có {name} = {value}", f"bật {name}")
    (commit,) = _one("SHOW synchronous_commit")
    if commit == "off":
        yield Lack(
            "durability", "synchronous_commit đang tắt: điều đã báo là nhận có thể mất", "bật synchronous_commit"
        )


def archiving() -> Iterator[Lack]:
    """Khôi phục được về một thời điểm."""
    (mode,) = _one("SHOW archive_mode")
    if mode == "off":
        yield Lack(
            "archiving",
            "PostgreSQL không lưu WAL nên không khôi phục được về một thời điểm",
            "bật archive_mode (pgbackrest)",
        )


def migrations() -> Iterator[Lack]:
    """Cấu trúc đúng phiên bản mã nguồn."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Lack("migrations", "cấu trúc cơ sở dữ liệu cũ hơn mã nguồn", "chạy thongsuot migrate")


def web_role_gets_in() -> Iterator[Lack]:
    """Địa chỉ của web dùng được."""
    try:
        psycopg.connect(web_url(settings.VAR), connect_timeout=5).close()
    except psycopg.Error as error:
        yield Lack(
            "database_roles",
            f"web không vào được cơ sở dữ liệu: {str(error).strip()[:200]}",
            "kiểm tra địa chỉ, mật khẩu",
        )


CHECKS = (roles, durability, archiving, migrations, web_role_gets_in)
