"""Cách chuyển của một bảng đơn giản: a row per open thing, one column that names the unit.

Rows are locked in the order of their ids. Tables that need more than another unit in the column write a mover of
their own (dossiers/moving.py, tasks/moving.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection
from django.utils.functional import Promise

from thongsuot.org.moving import BOOKS, Batch, Column, Moved, OpenThing, Sum

SUMS = """
SELECT m.{unit}, {state}, count(*), sum(hashint8extended(m.{key}, 0)::numeric)::text FROM {table} m
 WHERE m.{unit} = ANY(%(units)s) AND {province} AND {open} GROUP BY 1, 2 ORDER BY 1, 2
"""
MOVE = """
WITH mine AS MATERIALIZED (
  SELECT m.{key} AS id, {state} AS state FROM {table} m WHERE m.{unit} = %(old)s AND {province} AND {open} AND {wanted}
  ORDER BY m.{key} FOR NO KEY UPDATE),
moved AS (UPDATE {table} m SET {unit} = %(new)s FROM mine WHERE {province} AND m.{key} = mine.id)
SELECT (SELECT array_agg(id ORDER BY id) FROM mine), {books}
"""
HELD = "SELECT {books}"
BACK = """
WITH mine AS MATERIALIZED (
  SELECT m.{key} AS id FROM {table} m WHERE m.{key} = ANY(%(ids)s) AND {province} AND m.{unit} = %(new)s AND {open}
  ORDER BY m.{key} FOR NO KEY UPDATE)
UPDATE {table} m SET {unit} = %(old)s FROM mine WHERE {province} AND m.{key} = mine.id RETURNING m.{key}
"""
ROOTS = """
SELECT m.{key}, {code}, {title}, {due}, {facts} FROM {table} m
 WHERE m.{unit} = %(old)s AND {province} AND {open} AND {alone} ORDER BY m.{key}
"""


@dataclass
class TableMover:
    """Một bảng. SQL parts speak of the row as `m`: `open` what still waits, `state` for the books.

    With `dossier` (a column) the row goes where its dossier goes; `alone` says which rows have none and are decided
    about by themselves, with `code`, `title`, `due` and `facts` for whom decides. `key` is the column that names the row:
    a narrow table names what it stands for, whose `journal` then says that it went.
    """

    kind: str
    label: str | Promise
    columns: Sequence[Column]
    open: str
    state: str = "''"
    unit: str = "unit_id"
    dossier: str = ""
    about_dossier: str = "true"
    key: str = "id"
    alone: str = "false"
    code: str = "''"
    title: str = "''"
    due: str = "NULL::timestamptz"
    facts: str = "'{}'::jsonb"
    journal: str | None = None
    province: str = "m.province_id = %(province)s"
    root: str = field(default="")

    def __post_init__(self) -> None:
        """Without a dossier a row is its own root."""
        if not self.root:
            self.root = "dossier" if self.dossier else self.kind

    def sums(self, province_id: int, unit_ids: Sequence[int]) -> list[Sum]:
        """Sổ của bảng này."""
        rows = self._run(SUMS, {"units": list(unit_ids), "province": province_id})
        return [Sum(unit, str(state), count, int(total)) for unit, state, count, total in rows]

    def move(self, batch: Batch) -> Moved:
        """Chuyển một đợt in one statement."""
        wanted, params = self._wanted(batch)
        if wanted == "false":
            return Moved()
        books = BOOKS.format(state="state", id="id", rows="mine")
        [(ids, found)] = self._run(MOVE, self._given(batch) | params, wanted=wanted, books=books)
        return Moved(list(ids or ()), [], orjson.loads(found))

    def held(self, province_id: int, unit_id: int, ids: Sequence[int]) -> list[list[Any]]:
        """Sổ của những dòng này ở đơn vị này."""
        table = self.columns[0][0]._meta.db_table
        rows = f"{table} m WHERE m.{self.key} = ANY(%(ids)s) AND m.{self.unit} = %(unit)s AND {self.province} AND {self.open}"
        books = BOOKS.format(state=self.state, id=f"m.{self.key}", rows=rows)
        [(found,)] = self._run(HELD, {"province": province_id, "unit": unit_id, "ids": list(ids)}, books=books)
        return list(orjson.loads(found))

    def subjects(self, province_id: int, unit_id: int) -> list[int]:
        """Rows of a plain table are moved without their dossier."""
        return []

    def aside(self, province_id: int, unit_ids: Sequence[int]) -> set[int]:
        """Every unit that has some."""
        return {line.unit_id for line in self.sums(province_id, unit_ids)}

    def back(self, batch: Batch, moved: Moved) -> list[int]:
        """Đưa một đợt về."""
        return sorted(row[0] for row in self._run(BACK, self._given(batch) | {"ids": moved.ids}))

    def roots(self, province_id: int, unit_id: int) -> Iterator[OpenThing]:
        """Việc gốc: rows that follow no dossier."""
        if self.dossier and self.alone == "false":
            return
        alone = self.alone if self.dossier else "true"
        parts = {"code": self.code, "title": self.title, "due": self.due, "facts": f"({self.facts})::text"}
        for row in self._run(ROOTS, {"old": unit_id, "province": province_id}, alone=alone, **parts):
            yield OpenThing(row[0], row[1] or "", row[2] or "", row[3], _facts(row[4]))

    def _wanted(self, batch: Batch) -> tuple[str, dict[str, Any]]:
        if batch.roots is None:
            return "true", {}
        own, about = batch.roots.get(self.kind, ()), batch.roots.get("dossier", ()) if self.dossier else ()
        ways = [f"m.{self.key} = ANY(%(own)s)"] if own else []
        if about:
            ways.append(f"(m.{self.dossier} = ANY(%(about)s) AND {self.about_dossier})")
        return (f"({' OR '.join(ways)})" if ways else "false"), {"own": list(own), "about": list(about)}

    @staticmethod
    def _given(batch: Batch) -> dict[str, Any]:
        return {"province": batch.province_id, "old": batch.old_unit, "new": batch.new_unit}

    def _run(self, statement: str, params: dict[str, Any], **parts: str) -> list[tuple[Any, ...]]:
        model, _field = self.columns[0]
        words = {
            "table": model._meta.db_table,
            "unit": self.unit,
            "key": self.key,
            "open": self.open,
            "state": self.state,
        }
        with connection.cursor() as cursor:
            cursor.execute(statement.format(**words, province=self.province, **parts), params)
            return list(cursor.fetchall())


def _facts(found: str) -> dict[str, str]:
    return {key: str(value) for key, value in orjson.loads(found).items() if value}
