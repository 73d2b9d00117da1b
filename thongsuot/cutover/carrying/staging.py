"""Đọc gói vào bảng tạm: every row as it was sent, in its own types, beside the tables of the house.

Staging tables are unlogged: a crash of the database empties them, and the next run reads the package again.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from thongsuot.cutover.carrying import cells
from thongsuot.cutover.carrying.choosing import table
from thongsuot.cutover.carrying.decisions import Carried, all_carried
from thongsuot.cutover.carrying.envelope import Reader
from thongsuot.cutover.carrying.packing import JOURNAL, JOURNAL_COLUMNS
from thongsuot.cutover.models import Identity, Package

SEEN = "_seen"
# Read by the search for differences, whether something came or not.
ALWAYS = ("accounts.user", "procedures.procedureversion", "org.workinghours", "org.specialday")


def name_of(package: Package, label: str) -> str:
    """Tên bảng tạm của một bảng."""
    return f"stage_{package.pk}_{label.replace('.', '_')}"


def fill_table(package: Package, one: Carried, reader: Reader, key: bytes) -> int:
    """Đọc một bảng: ciphers sealed under our key on the way; `_seen` is the hash of the row as it was sent.

    A table of which nothing came, now or before, gets no staging table: there is nothing to do for it.
    """
    stage, names = name_of(package, one.label), reader.manifest["tables"].get(one.label)
    part = reader.parts.get(f"tables/{one.label}")
    known = Identity.objects.filter(source=package.source_id, model=one.label)
    if one.label not in ALWAYS and not (part and part.rows) and not known.exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {stage}")
        cursor.execute(f"CREATE UNLOGGED TABLE {stage} (LIKE {table(one)})")
        for extra, (_sql, kind) in one.extras.items():
            cursor.execute(f"ALTER TABLE {stage} ADD COLUMN {extra} {kind}")
        cursor.execute(f"ALTER TABLE {stage} ADD COLUMN {SEEN} text")
    if names is None:  # an older sender did not have this table yet
        return 0
    sealed = cells.sealer(one, names)
    lines = (sealed(line) + b"\t" + _hash(line) for line in reader.lines(f"tables/{one.label}", key))
    return _copy_in(stage, [*names, SEEN], lines)


def fill_journal(package: Package, reader: Reader, key: bytes) -> int:
    """Đọc nhật ký của nơi gửi."""
    stage = name_of(package, JOURNAL)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {stage}")
        cursor.execute(f"CREATE UNLOGGED TABLE {stage} (LIKE common_journalentry)")
    rows = _copy_in(stage, list(JOURNAL_COLUMNS), reader.lines(JOURNAL, key))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX ON {stage} (province_id, subject_kind, subject_id, seq)")
    return rows


def count(package: Package, label: str) -> int | None:
    """Số dòng đang có trong bảng tạm; None when there is no such table."""
    stage = name_of(package, label)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [stage])
        if cursor.fetchone()[0] is None:
            return None
        cursor.execute(f"SELECT count(*) FROM {stage}")
        return int(cursor.fetchone()[0])


def staged(package: Package) -> list[Carried]:
    """Bảng có gì để ghi, parents before children."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND starts_with(relname, %s)",
            [f"stage_{package.pk}_"],
        )
        there = {name for (name,) in cursor.fetchall()}
    return [one for one in all_carried() if name_of(package, one.label) in there]


def drop(package: Package) -> None:
    """Bỏ mọi bảng tạm của gói."""
    with connection.cursor() as cursor:
        for label in (*(one.label for one in all_carried()), JOURNAL):
            cursor.execute(f"DROP TABLE IF EXISTS {name_of(package, label)}")


def _copy_in(stage: str, names: list[str], lines: Iterable[bytes]) -> int:
    rows = 0
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {stage} ({quoted}) FROM STDIN") as copy:
            for block, number in _blocks(lines):
                copy.write(block)
                rows += number
        cursor.execute(f"ANALYZE {stage}")
    return rows


def _blocks(lines: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size > 256 * 1024:
            yield b"\n".join(waiting) + b"\n", len(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"\n".join(waiting) + b"\n", len(waiting)


def _hash(line: bytes) -> bytes:
    return hashlib.md5(line, usedforsecurity=False).hexdigest().encode()


def values(package: Package) -> dict[str, Any]:
    """Parameters that all statements over a staged package share."""
    return {"package": package.pk, "source": package.source_id}
