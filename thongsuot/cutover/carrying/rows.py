"""Ghi các dòng: set-based, with all numbers translated; what was worked on here is never overwritten.

A row is new, changed by the source only (then it is rewritten), changed on both sides (then a person says whose content
stays; without his word ours), or the same. Hashes of rows as they were written (`Identity.put`) tell which.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.cutover.carrying.choosing import table
from thongsuot.cutover.carrying.decisions import SUBJECTS, Carried, columns, references
from thongsuot.cutover.carrying.identities import key_of
from thongsuot.cutover.carrying.staging import SEEN, name_of, values
from thongsuot.cutover.models import Difference, Package

COMPARED = frozenset(
    {"CharField", "TextField", "DateField", "DateTimeField", "SmallIntegerField", "IntegerField", "BooleanField"}
)
SETTINGS = ("timezone = 'UTC'", "datestyle = 'ISO'", "intervalstyle = 'postgres'", "bytea_output = 'hex'")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a staged row becomes a row of this installation."""

    names: list[str]
    said: list[str]  # expression of each column
    joins: str
    loose: dict[str, str]  # column → condition: it pointed somewhere and points nowhere now
    only: str  # condition of a row that can be written at all


def shape(one: Carried) -> Shape:
    """Expressions and joins of one table."""
    targets = references(one)
    names, said, joins, loose, only = [], [], [], {}, "true"
    for number, column in enumerate(columns(one)):
        name, alias = column.column, f"r{number}"
        names.append(name)
        if column.primary_key and name not in targets:
            said.append("me.new" if column.get_internal_type().endswith("AutoField") else f's."{name}"')
        elif name in one.written:
            said.append(one.written[name])
        elif name in one.emptied:
            said.append("NULL")
        elif name in one.hashes:
            joins.append(
                f'LEFT JOIN cutover_hashchange {alias} ON {alias}.source_id = %(source)s AND {alias}.old = s."{name}"'
            )
            said.append(f'coalesce({alias}.new, s."{name}")')
        elif (model := _target(one, name, targets)) is not None:
            joins.append(_join(alias, model, name))
            got = f"{alias}.{'entry_id' if _is_entry(model) else 'new'}"
            said.append(got)
            if name == one.waits_for:
                only = f"{got} IS NOT NULL"
            else:
                loose[name] = f's."{name}" IS NOT NULL AND {got} IS NULL'
        else:
            said.append(f's."{name}"')
    return Shape(names, said, "\n".join(joins), loose, only)


def _target(one: Carried, name: str, targets: dict[str, str]) -> str | None:
    """What a column points to, as SQL: a fixed table, or by the kind that stands beside it."""
    if name in targets:
        return f"'{targets[name]}'"
    if name in one.kinds:
        cases = " ".join(f"WHEN '{kind}' THEN '{model}'" for kind, model in SUBJECTS.items())
        return f'(CASE s."{one.kinds[name]}" {cases} END)'
    return None


def _is_entry(model: str) -> bool:
    return model == "'common.journalentry'"


def _join(alias: str, model: str, name: str) -> str:
    if _is_entry(model):
        return (
            f'LEFT JOIN cutover_carriedentry {alias} ON {alias}.source_id = %(source)s AND {alias}.old_id = s."{name}"'
        )
    return (
        f"LEFT JOIN cutover_identity {alias} ON {alias}.source_id = %(source)s AND {alias}.model = {model}"
        f' AND {alias}.old = s."{name}"'
    )


def write(package: Package, one: Carried) -> dict[str, int]:
    """Ghi một bảng, in the caller's transaction; returns counts: new, changed, kept, conflicts, gone, loose."""
    work = _Work(package, one)
    with connection.cursor() as cursor:
        for setting in SETTINGS:
            cursor.execute(f"SET LOCAL {setting}")
        with_triggers = user_triggers(cursor, table(one))
        for name in with_triggers:  # what a clerk signed for comes as it is; its guards are for new acts
            cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
        work.refuse_lost(cursor)
        counts = work.carry_out(cursor)
        for name in with_triggers:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
    return counts


def ask(package: Package, one: Carried) -> None:
    """Ghi lại những dòng hai bên cùng sửa, for a person to decide; repeated it asks again only about what changed here."""
    with connection.cursor() as cursor:
        for setting in SETTINGS:
            cursor.execute(f"SET LOCAL {setting}")
        _Work(package, one).ask(cursor)


def _kind_of_unwritten(one: Carried) -> str:
    """Why a row was not written: something else here has its code, or its entry stays beside the chain here."""
    return Difference.Kind.BOTH_CHANGED if one.waits_for else Difference.Kind.CODE


class _Work:
    def __init__(self, package: Package, one: Carried) -> None:
        self.one, self.params = one, {**values(package), "model": one.label, "label": str(one.model._meta.db_table)}
        self.shape = shape(one)
        self.loose = 0
        pairs = zip(self.shape.names, self.shape.said, strict=True)
        key = one.model._meta.pk.column  # type: ignore[union-attr]
        self.parts = {
            "target": table(one),
            "stage": name_of(package, one.label),
            "names": ", ".join(f'"{name}"' for name in self.shape.names),
            "said": ", ".join(self.shape.said),
            "joins": self.shape.joins,
            "skey": key_of(one, "s"),
            "tkey": key_of(one, "t"),
            "sets": ", ".join(f'"{name}" = {said}' for name, said in pairs if name not in (key, "province_id")),
            "near": self._near(),
            "seen": SEEN,
            "only": self.shape.only,
        }

    def _near(self) -> str:
        """Only the partitions of this source's provinces are looked at."""
        if "province_id" not in self.shape.names:
            return "true"
        return (
            "t.province_id = ANY (ARRAY(SELECT u.new FROM cutover_identity u WHERE u.source_id = %(source)s"
            " AND u.model = 'org.unit' AND u.old IN (SELECT DISTINCT x.province_id FROM "
            f"{self.parts_stage} x)))"
        )

    @property
    def parts_stage(self) -> str:
        return f"stage_{self.params['package']}_{self.one.label.replace('.', '_')}"

    def carry_out(self, cursor: Any) -> dict[str, int]:
        """What is gone goes first and what changed is changed, so that new rows find their place free."""
        counts = {"gone": 0}
        if self.one.vanishes:
            self.note(cursor, Difference.Kind.NOT_HERE, _STAYS)
            counts["gone"] = self.run(cursor, _DELETE)
        counts["both_changed"] = self.note(cursor, Difference.Kind.BOTH_CHANGED, _BOTH_CHANGED)
        counts["changed"] = self.run(cursor, _UPDATE)
        if self.one.vanishes:
            self.run(cursor, _KEPT_HERE)
        self.run(cursor, _HEARD)
        counts["new"] = self.run(cursor, _INSERT)
        counts["conflicts"] = self.note(cursor, _kind_of_unwritten(self.one), _UNWRITTEN)
        return {**counts, "loose": self.loose}

    def run(self, cursor: Any, statement: str) -> int:
        cursor.execute(statement.format(**self.parts), self.params)
        return int(cursor.rowcount)

    def note(self, cursor: Any, kind: str, query: str) -> int:
        cursor.execute(_NOTE.format(query=query.format(**self.parts)), {**self.params, "kind": str(kind)})
        return int(cursor.rowcount)

    def ask(self, cursor: Any) -> None:
        """Rows worked on here that the source changed or has no more: a person says whose content stays."""
        both = [(Difference.Kind.BOTH_CHANGED, _BOTH_ASKED)]
        if self.one.vanishes:
            both.append((Difference.Kind.NOT_HERE, _GONE_ASKED))
        parts = {**self.parts, "about": self._about(), "ours": self._plain("t"), "theirs": self._plain("s")}
        for kind, query in both:
            cursor.execute(_ASK.format(query=query.format(**parts)), {**self.params, "kind": str(kind)})

    def _about(self) -> str:
        """The dossier (by our number) a row belongs to, as SQL over the row here."""
        if self.one.label == "dossiers.dossier":
            return "t.id"
        if "dossier_id" in self.shape.names:
            return "t.dossier_id"
        if "subject_kind" in self.shape.names:
            return "(CASE WHEN t.subject_kind = 'dossier' THEN t.subject_id END)"
        if "task_id" in self.shape.names:
            return (
                "(SELECT k.subject_id FROM tasks_task k WHERE k.province_id = t.province_id AND k.id = t.task_id"
                " AND k.subject_kind = 'dossier')"
            )
        return "NULL::bigint"

    def _plain(self, alias: str) -> str:
        """The columns a person can compare: neither numbers of other rows, nor sealed, nor whole documents."""
        hidden = {*self.one.hashes, *self.one.written, *self.one.emptied, *(seal.column for seal in self.one.seals)}
        said = dict(zip(self.shape.names, self.shape.said, strict=True))
        shown = [
            column.column
            for column in columns(self.one)
            if column.get_internal_type() in COMPARED
            and column.column not in hidden
            and said[column.column] == f's."{column.column}"'
        ]
        return "jsonb_build_object(" + ", ".join(f"'{name}', {alias}.\"{name}\"" for name in shown[:40]) + ")"

    def refuse_lost(self, cursor: Any) -> None:
        """Count what points nowhere now; a column that must point somewhere stops the import."""
        if not self.shape.loose:
            return
        counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in self.shape.loose.values())
        statement = "SELECT " + counts + " FROM {stage} s JOIN cutover_identity me ON " + _ME + " {joins}"
        cursor.execute(statement.format(**self.parts), self.params)
        found = dict(zip(self.shape.loose, cursor.fetchone(), strict=True))
        needed = {column.column for column in columns(self.one) if not column.null}
        if lost := {name: number for name, number in found.items() if number and name in needed}:
            raise Invalid(
                _("Bảng %(table)s: %(what)s trỏ tới thứ không có trong gói. Chưa ghi bảng này.")
                % {"table": self.one.label, "what": ", ".join(f"{name} ({n})" for name, n in lost.items())},
                code="reference_lost",
            )
        self.loose = sum(found.values())


_ME = "me.source_id = %(source)s AND me.model = %(model)s AND me.made AND me.old = {skey}"
_INSERT = (
    """
WITH put AS (
  INSERT INTO {target} AS t ({names})
  SELECT {said} FROM {stage} s JOIN cutover_identity me ON """
    + _ME
    + """ AND me.put = ''
  {joins} WHERE {only}
  ON CONFLICT DO NOTHING RETURNING {tkey} AS key, md5((t.*)::text) AS put)
UPDATE cutover_identity i SET put = put.put, seen = s.{seen}
  FROM put, cutover_identity me JOIN {stage} s ON me.old = {skey}
 WHERE me.source_id = %(source)s AND me.model = %(model)s AND me.made AND me.new = put.key AND i.id = me.id
"""
)
# As the row stands here now, against what was written last and what the source sends.
_CHANGED = (
    """{stage} s JOIN cutover_identity me ON """
    + _ME
    + """ AND me.put <> '' AND me.seen <> s.{seen}
  JOIN {target} t ON {tkey} = me.new AND {near}"""
)
# Nobody has worked on it here; or somebody has seen both as they stand and said that theirs counts.
_DECIDED = (
    "EXISTS (SELECT FROM cutover_difference d WHERE d.package_id = %(package)s AND d.kind = '{kind}' AND d.model = me.model"
    " AND d.old = me.old AND d.decision = '{decision}' AND d.facts->>'here' = md5((t.*)::text))"
)
_FREE = "(md5((t.*)::text) = me.put OR " + _DECIDED.replace("{decision}", "theirs") + ")"
_UPDATE = (
    """
WITH free AS (SELECT me.id AS identity, me.new FROM """
    + _CHANGED
    + """ WHERE """
    + _FREE.format(kind="both_changed")
    + """),
put AS (
  UPDATE {target} AS t SET {sets}
    FROM free JOIN cutover_identity me ON me.id = free.identity JOIN {stage} s ON me.old = {skey} {joins}
   WHERE {tkey} = free.new AND {near} RETURNING free.identity, md5((t.*)::text) AS put, s.{seen} AS seen)
UPDATE cutover_identity i SET put = put.put, seen = put.seen FROM put WHERE i.id = put.identity
"""
)
_BOTH_CHANGED = "SELECT me.old, me.new FROM " + _CHANGED + " WHERE md5((t.*)::text) <> me.put"
_UNWRITTEN = "SELECT me.old, me.new FROM {stage} s JOIN cutover_identity me ON " + _ME + " AND me.put = ''"
_GONE = """cutover_identity me JOIN {target} t ON {tkey} = me.new
 WHERE me.source_id = %(source)s AND me.model = %(model)s AND me.made AND me.put NOT IN ('', '-')
   AND NOT EXISTS (SELECT FROM {stage} s WHERE {skey} = me.old)"""
_STAYS = "SELECT me.old, me.new FROM " + _GONE + " AND md5((t.*)::text) <> me.put"
_DELETE = (
    """
WITH gone AS (SELECT me.id AS identity, me.new FROM """
    + _GONE
    + """ AND """
    + _FREE.format(kind="not_here")
    + """),
away AS (DELETE FROM {target} t USING gone WHERE {tkey} = gone.new RETURNING gone.identity)
UPDATE cutover_identity i SET put = '-' FROM away WHERE i.id = away.identity
"""
)
# Ours stays by somebody's word: what they sent is known now, and not asked about again until they change it.
_HEARD = (
    "UPDATE cutover_identity i SET seen = x.seen FROM (SELECT me.id, s.{seen} AS seen FROM "
    + _CHANGED
    + " WHERE "
    + _DECIDED.format(kind="both_changed", decision="ours")
    + ") x WHERE i.id = x.id"
)
_KEPT_HERE = (
    "UPDATE cutover_identity i SET put = '-' FROM (SELECT me.id FROM "
    + _GONE
    + " AND "
    + _DECIDED.format(kind="not_here", decision="ours")
    + ") x WHERE i.id = x.id"
)
_BOTH_ASKED = (
    "SELECT me.old, me.new, {about}, md5((t.*)::text), {ours}, {theirs} FROM "
    + _CHANGED
    + " WHERE md5((t.*)::text) <> me.put"
)
_GONE_ASKED = (
    "SELECT me.old, me.new, {about}, md5((t.*)::text), {ours}, NULL::jsonb FROM "
    + _GONE
    + " AND md5((t.*)::text) <> me.put"
)
# Asked anew when ours has changed since.
_ASK = """
INSERT INTO cutover_difference AS d
  (package_id, kind, model, old, new, title, facts, proposal, needs_person, decision)
SELECT %(package)s, %(kind)s, %(model)s, q.old, q.new, %(label)s || ' ' || q.old,
       jsonb_build_object('dossier', q.dossier, 'here', q.here, 'ours', q.ours, 'theirs', q.theirs), '', true, ''
  FROM ({query}) AS q(old, new, dossier, here, ours, theirs)
ON CONFLICT (package_id, kind, model, old) DO UPDATE
  SET facts = excluded.facts, needs_person = true, decision = '', decided_at = NULL, decided_by_id = NULL
  WHERE d.facts->>'here' IS DISTINCT FROM excluded.facts->>'here'
"""
_NOTE = """
INSERT INTO cutover_difference
  (package_id, kind, model, old, new, title, facts, proposal, needs_person, decision)
SELECT %(package)s, %(kind)s, %(model)s, q.old, q.new, %(label)s || ' ' || q.old, '{{}}', '', false, 'noted'
  FROM ({query}) AS q(old, new) ON CONFLICT DO NOTHING
"""


def user_triggers(cursor: Any, name: str) -> list[str]:
    """The table and its partitions that carry triggers of the house."""
    cursor.execute(
        "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_trigger g ON g.tgrelid = c.oid AND NOT g.tgisinternal"
        " WHERE c.oid = %s::regclass OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = %s::regclass)",
        [name, name],
    )
    return [row[0] for row in cursor.fetchall()]
