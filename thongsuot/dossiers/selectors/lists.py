"""Danh sách hồ sơ: open ones by due date from the narrow holdings, recent ones newest first, a citizen's own.

Every list is one statement with keyset paging and no exact count. Units are read one by one with LATERAL and merged:
predecessors of a merged unit are only more branches, and closed dossiers are never rewritten.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.text import bare
from thongsuot.dossiers.models import CLOSED, Status
from thongsuot.dossiers.permissions import former_units, working_units
from thongsuot.procedures.selectors import version_by_id
from thongsuot.tasks.specs import NO_DUE

COLUMNS = """d.id, d.code, d.status, d.applicant_name, d.version_id, d.channel, d.receiving_unit_id, d.competent_unit_id,
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
    SELECT 1 FROM dossiers_holding h WHERE h.dossier_id = d.id AND h.unit_id = ANY(%(mine)s)))"""

CITIZEN = f"""
SELECT DISTINCT ON (id) * FROM (
  (SELECT {COLUMNS} FROM dossiers_dossier d WHERE d.applicant_user_id = %(me)s AND d.id < %(before)s AND d.status = ANY(%(statuses)s)
     ORDER BY d.id DESC LIMIT %(limit)s)
  UNION ALL
  (SELECT {COLUMNS} FROM dossiers_dossier d WHERE d.submitted_by_id = %(me)s AND d.id < %(before)s AND d.status = ANY(%(statuses)s)
     ORDER BY d.id DESC LIMIT %(limit)s)
  UNION ALL
  (SELECT {COLUMNS} FROM dossiers_dossier d WHERE d.applicant_hash = %(hash)s AND d.id < %(before)s AND d.status = ANY(%(statuses)s)
     ORDER BY d.id DESC LIMIT %(limit)s)) mine
ORDER BY id DESC LIMIT %(limit)s
"""  # noqa: S608

ALL = tuple(s.value for s in Status if s != Status.DRAFT)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of dossiers."""

    id: int
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
    """What was asked for: units (empty = all of mine), statuses (empty = all), due moment, text."""

    unit_ids: Collection[int] = ()
    statuses: tuple[str, ...] = ()
    due_before: datetime | None = None
    text: str = ""

    @property
    def open_only(self) -> bool:
        """Whether the answer comes from the holdings, soonest due first."""
        return bool(self.statuses) and not set(self.statuses) & CLOSED


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of lines and the key of the next page."""

    rows: Sequence[Line]
    next: tuple[str, ...] | None


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
    principal: Principal, *, statuses: tuple[str, ...] = (), after: tuple[str, ...] | None = None, limit: int = 20
) -> Lines:
    """Hồ sơ của tôi: own, those filed for me (by my ID number) and those I filed as helper; newest first."""
    params = {
        "me": principal.user_id,
        "hash": principal.id_number_hash,
        "before": int(after[0]) if after else 2**62,
        "statuses": list(statuses or ALL),
        "limit": limit + 1,
    }
    return _newest_first(CITIZEN, params, limit)


def visible_dossiers(
    principal: Principal, wanted: Wanted, *, after: tuple[str, ...] | None = None, limit: int = 20
) -> Lines:
    """The list behind `GET /dossiers`: an official's units, or what is a citizen's or a connected system's own."""
    if principal.kind == "citizen" or principal.has(Role.INTEGRATION):
        return dossiers_of_citizen(principal, statuses=wanted.statuses, after=after, limit=limit)
    return dossiers_of_units(principal, wanted, after=after, limit=limit)
