"""Bản sao: a schema with copies from one snapshot, owned by a role that may only read the live tables; then thrown away.

Not copied: foreign keys (they would point at live tables). Functions that name their search path, views and triggers
are made again, so that they work on the copies.
"""

import re
import time
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg import errors, sql

from thongsuot.common.errors import Refused
from thongsuot.cutover.rehearsing.tables import Copied, copied_tables

LIVE = "public"
_FUNCTIONS = """
SELECT pg_get_functiondef(p.oid) FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
   AND EXISTS (SELECT FROM unnest(p.proconfig) AS c(word) WHERE c.word LIKE 'search_path=%%')
 ORDER BY p.proname
"""
_VIEWS = """
SELECT c.relname, pg_get_viewdef(c.oid) FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY c.oid
"""
_COLUMNS = """
SELECT attname, attidentity <> '', pg_get_serial_sequence(%s, attname),
       (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)
  FROM pg_attribute a WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'x') ORDER BY contype = 'p' DESC, conname
"""
_INDEXES = """
SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = %s::regclass
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
"""
_TRIGGERS = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
_PATH = re.compile(r"(?m)^ SET search_path TO .*$")


class NoCopy(Refused):
    """Không lập được bản sao: what the administrator of the database has to do stands in `detail`."""

    code = "no_copy"
    title = _("Không lập được bản sao để diễn tập")


@dataclass(frozen=True, slots=True)
class Copy:
    """Bản sao đã lập."""

    schema: str
    role: str
    seconds: float
    rows: dict[str, int] = field(default_factory=dict)


def open_copy(number: int) -> Copy:
    """Lập bản sao in one transaction on one snapshot; raises NoCopy when the account may not."""
    schema, role = f"rehearsal_{number}", prepare_role()
    began = time.monotonic()
    try:
        with transaction.atomic():
            _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            _run(sql.SQL("CREATE SCHEMA {} AUTHORIZATION {}").format(sql.Identifier(schema), sql.Identifier(role)))
            _run(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
            rows = {table.name: _copy(schema, table) for table in copied_tables()}
            _again(schema)
            _run("RESET ROLE")
    except DatabaseError as problem:
        raise NoCopy(_said(problem)) from problem
    return Copy(schema, role, time.monotonic() - began, rows)


def close_copy(number: int) -> None:
    """Bỏ bản sao; one that is not there is no fault."""
    _run(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(f"rehearsal_{number}")))


def prepare_role() -> str:
    """Vai chỉ đọc: made when it is missing, with the right to read what there is now. Returns its name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_user")
        database, owner = cursor.fetchone()
    role = f"{database}_rehearsal"[:63]
    names = {"role": sql.Identifier(role), "owner": sql.Identifier(owner)}
    try:
        with transaction.atomic():
            if not _rows("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]):
                _run(sql.SQL("CREATE ROLE {role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE").format(**names))
            if not _rows("SELECT 1 WHERE pg_has_role(%s, 'MEMBER')", [role]):
                _run(sql.SQL("GRANT {role} TO {owner}").format(**names))
            _run(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}").format(**names))
            _run(sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}").format(**names))
            _run(sql.SQL("GRANT USAGE ON SCHEMA public TO {role}").format(**names))
            _run(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}").format(**names))
            _run(sql.SQL("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}").format(**names))
    except DatabaseError as problem:
        raise NoCopy(_asks(role, owner)) from problem
    return role


def _copy(schema: str, table: Copied) -> int:
    """One table: rows first, keys and indexes afterwards; returns how many rows."""
    live, there = sql.Identifier(LIVE, table.name), sql.Identifier(schema, table.name)
    _run(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL EXCLUDING INDEXES EXCLUDING STATISTICS)").format(there, live))
    number = _fill(live, there, table)
    _number_on(schema, table.name)
    full = f'{LIVE}."{table.name}"'
    for name, definition in _rows(_KEYS, [full]):
        _run(sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(there, sql.Identifier(name), sql.SQL(definition)))
    for (definition,) in _rows(_INDEXES, [full]):
        _run(_placed(definition, schema, table.name))
    if not table.name.startswith("procrastinate_"):  # its triggers wake the workers
        for (definition,) in _rows(_TRIGGERS, [full]):
            _run(_placed(definition, schema, table.name))
    _run(sql.SQL("ANALYZE {}").format(there))
    return number


def _fill(live: sql.Identifier, there: sql.Identifier, table: Copied) -> int:
    if table.where == "false":
        return 0
    full = f'{LIVE}."{table.name}"'
    names = sql.SQL(", ").join(sql.Identifier(row[0]) for row in _rows(_COLUMNS, [full, full]))
    chosen = sql.SQL(f" WHERE {table.where}") if table.where else sql.SQL("")
    statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} m{}")
    return _run(statement.format(there, names, names, live, chosen))


def _number_on(schema: str, table: str) -> None:
    """New rows get numbers behind those of the live table; a sequence of its own, for the live one is not ours to move."""
    full, own = f'{LIVE}."{table}"', f'{schema}."{table}"'
    for column, identity, sequence, default in _rows(_COLUMNS, [full, full]):
        if identity:
            [(last,)] = _rows(f"SELECT last_value FROM {sequence}", [])  # noqa: S608  (a name of the catalogue)
            _run("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [own, column, last])
        elif default and default.startswith("nextval("):
            place = sql.Identifier(schema, f"{table}_{column}_seq")
            _run(sql.SQL("CREATE SEQUENCE {} START 1000000000").format(place))
            _run(
                sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT nextval({}::regclass)").format(
                    sql.Identifier(schema, table), sql.Identifier(column), sql.Literal(place.as_string(None))
                )
            )


def _again(schema: str) -> None:
    """Views and functions with a search path of their own, for the copies."""
    _run("SET LOCAL search_path = public")
    views, functions = _rows(_VIEWS, []), _rows(_FUNCTIONS, [])
    _run(sql.SQL("SET LOCAL search_path = {}, public").format(sql.Identifier(schema)))
    for name, definition in views:
        _run(sql.SQL("CREATE VIEW {} AS {}").format(sql.Identifier(schema, name), sql.SQL(definition.rstrip(";"))))
    for (definition,) in functions:
        here = definition.replace("FUNCTION public.", f"FUNCTION {schema}.", 1)
        _run(sql.SQL(_PATH.sub(f" SET search_path TO '{schema}', 'public', 'pg_temp'", here)))


def _placed(definition: str, schema: str, table: str) -> sql.SQL:
    """The same index or trigger on the copy."""
    shown = re.escape(table)
    return sql.SQL(re.sub(rf' ON (ONLY )?{LIVE}\."?{shown}"? ', f' ON {schema}."{table}" ', definition, count=1))


def _run(statement: Any, params: list[Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def _rows(statement: Any, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _said(problem: DatabaseError) -> str:
    cause = problem.__cause__
    if isinstance(cause, errors.InsufficientPrivilege):
        return str(_("Tài khoản cơ sở dữ liệu không được lập lược đồ để diễn tập: %(said)s.")) % {"said": cause}
    return str(_("Chép dữ liệu để diễn tập không xong: %(said)s.")) % {"said": problem}


def _asks(role: str, owner: str) -> str:
    words = _("Cần một vai chỉ đọc để diễn tập. Nhờ quản trị cơ sở dữ liệu chạy: %(sql)s")
    return str(words) % {"sql": f'CREATE ROLE "{role}" NOLOGIN; GRANT "{role}" TO "{owner}";'}
