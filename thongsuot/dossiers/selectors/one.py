"""One dossier with all that a verb or a page needs, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.db.models import JSONField, OuterRef, Subquery

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import prepared
from thongsuot.common.errors import NotFound
from thongsuot.dossiers import aliases
from thongsuot.dossiers.models import Dossier, Holding, Payment
from thongsuot.dossiers.permissions import Holder, Sight, sight
from thongsuot.procedures.process import RECEPTION
from thongsuot.procedures.selectors import Version, version_by_id

# Parts are gathered by sub-selects. A lock is a statement of its own before it: within one statement they would be read
# as they were before the wait.
LOCK = "SELECT 1 FROM dossiers_dossier d WHERE {where} FOR UPDATE"
_FIELDS = Dossier._meta.concrete_fields  # named one by one: a prepared "all columns" would break when one is added
_NAMES = [field.attname for field in _FIELDS]
_JSON = [isinstance(field, JSONField) for field in _FIELDS]
_COLUMNS = ", ".join(f'd."{field.column}"' for field in _FIELDS)
_WORK = """
  (SELECT jsonb_agg(jsonb_build_array(h.unit_id, h.involvement) ORDER BY h.involvement, h.unit_id)
     FROM dossiers_holding h WHERE h.province_id = d.province_id AND h.dossier_id = d.id) AS holder_rows,
  (SELECT jsonb_agg(jsonb_build_object('id', s.id, 'key', s.key, 'round', s.round, 'task_id', s.task_id, 'state', s.state,
       'started_at', s.started_at, 'due_at', s.due_at, 'ended_at', s.ended_at, 'ended_by', s.ended_by_id, 'note', s.note,
       'assignee', t.assignee_id, 'assignee_name', coalesce(e.full_name, u.full_name), 'role', t.role, 'unit_id', coalesce(w.unit_id, t.unit_id),
       'organ_id', CASE WHEN w.task_id IS NULL THEN t.organ_id ELSE w.organ_id END) ORDER BY s.id)
     FROM dossiers_dossierstep s JOIN tasks_task t ON t.province_id = s.province_id AND t.id = s.task_id
     LEFT JOIN tasks_openwork w ON w.province_id = s.province_id AND w.task_id = s.task_id
     LEFT JOIN accounts_user u ON u.id = t.assignee_id LEFT JOIN accounts_user e ON e.id = s.ended_by_id
     WHERE s.province_id = d.province_id AND s.dossier_id = d.id) AS step_rows"""
_PAPERS = """
  (SELECT jsonb_agg(jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name, 'source', c.source, 'originals', c.originals,
       'copies', c.copies, 'files', c.files, 'origin', c.origin, 'by_supplement', c.added_by_supplement,
       'originals_returned_at', c.originals_returned_at) ORDER BY c.id)
     FROM dossiers_dossiercomponent c WHERE c.province_id = d.province_id AND c.dossier_id = d.id) AS component_rows,
  (SELECT jsonb_agg(jsonb_build_object('uid', f.file_id, 'purpose', f.purpose, 'code', f.code, 'title', f.title,
       'number', f.number, 'signed', f.signed, 'replaced_at', f.replaced_at, 'added_at', f.added_at, 'sha256', b.sha256,
       'size', b.size, 'name', b.name, 'media_type', b.media_type) ORDER BY f.id)
     FROM dossiers_dossierfile f JOIN common_storedfile b ON b.uid = f.file_id
     WHERE f.province_id = d.province_id AND f.dossier_id = d.id) AS file_rows"""
# Only names of our own columns are put in.
ONE = f"SELECT {_COLUMNS}, {_WORK}, {_PAPERS} FROM dossiers_dossier d WHERE {{where}}"  # noqa: S608
AGAIN = f"SELECT {_COLUMNS}, {_WORK} FROM dossiers_dossier d WHERE d.province_id = %s AND d.id = %s"  # noqa: S608


@dataclass(slots=True)
class StepRow:
    """A step of the dossier's process as it stands."""

    id: int
    key: str
    round: int
    task_id: int
    state: str
    started_at: str
    due_at: str | None
    ended_at: str | None
    ended_by: int | None
    note: str
    assignee: int | None
    assignee_name: str | None
    role: str
    unit_id: int
    organ_id: int | None = None

    def held_by(self, principal: Principal) -> bool:
        """Whether the step is this person's (or its holder's delegate is he), and a post in force carries its role."""
        if principal.acts_for(self.assignee, self.unit_id, self.role):
            return True
        return self.assignee == principal.user_id and self.role in principal.roles_in(self.unit_id)

    def may_be_taken_by(self, principal: Principal) -> bool:
        """Whether nobody holds the step and a post of this person carries its role in its unit (and organ)."""
        return self.assignee is None and any(
            post.role == self.role and (self.organ_id is None or post.organ_id == self.organ_id)
            for post in principal.posts_in(self.unit_id)
        )


@dataclass(slots=True)
class Loaded:
    """A dossier with its holders, steps, components, files and procedure version."""

    dossier: Dossier
    version: Version
    holders: list[Holder]
    steps: list[StepRow] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    sight: Sight = Sight.NONE
    payment: Payment | None = None  # the request just made, so that the answer need not read it

    @property
    def competent_id(self) -> int:
        """The unit that resolves the dossier now: after a reorganisation the successor that holds it."""
        return self._held_as(Holding.Involvement.COMPETENT) or self.dossier.competent_unit_id

    @property
    def counter_id(self) -> int:
        """The unit at whose counter it is received and handed out now; merged with the competent one, that one."""
        if self.dossier.receiving_unit_id == self.dossier.competent_unit_id:
            return self.competent_id
        if not self.holders:
            return self.dossier.receiving_unit_id
        return self._held_as(Holding.Involvement.RECEIVING) or self.competent_id

    def _held_as(self, involvement: str) -> int | None:
        return next((holder.unit_id for holder in self.holders if holder.involvement == involvement), None)

    def signs(self, step: StepRow) -> bool:
        """Whether the step is the signing one."""
        return self.version.process.step(step.key).signs

    def did(self, key: str, principal: Principal) -> bool:
        """Whether this very person (not whose delegate he is) did a step, or received the dossier at the counter."""
        if key == RECEPTION:
            return self.dossier.received_by_id == principal.user_id
        return any(s.ended_by == principal.user_id for s in self.steps if s.state == "done" and s.key == key)

    def did_what_is_signed(self, principal: Principal) -> bool:
        """Whether this person did a step that, by the process, other eyes must sign (bốn mắt)."""
        checked = {rule.four_eyes_with for rule in self.version.process.steps if rule.signs and rule.four_eyes_with}
        return any(self.did(key, principal) for key in checked)

    def may_be_signed_by(self, principal: Principal) -> bool:
        """The chair, or whoever holds or may take the signing step; never who did the work to be signed."""
        if self.did_what_is_signed(principal):
            return False
        if Role.CHAIR in principal.roles_in(self.competent_id):
            return True
        return any(s.held_by(principal) or s.may_be_taken_by(principal) for s in self.open_steps() if self.signs(s))

    def unfinished(self) -> list[str]:
        """Names of the open steps before the signing: a chair who finishes now passes over them."""
        return [self.version.process.step(step.key).name for step in self.open_steps() if not self.signs(step)]

    def open_steps(self) -> list[StepRow]:
        """Steps somebody has to do now."""
        return [s for s in self.steps if s.state == "open"]

    def done_keys(self) -> set[str]:
        """Steps that stand as done: the newest round of each counts."""
        newest: dict[str, StepRow] = {}
        for step in self.steps:
            newest[step.key] = step
        return {key for key, step in newest.items() if step.state == "done"}


def _rows(found: str | None) -> list[Any]:
    """Rows gathered as JSON; Django's connection hands jsonb over as text."""
    return list(orjson.loads(found)) if found else []


def _load(where: str, params: list[Any], *, lock: bool) -> Loaded | None:
    row = _locked_row(where, params) if lock else _row(ONE.format(where=where), params)
    if row is None:
        return None
    dossier, (holders, steps, components, files) = _dossier(row), row[len(_NAMES) :]
    version = version_by_id(dossier.version_id)
    assert version is not None, "a dossier's version is kept by a foreign key"
    return Loaded(
        dossier=dossier,
        version=version,
        holders=_holders(holders),
        steps=_steps(steps),
        components=_rows(components),
        files=_rows(files),
    )


def _row(sql: str, params: list[Any]) -> tuple[Any, ...] | None:
    with prepared.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()


def _locked_row(where: str, params: list[Any]) -> tuple[Any, ...] | None:
    """Lock, then read; the reading leaves together with the lock, and sees what was committed while that waited."""
    with prepared.together(), prepared.cursor() as locking, prepared.cursor() as reading:
        locking.execute(LOCK.format(where=where), params)
        reading.execute(ONE.format(where=where), params)
        return reading.fetchone()


def _holders(found: str | None) -> list[Holder]:
    return [Holder(*row) for row in _rows(found)]


def _steps(found: str | None) -> list[StepRow]:
    return [StepRow(**row) for row in _rows(found)]


def _dossier(row: tuple[Any, ...]) -> Dossier:
    """The model of a row that begins with its columns."""
    pairs = zip(_JSON, row, strict=False)
    values = [orjson.loads(value) if is_json and value is not None else value for is_json, value in pairs]
    return Dossier.from_db(connection.alias, _NAMES, values)


def dossier_for(principal: Principal, code: str, *, lock: bool = False) -> Loaded:
    """The dossier of this code (or provisional number) as far as this person may see it; NotFound outside their scope.

    Two dossiers that came together with one code: who may not see the one that kept it means the one that lost it.
    """
    loaded = _seen(principal, code, lock=lock)
    if loaded is None and (known_as := aliases.code_of(code)):
        loaded = _seen(principal, known_as, lock=lock)
    if loaded is None:
        raise NotFound()
    return loaded


def _seen(principal: Principal, code: str, *, lock: bool) -> Loaded | None:
    loaded = _load("d.code = %s", [code], lock=lock)
    if loaded is None:
        return None
    loaded.sight = sight(principal, loaded.dossier, loaded.holders)
    return None if loaded.sight is Sight.NONE else loaded


def after_step(principal: Principal, before: Loaded) -> Loaded:
    """The locked dossier as a step has left it, for the answer: components and files, which no step changes, as before."""
    row = _row(AGAIN, [before.dossier.province_id, before.dossier.pk])
    assert row is not None, "it is locked"
    dossier, (holders, steps) = _dossier(row), row[len(_NAMES) :]
    loaded = replace(before, dossier=dossier, holders=_holders(holders), steps=_steps(steps))
    loaded.sight = sight(principal, dossier, loaded.holders)
    if loaded.sight is Sight.NONE:
        raise NotFound()
    return loaded


def dossier_by_id(dossier_id: int, *, lock: bool = False) -> Loaded:
    """For handlers and jobs that act for the platform itself; no person asks, so nothing is hidden."""
    loaded = _load("d.id = %s", [dossier_id], lock=lock)
    if loaded is None:
        raise NotFound()
    loaded.sight = Sight.OFFICIAL
    return loaded


def lock_dossier(dossier_id: int) -> None:
    """Lock the row of a dossier for the rest of the transaction."""
    list(Dossier.objects.select_for_update().filter(pk=dossier_id).values_list("pk"))


@dataclass(frozen=True, slots=True)
class PublicProgress:
    """What anybody who knows the code may see: no name, no paper, no person."""

    code: str
    status: str
    procedure: str
    unit_id: int
    submitted_at: datetime
    due_at: datetime | None
    held_by_id: int | None  # who resolves it while it is open: after a reorganisation the unit that took it over


def public_progress(code: str) -> PublicProgress:
    """Degree of completion by code or provisional number (TT 01/2018 Art 16: without sign-in only this); NotFound when there is no such code."""
    found = progress_of([code])
    if not found and (known_as := aliases.code_of(code)):
        found = progress_of([known_as])
    if not found:
        raise NotFound()
    return found[0]


def also_under(code: str) -> PublicProgress | None:
    """Hồ sơ khác từng mang đúng mã này ở nơi khác và nay mang mã mới; None for nearly every code."""
    known_as = aliases.code_of(code)
    found = progress_of([known_as]) if known_as and known_as != code else []
    return found[0] if found else None


def progress_of(codes: Sequence[str]) -> list[PublicProgress]:
    """Degree of completion of several, in the order given; one statement."""
    columns = ("code", "status", "version_id", "receiving_unit_id", "submitted_at", "due_at", "held_by")
    held = Holding.objects.filter(
        province_id=OuterRef("province_id"), dossier_id=OuterRef("pk"), involvement=Holding.Involvement.COMPETENT
    )
    asked = Dossier.objects.filter(code__in=codes).annotate(held_by=Subquery(held.values("unit_id")[:1]))
    rows = {row[0]: row for row in asked.values_list(*columns)}
    found = []
    for code, status, version_id, unit_id, submitted_at, due_at, held_by in (rows[c] for c in codes if c in rows):
        version = version_by_id(version_id)
        name = version.short_name if version else ""
        found.append(PublicProgress(code, status, name, unit_id, submitted_at, due_at, held_by))
    return found
