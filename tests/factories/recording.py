"""Chép lại: rows that a factory has written once in this database are copied in whenever they are wanted again.

Thousands of tests begin with the same units and the same catalogue. Building them asks the platform's own code, dozens of
statements each time; copying what it wrote the first time costs one statement a table. The rows stand in the test's
own transaction as before and are gone with it. Where a table is not empty the factory works as if nobody had recorded.
"""

import shutil
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction

from thongsuot.common import stamps

Made = TypeVar("Made")
Rows = list[tuple[str, bytes]]
_kept: dict[Hashable, tuple[Rows, Any]] = {}


def recorded(name: Hashable, tables: Sequence[str], build: Callable[[], Made], *, bumps: Sequence[str]) -> Made:
    """What `build` answers when these tables are empty, and its rows in them; `bumps` are the stamps it changes.

    The answer must be the same each time: numbers that are fixed, names. Rows get the numbers they had, which their
    sequences, never set back, do not give again in this database.
    """
    key = (connection.settings_dict["NAME"], name)
    if not _empty(tables):
        return build()
    if key not in _kept:
        made = build()
        _kept[key] = ([(table, _read(table)) for table in tables], made)
        return made
    rows, made = _kept[key]
    with transaction.atomic():
        _write(rows)
        # The same numbers again: what an earlier test had signed of their journal is not about these rows.
        shutil.rmtree(settings.CHECKPOINT_ROOT, ignore_errors=True)
        for stamp in bumps:
            stamps.bump(stamp)
    return made


def _empty(tables: Sequence[str]) -> bool:
    asked = " OR ".join(f"EXISTS (SELECT FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        return not cursor.fetchone()[0]


def _read(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


def _write(rows: Rows) -> None:
    """Without the checks of foreign keys and without triggers: these rows have passed them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, text in rows:
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(text)
        cursor.execute("SET LOCAL session_replication_role = origin")
