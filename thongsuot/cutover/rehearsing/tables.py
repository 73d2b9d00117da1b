"""Chép gì: the tables that a cutover writes, and of the large ones only the rows that can move.

The tables of movers are found by themselves. What is missing here shows in a rehearsal as "permission denied", never in
live data; what is here for nothing costs a second.
"""

from dataclasses import dataclass

from django.db import connection

from thongsuot.org.moving import movers

# Copied whole: what the plan's decision writes, and what is written beside the moving rows.
WHOLE_PREFIXES = ("org_", "cutover_")
WHOLE = (
    "accounts_user",
    "accounts_post",
    "accounts_delegation",
    "common_counter",
    "common_seriesend",
    "common_stamp",
    "procedures_assignmentbatch",
    "procedures_unitprocedure",
)
# Written to, never read back: they begin empty.
EMPTY = (
    "common_journalentry",
    "common_feednote",
    "procrastinate_jobs",
    "procrastinate_events",
    # What packages of other installations brought: as large as their journals, and no cutover writes it.
    "cutover_carriedentry",
    "cutover_identity",
    "cutover_hashchange",
)
HELD = "EXISTS (SELECT FROM dossiers_holding h WHERE h.province_id = m.province_id AND h.dossier_id = m.{id})"
# Of these only the rows that can move (`m` is the row).
PART = {
    "dossiers_dossier": HELD.format(id="id"),
    "tasks_task": "EXISTS (SELECT FROM tasks_openwork o WHERE o.province_id = m.province_id AND o.task_id = m.id)",
    "common_journalhead": f"m.subject_kind IN ('plan', 'unit') OR (m.subject_kind = 'dossier' AND {HELD.format(id='subject_id')})",
}


@dataclass(frozen=True, slots=True)
class Copied:
    """Một bảng được chép, and of which rows (SQL about `m`; empty = all, "false" = none)."""

    name: str
    where: str = ""


def copied_tables() -> list[Copied]:
    """Mọi bảng được chép, by name."""
    there = _tables()
    wanted = {name: "" for name in there if name.startswith(WHOLE_PREFIXES) or name in WHOLE}
    wanted |= _of_movers()
    wanted |= {name: where for name, where in PART.items() if name in there}
    wanted |= {name: "false" for name in EMPTY if name in there}
    return [Copied(name, where) for name, where in sorted(wanted.items())]


def _of_movers() -> dict[str, str]:
    """Tables that movers write; only open rows where every mover of the table says which those are."""
    parts: dict[str, list[str]] = {}
    for mover in movers():
        for model, _field in getattr(mover, "columns", ()):
            parts.setdefault(model._meta.db_table, []).append(getattr(mover, "open", "true"))
    return {name: "" if "true" in ways else " OR ".join(f"({way})" for way in ways) for name, ways in parts.items()}


def _tables() -> frozenset[str]:
    """Tables of the live schema; partitions are part of theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition"
        )
        return frozenset(row[0] for row in cursor.fetchall())
