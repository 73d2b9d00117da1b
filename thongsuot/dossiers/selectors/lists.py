"""Danh sách hồ sơ: open ones by due date from the narrow holdings, recent ones newest first, a citizen's own.

Every list is one statement with keyset paging and no exact count. Units are read one by one with LATERAL and merged:
predecessors of a merged unit are only more branches, and closed dossiers are never rewritten.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.text import bare
from thongsuot.dossiers.models import CLOSED, Status
from thongsuot.dossiers.permissions import former_units, working_units
from thongsuot.procedures.selectors import version_by_id
from thongsuot.tasks.specs import NO_DUE

COLUMNS = """d.id, d.uid, d.code, d.status, d.applicant_name, d.version_id, d.channel, d.receiving_unit_id, d.competent_unit_id,
  d.submitted_at, d.received_at, d.due_at, d.finished_at"""

TEXT = """(d.code = %(text)s OR d.applicant_bare LIKE %(starts)s OR d.applicant_bare LIKE %(word)s)"""

OPEN = f"""
SELECT DISTINCT ON (o.due_at, d.id) {COLUMNS}, o.due_at AS sort_due
FROM unnest(%(units)s::bigint[]) AS u(id) CROSS JOIN LATERAL (
  SELECT h.province_id, h.dossier_id, h.due_at FROM dossiers_holding h
  {{join}} WHERE h.unit_id = u.id AND h.status = ANY(%(statuses)s) AND h.due_at < %(due_before)s
    AND (h.due_at, h.dossier_id) > (%(after_due)s, %(after_id)s) {{text}}
  ORDER BY h.due_at, h.dossier_id LIMIT %(limit)s) o
JOIN dossiers_dossier d ON d.province_id = o.province_id AND d.id = o.dossier_id
ORDER BY o.due_at, d.id LIMIT %(limit)s
"""  # noqa: S608  (only texts of our own are put in)

RECENT_BRANCH = f"""(SELECT r.* FROM unnest(%({{units}})s::bigint[]) AS u(id) CROSS JOIN LATERAL (
  SELECT {COLUMNS} FROM dossiers_dossier d WHERE {{where}} AND d.id < %(before)s AND d.status = ANY(%(statuses)s)
    AND (d.due_at < %(due_before)s OR %(any_due)s) {{text}} ORDER BY d.id DESC LIMIT %(limit)s) r)"""  # noqa: S608

OWN = "d.competent_unit_id = u.id"
RECEIVED = "d.receiving_unit_id = u.id AND NOT d.receiving_unit_id = d.competent_unit_id"
# Of a former unit: closed dossiers, and open ones that have come over to us.
FORMER = """d.competent_unit_id = u.id AND (d.status = ANY(%(closed)s) OR EXISTS (
    SELECT 1 FROM dossiers_holding h WHERE h.province_id = d.province_id AND h.dossier_id = d.id AND h.unit_id = ANY(%(mine)s)))"""

# What was ever sent to one of my units for its opinion: read along its questions, newest dossier first.
CONSULTED = f"""(SELECT r.* FROM unnest(%(units)s::bigint[]) AS u(id) CROSS JOIN LATERAL (
  SELECT DISTINCT ON (c.dossier_id) {COLUMNS} FROM dossiers_consultation c JOIN dossiers_dossier d ON d.province_id = c.province_id AND d.id = c.dossier_id
  WHERE c.unit_id = u.id AND c.dossier_id < %(before)s AND d.status = ANY(%(statuses)s)
    AND (d.due_at < %(due_before)s OR %(any_due)s) {{text}} ORDER BY c.dossier_id DESC LIMIT %(limit)s) r)"""  # noqa: S608

# Where one of my units does a step, while the dossier is open.
LINKED = f"""(SELECT r.* FROM unnest(%(units)s::bigint[]) AS u(id) CROSS JOIN LATERAL (
  SELECT {COLUMNS} FROM dossiers_holding h JOIN dossiers_dossier d ON d.province_id = h.province_id AND d.id = h.dossier_id
  WHERE h.unit_id = u.id AND h.involvement = 'linked' AND d.id < %(before)s AND d.status = ANY(%(statuses)s)
    AND (d.due_at < %(due_before)s OR %(any_due)s) {{text}} ORDER BY d.id DESC LIMIT %(limit)s) r)"""  # noqa: S608

# One branch per way in which a dossier is somebody's own: by account, as helper, by ID number.
MINE = f"""(SELECT {COLUMNS} FROM dossiers_dossier d WHERE {{whose}} AND d.id < %(before)s AND d.status = ANY(%(statuses)s)
    AND (d.due_at < %(due_before)s OR %(any_due)s)
    AND (%(any_unit)s OR d.receiving_unit_id = ANY(%(units)s) OR d.competent_unit_id = ANY(%(units)s)) {{text}}
  ORDER BY d.id DESC LIMIT %(limit)s)"""  # noqa: S608
WHOSE = ("d.applicant_user_id = %(me)s", "d.submitted_by_id = %(me)s", "d.applicant_hash = %(hash)s")
# What an auditor lists: everything of the province, metadata only.
PROVINCE = "d.province_id = ANY(%(provinces)s)"

ALL = tuple(s.value for s in Status if s != Status.DRAFT)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of dossiers."""

    id: int
    uid: UUID
    code: str
    status: str
    applicant_name: str
    version_id: int
    channel: str
    receiving_unit_id: int
    competent_unit_id: int
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None

    @property
    def procedure(self) -> str:
        """Short name of the procedure."""
        return version_by_id(self.version_id).short_name

    @property
    def procedure_code(self) -> str:
        """National code of the procedure."""
        return version_by_id(self.version_id).code


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: units (empty = all of mine), statuses (empty = all), due moment, text.

    `any_order` also asks for names that hold the words of the text anywhere, although the text was found as it stands.
    """

    unit_ids: Collection[int] = ()
    statuses: tuple[str, ...] = ()
    due_before: datetime | None = None
    text: str = ""
    any_order: bool = False

    @property
    def open_only(self) -> bool:
        """Whether the answer comes from the holdings, soonest due first."""
        return bool(self.statuses) and not set(self.statuses) & CLOSED


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of lines and the key of the next page; `as_typed` when names with the same words elsewhere were not asked."""

    rows: Sequence[Line]
    next: tuple[str, ...] | None
    as_typed: bool = False


def _text(wanted: Wanted) -> dict[str, str]:
    folded = bare(wanted.text).replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return {"text": wanted.text.strip(), "starts": f"{folded}%", "word": f"% {folded}%"}


def _scope(principal: Principal, wanted: Wanted) -> tuple[list[int], list[int]]:
    """Own and former units to read, cut down to the units asked for."""
    mine, former = working_units(principal), former_units(principal)
    if wanted.unit_ids:
        asked = frozenset(wanted.unit_ids)
        return sorted(mine & asked), sorted(former & asked)
    return sorted(mine), sorted(former - mine)


def dossiers_of_units(
    principal: Principal, wanted: Wanted, *, after: tuple[str, ...] | None = None, limit: int = 20
) -> Lines:
    """Hồ sơ của các đơn vị tôi làm việc; open statuses by due date, otherwise newest first. One statement.

    Leaves out everything that is not in the person's scope; never counts.
    """
    mine, former = _scope(principal, wanted)
    if not mine and not former:
        return Lines((), None)
    params: dict[str, Any] = {
        "units": mine,
        "mine": sorted(working_units(principal)),
        "former": former,
        "statuses": list(wanted.statuses or ALL),
        "closed": sorted(CLOSED),
        "due_before": wanted.due_before or datetime.max.replace(tzinfo=NO_DUE.tzinfo),
        "any_due": wanted.due_before is None,
        "limit": limit + 1,
        **_text(wanted),
    }
    if wanted.open_only:
        return _open(params, wanted, after, limit)
    text = f"AND {TEXT}" if wanted.text else ""
    branches = [
        RECENT_BRANCH.format(units="units", where=OWN, text=text),
        RECENT_BRANCH.format(units="units", where=RECEIVED, text=text),
    ]
    if principal.has(Role.DEPARTMENT_OFFICIAL):  # communes find what they were asked among their open ones
        branches += [CONSULTED.format(text=text), LINKED.format(text=text)]
    if former:
        branches.append(RECENT_BRANCH.format(units="former", where=FORMER, text=text))
    sql = f"SELECT DISTINCT ON (id) * FROM ({' UNION ALL '.join(branches)}) b ORDER BY id DESC LIMIT %(limit)s"  # noqa: S608
    params["before"] = int(after[0]) if after else 2**62
    return _newest_first(sql, params, limit)


def _open(params: dict[str, Any], wanted: Wanted, after: tuple[str, ...] | None, limit: int) -> Lines:
    params["after_due"] = datetime.fromisoformat(after[0]) if after else datetime.min.replace(tzinfo=NO_DUE.tzinfo)
    params["after_id"] = int(after[1]) if after else 0
    join = "JOIN dossiers_dossier d ON d.province_id = h.province_id AND d.id = h.dossier_id" if wanted.text else ""
    sql = OPEN.format(join=join, text=f"AND {TEXT}" if wanted.text else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    lines = [Line(*row[:-1]) for row in rows[:limit]]
    more = len(rows) > limit
    return Lines(lines, (rows[limit - 1][-1].isoformat(), str(lines[-1].id)) if more else None)


def _newest_first(sql: str, params: dict[str, Any], limit: int) -> Lines:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        lines = [Line(*row) for row in cursor.fetchall()]
    more = len(lines) > limit
    lines = lines[:limit]
    return Lines(lines, (str(lines[-1].id),) if more else None)


def dossiers_of_citizen(
    principal: Principal, wanted: Wanted | None = None, *, after: tuple[str, ...] | None = None, limit: int = 20
) -> Lines:
    """Hồ sơ của tôi: own, those filed for me (by my ID number) and those I filed as helper; newest first."""
    return _filtered(principal, wanted or Wanted(), WHOSE, TEXT, after, limit)


def dossiers_of_province(
    principal: Principal, wanted: Wanted, *, after: tuple[str, ...] | None = None, limit: int = 20
) -> Lines:
    """Hồ sơ của các tỉnh tôi thanh tra, newest first; found by code only, and whoever shows them leaves persons out."""
    return _filtered(principal, wanted, (PROVINCE,), "d.code = %(text)s", after, limit)


def _filtered(
    principal: Principal,
    wanted: Wanted,
    scopes: Sequence[str],
    found_by: str,
    after: tuple[str, ...] | None,
    limit: int,
) -> Lines:
    """Dossiers of any of the scopes that fit what was asked for, each once."""
    params = {
        "me": principal.user_id,
        "hash": principal.id_number_hash,
        "provinces": sorted(principal.provinces_seen(Role.AUDITOR)),
        "before": int(after[0]) if after else 2**62,
        "statuses": list(wanted.statuses or ALL),
        "due_before": wanted.due_before or NO_DUE,
        "any_due": wanted.due_before is None,
        "units": list(wanted.unit_ids),
        "any_unit": not wanted.unit_ids,
        "limit": limit + 1,
        **_text(wanted),
    }
    text = f"AND {found_by}" if wanted.text else ""
    branches = " UNION ALL ".join(MINE.format(whose=scope, text=text) for scope in scopes)
    sql = f"SELECT DISTINCT ON (id) * FROM ({branches}) mine ORDER BY id DESC LIMIT %(limit)s"  # noqa: S608
    return _newest_first(sql, params, limit)


def _personal(principal: Principal) -> bool:
    return principal.kind == "citizen" or principal.has(Role.INTEGRATION)


def only_metadata(principal: Principal) -> bool:
    """Whether this person lists dossiers as an auditor: without names."""
    return principal.has(Role.AUDITOR) and not working_units(principal)


def by_due(principal: Principal, wanted: Wanted) -> bool:
    """Whether the list comes soonest due first (and its pages are told apart by due moment), not newest first."""
    return wanted.open_only and not _personal(principal) and not only_metadata(principal)


def visible_dossiers(
    principal: Principal, wanted: Wanted, *, after: tuple[str, ...] | None = None, limit: int = 20
) -> Lines:
    """The list behind `GET /dossiers`: an official's units, what is a citizen's or a connected system's own, or
    (for an auditor) the province without persons, where nobody is found by name."""
    if _personal(principal):
        return dossiers_of_citizen(principal, wanted, after=after, limit=limit)
    if only_metadata(principal):
        return dossiers_of_province(principal, wanted, after=after, limit=limit)
    return dossiers_of_units(principal, wanted, after=after, limit=limit)
