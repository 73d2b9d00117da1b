"""Hồ sơ đang mở đổi đơn vị: holdings of dissolved units go to the new one; the dossier itself is not written.

Every verb locks the dossier first and what belongs to it afterwards; so does a batch, in the order of the ids. Two old
units that held one dossier become one holding: the strongest involvement stays, and what was there before is kept so
that it can come apart again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext_lazy as _

from thongsuot.common.models import Notice
from thongsuot.dossiers.journalling import SUBJECT
from thongsuot.dossiers.models import Holding, IdentityEvidence, PaperSigning
from thongsuot.dossiers.selectors.roots import facts_by_dossier, open_roots
from thongsuot.org.moving import BOOKS, Batch, Moved, OpenThing, Sum
from thongsuot.org.selectors import unit_info
from thongsuot.org.table_mover import TableMover
from thongsuot.tasks.specs import NO_DUE

STRONGEST_FIRST = ("competent", "receiving", "linked", "consulted")

SUMS = """
SELECT h.unit_id, h.status, count(*), sum(hashint8extended(h.dossier_id, 0)::numeric)::text FROM dossiers_holding h
 WHERE h.province_id = %(province)s AND h.unit_id = ANY(%(units)s) GROUP BY 1, 2 ORDER BY 1, 2
"""
LOCK = """
SELECT count(*) FROM (
  SELECT d.id FROM dossiers_dossier d WHERE d.province_id = %(province)s AND d.id = ANY(%(ids)s) ORDER BY d.id
  FOR NO KEY UPDATE) AS locked
"""
HELD = "SELECT dossier_id FROM dossiers_holding WHERE province_id = %(province)s AND unit_id = %(old)s ORDER BY 1"
MOVE = """
WITH mine AS MATERIALIZED (
  SELECT h.id, h.dossier_id, h.status, h.involvement, h.due_at, t.id AS there_id, t.involvement AS there, t.due_at AS there_due,
    array_position(%(strongest)s, h.involvement::text) < array_position(%(strongest)s, t.involvement::text) AS stronger, t.status AS there_status
  FROM dossiers_holding h
  LEFT JOIN dossiers_holding t ON t.province_id = h.province_id AND t.dossier_id = h.dossier_id AND t.unit_id = %(new)s
  WHERE h.province_id = %(province)s AND h.dossier_id = ANY(%(ids)s) AND h.unit_id = %(old)s),
alone AS (
  UPDATE dossiers_holding h SET unit_id = %(new)s FROM mine
  WHERE h.province_id = %(province)s AND h.id = mine.id AND mine.there_id IS NULL RETURNING h.dossier_id, h.status),
raised AS (
  UPDATE dossiers_holding h SET involvement = mine.involvement, due_at = mine.due_at FROM mine
  WHERE h.province_id = %(province)s AND h.id = mine.there_id AND mine.stronger),
joined AS (
  DELETE FROM dossiers_holding h USING mine
  WHERE h.province_id = %(province)s AND h.id = mine.id AND mine.there_id IS NOT NULL),
there AS (
  SELECT dossier_id, status FROM alone UNION ALL SELECT dossier_id, there_status FROM mine WHERE there_id IS NOT NULL)
SELECT array_agg(dossier_id ORDER BY dossier_id),
  coalesce(jsonb_agg(jsonb_build_array(dossier_id, involvement, due_at, there, there_due) ORDER BY dossier_id)
    FILTER (WHERE there_id IS NOT NULL), '[]')::text, {before}, {after}
FROM mine
""".replace("{before}", BOOKS.format(state="status", id="dossier_id", rows="mine")).replace(
    "{after}", BOOKS.format(state="status", id="dossier_id", rows="there")
)
OF_THESE = "SELECT " + BOOKS.format(
    state="h.status",
    id="h.dossier_id",
    rows="dossiers_holding h WHERE h.province_id = %(province)s AND h.dossier_id = ANY(%(ids)s) AND h.unit_id = %(unit)s",
)
# What came together comes apart: the new unit's row is as it was before, the old unit has its own again. Due moments
# are those of today, but for a question, which has one of its own.
APART = """
WITH kept AS (SELECT * FROM jsonb_to_recordset(%(kept)s::jsonb)
    AS k(dossier_id bigint, involvement text, due_at timestamptz, there text, there_due timestamptz)),
mine AS MATERIALIZED (
  SELECT h.id, h.dossier_id, h.status, kept.involvement, kept.there,
    CASE WHEN kept.involvement = 'consulted' THEN kept.due_at ELSE coalesce(d.due_at, %(no_due)s) END AS due_at,
    CASE WHEN kept.there = 'consulted' THEN kept.there_due ELSE coalesce(d.due_at, %(no_due)s) END AS there_due
  FROM kept JOIN dossiers_holding h ON h.province_id = %(province)s AND h.dossier_id = kept.dossier_id AND h.unit_id = %(new)s
  JOIN dossiers_dossier d ON d.province_id = h.province_id AND d.id = h.dossier_id),
lowered AS (
  UPDATE dossiers_holding h SET involvement = mine.there, due_at = mine.there_due FROM mine
  WHERE h.province_id = %(province)s AND h.id = mine.id),
own AS (
  INSERT INTO dossiers_holding (province_id, dossier_id, unit_id, involvement, status, due_at)
  SELECT %(province)s, dossier_id, %(old)s, involvement, status, due_at FROM mine
  ON CONFLICT (province_id, dossier_id, unit_id) DO NOTHING)
SELECT array_agg(dossier_id) FROM mine
"""
ALONE_BACK = """
UPDATE dossiers_holding h SET unit_id = %(old)s
 WHERE h.province_id = %(province)s AND h.dossier_id = ANY(%(ids)s) AND h.unit_id = %(new)s RETURNING h.dossier_id
"""


class HoldingMover:
    """Hồ sơ đang mở."""

    kind = SUBJECT
    label = _("hồ sơ đang mở")
    journal: str | None = SUBJECT
    root = SUBJECT
    columns = ((Holding, "unit_id"),)

    def sums(self, province_id: int, unit_ids: Sequence[int]) -> list[Sum]:
        """Sổ: open dossiers by unit and state."""
        rows = _rows(SUMS, {"province": province_id, "units": list(unit_ids)})
        return [Sum(unit, status, count, int(total)) for unit, status, count, total in rows]

    def move(self, batch: Batch) -> Moved:
        """Khoá hồ sơ rồi chuyển; in two statements, so that the second sees what was done while the first waited."""
        if batch.roots is None:
            ids = self.subjects(batch.province_id, batch.old_unit)
        else:
            ids = sorted(batch.roots.get(SUBJECT, ()))
        if not ids:
            return Moved()
        given = _given(batch) | {"ids": ids, "strongest": list(STRONGEST_FIRST)}
        _rows(LOCK, given)
        [(moved, kept, before, after)] = _rows(MOVE, given)
        return Moved(list(moved or ()), orjson.loads(kept), orjson.loads(before), orjson.loads(after))

    def held(self, province_id: int, unit_id: int, ids: Sequence[int]) -> list[list[Any]]:
        """Sổ của những hồ sơ này ở đơn vị này."""
        [(books,)] = _rows(OF_THESE, {"province": province_id, "unit": unit_id, "ids": list(ids)})
        return list(orjson.loads(books))

    def subjects(self, province_id: int, unit_id: int) -> list[int]:
        """Hồ sơ đơn vị đang giữ."""
        return [row[0] for row in _rows(HELD, {"province": province_id, "old": unit_id})]

    def aside(self, province_id: int, unit_ids: Sequence[int]) -> set[int]:
        """A holding never goes without its dossier."""
        return set()

    def back(self, batch: Batch, moved: Moved) -> list[int]:
        """Đưa về: rows that had joined another come apart, the others change their unit."""
        given = _given(batch) | {"ids": moved.ids, "no_due": NO_DUE}
        _rows(LOCK, given)
        apart: list[int] = []
        if moved.kept:
            names = ("dossier_id", "involvement", "due_at", "there", "there_due")
            kept = [dict(zip(names, row, strict=True)) for row in moved.kept]
            [(found,)] = _rows(APART, given | {"kept": orjson.dumps(kept).decode()})
            apart = list(found or ())
        joined = {row[0] for row in moved.kept}
        alone = [one for one in moved.ids if one not in joined]
        return sorted(apart + [row[0] for row in _rows(ALONE_BACK, given | {"ids": alone})])

    def roots(self, province_id: int, unit_id: int) -> Iterator[OpenThing]:
        """Hồ sơ đang mở của một đơn vị, with what its form says about places."""
        return open_roots(province_id, unit_id)


# What is about a dossier that is open no more, or not ours: nobody decides about the dossier, so about the row itself.
WITHOUT_DOSSIER = """NOT EXISTS (SELECT FROM dossiers_holding h
    WHERE h.province_id = m.province_id AND h.dossier_id = m.{dossier} AND h.unit_id = m.{unit})"""

EVIDENCE = TableMover(
    kind="evidence",
    label=_("giấy tờ chờ đối chiếu"),
    columns=((IdentityEvidence, "unit_id"),),
    open="m.state IN ('waiting', 'conflict')",
    state="m.state",
    dossier="dossier_id",
    alone=WITHOUT_DOSSIER.format(dossier="dossier_id", unit="unit_id"),
    code="m.dossier_code",
    title="m.name",
)


@dataclass
class PaperMover(TableMover):
    """Giấy tờ của hồ sơ đã khép: rules of a split decide about it by what is known of its dossier."""

    def roots(self, province_id: int, unit_id: int) -> Iterator[OpenThing]:
        """Giấy tờ không còn hồ sơ đang mở, each with the facts of its dossier."""
        things = list(super().roots(province_id, unit_id))
        known = facts_by_dossier(province_id, {int(thing.facts["dossier"]) for thing in things})
        for thing in things:
            yield replace(thing, facts=known.get(int(thing.facts["dossier"]), {}))


BLOCKED_PAPER = PaperMover(
    kind="paper_to_sign",
    label=_("giấy tờ chờ trình ký số"),
    columns=((PaperSigning, "unit_id"),),
    open="(m.document_id IS NULL AND m.settled_at IS NULL)",
    state="m.made",
    dossier="dossier_id",
    alone=WITHOUT_DOSSIER.format(dossier="dossier_id", unit="unit_id"),
    code="(SELECT d.code FROM dossiers_dossier d WHERE d.province_id = m.province_id AND d.id = m.dossier_id)",
    title="m.blocked_by",
    facts="jsonb_build_object('dossier', m.dossier_id::text)",
)
LOST_NOTICE = TableMover(
    kind="notice",
    label=_("thông báo không tới được"),
    columns=((Notice, "unit_id"),),
    open="m.needs_person",
    state="m.channel",
    dossier="subject_id",
    about_dossier="m.subject_kind = 'dossier'",
    alone=f"(m.subject_kind <> 'dossier' OR {WITHOUT_DOSSIER.format(dossier='subject_id', unit='unit_id')})",
    title="m.subject",
)


def dossier_registers(unit_ids: Sequence[int], on: date) -> dict[int, list[str]]:
    """Sổ mã hồ sơ: named by the unit's identifier; a unit without one has never given a code."""
    infos = {unit_id: unit_info(unit_id, on) for unit_id in unit_ids}
    return {unit_id: [f"dossier:{info.identifier}"] for unit_id, info in infos.items() if info.identifier}


def result_registers(unit_ids: Sequence[int], on: date) -> dict[int, list[str]]:
    """Sổ kết quả, one for each kind of result."""
    return {unit_id: [f"result:{unit_id}"] for unit_id in unit_ids}


def _given(batch: Batch) -> dict[str, Any]:
    return {"province": batch.province_id, "old": batch.old_unit, "new": batch.new_unit}


def _rows(statement: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
