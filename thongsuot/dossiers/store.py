"""Ghi hồ sơ xuống bảng: the few statements by which dossiers, holdings and steps are written.

State and due date of the dossier and of its holdings change in one statement, so they cannot disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson

from thongsuot.common import prepared
from thongsuot.dossiers.models import CLOSED, Dossier
from thongsuot.tasks.specs import NO_DUE

COLUMNS = [
    "province_id",
    "uid",
    "code",
    "version_id",
    "case_code",
    "channel",
    "status",
    "receiving_unit_id",
    "competent_unit_id",
    "applicant_type",
    "applicant_name",
    "applicant_bare",
    "applicant_cipher",
    "applicant_hash",
    "applicant",
    "submitter",
    "applicant_user_id",
    "submitted_by_id",
    "form",
    "form_origins",
    "delivery",
    "submitted_at",
    "received_at",
    "received_by_id",
    "handover_due_at",
    "due_at",
    "original_due_at",
    "clock",
    "paused_from",
    "supplement_count",
    "extension_count",
    "outcome",
]
JSON_COLUMNS = {"applicant", "submitter", "form", "form_origins", "delivery", "clock"}

# The code comes from the unit's counter of the local day, at least four digits wide (TT 04/2025: longer when needed);
# a dossier filed at another system may keep the code it got there, and takes no number.
_NEW_CODE = """CASE WHEN %(given)s = '' THEN %(prefix)s || CASE WHEN n < 10000 THEN lpad(n::text, 4, '0') ELSE n::text END
    ELSE %(given)s END"""
CREATE = f"""
WITH number AS (SELECT CASE WHEN %(given)s = '' THEN next_number(%(series)s, %(period)s, %(submitted_at)s) END AS n),
d AS (
  INSERT INTO dossiers_dossier ({", ".join(COLUMNS)})
  SELECT {", ".join(_NEW_CODE if c == "code" else f"%({c})s" for c in COLUMNS)}
  FROM number RETURNING province_id, id, code, status, due_at),
c AS (
  INSERT INTO dossiers_dossiercomponent (province_id, dossier_id, code, name, source, originals, copies, files, added_by_supplement, origin)
  SELECT d.province_id, d.id, x.code, x.name, x.source, x.originals, x.copies, x.files, false, x.origin
  FROM d, jsonb_to_recordset(%(components)s::jsonb) AS x(code text, name text, source text, originals smallint, copies smallint, files jsonb, origin jsonb)),
h AS (
  INSERT INTO dossiers_holding (province_id, dossier_id, unit_id, involvement, status, due_at)
  SELECT d.province_id, d.id, x.unit_id, x.involvement, d.status, coalesce(d.due_at, %(no_due)s)
  FROM d, unnest(%(holder_units)s::bigint[], %(involvements)s::text[]) AS x(unit_id, involvement)),
f AS (
  INSERT INTO dossiers_dossierfile (province_id, dossier_id, file_id, purpose, code, title, number, signed, added_at)
  SELECT d.province_id, d.id, x.uid, coalesce(x.purpose, 'component'), x.code, x.title, '', false, %(submitted_at)s
  FROM d, jsonb_to_recordset(%(files)s::jsonb) AS x(uid uuid, code text, title text, purpose text)),
a AS (UPDATE common_storedfile SET attached_at = %(submitted_at)s WHERE uid = ANY(%(file_uids)s::uuid[]))
SELECT id, code FROM d
"""  # noqa: S608  (only names of our own columns are put in)

SAVE = """
WITH d AS (
  UPDATE dossiers_dossier SET {assignments} WHERE province_id = %(province)s AND id = %(id)s),
h AS ({holdings}){also}
SELECT 1
"""
# A unit that was asked for its opinion has a due moment of its own.
MOVE_HOLDINGS = """UPDATE dossiers_holding SET status = %(status)s,
      due_at = CASE WHEN involvement = 'consulted' THEN due_at ELSE coalesce(%(due_at)s, %(no_due)s) END
    WHERE province_id = %(province)s AND dossier_id = %(id)s"""
DROP_HOLDINGS = "DELETE FROM dossiers_holding WHERE province_id = %(province)s AND dossier_id = %(id)s"
HOLD_AGAIN = """INSERT INTO dossiers_holding (province_id, dossier_id, unit_id, involvement, status, due_at)
    SELECT %(province)s, %(id)s, x.unit_id, x.involvement, %(status)s, coalesce(%(due_at)s, %(no_due)s)
    FROM unnest(%(holder_units)s::bigint[], %(involvements)s::text[]) AS x(unit_id, involvement)"""
STEP_DUES = """UPDATE dossiers_dossierstep s SET due_at = x.due_at
    FROM unnest(%(step_tasks)s::bigint[], %(step_dues)s::timestamptz[]) AS x(task_id, due_at)
    WHERE s.province_id = %(province)s AND s.dossier_id = %(id)s AND s.task_id = x.task_id AND s.state = 'open'"""

OPEN_STEPS = """
INSERT INTO dossiers_dossierstep (province_id, dossier_id, key, round, task_id, state, started_at, due_at, note)
SELECT %(province)s, %(dossier)s, x.key, x.round, x.task_id, 'open', %(at)s, x.due_at, ''
FROM jsonb_to_recordset(%(rows)s::jsonb) AS x(key text, round smallint, task_id bigint, due_at timestamptz)
"""
END_STEPS = """
UPDATE dossiers_dossierstep SET state = %(state)s, ended_at = %(at)s, ended_by_id = %(by)s, note = %(note)s, product = %(product)s::jsonb
WHERE province_id = %(province)s AND id = ANY(%(ids)s) AND state = 'open'
"""
# A department that does a step holds the dossier with the others from then on, also when it was only asked before.
LINK = """held AS (
  INSERT INTO dossiers_holding (province_id, dossier_id, unit_id, involvement, status, due_at)
  SELECT %(province)s, %(dossier)s, x.unit_id, 'linked', %(status)s, coalesce(%(due_at)s::timestamptz, %(no_due)s)
  FROM unnest(%(linked)s::bigint[]) AS x(unit_id)
  ON CONFLICT (province_id, dossier_id, unit_id) DO UPDATE SET involvement = 'linked', due_at = EXCLUDED.due_at
    WHERE dossiers_holding.involvement = 'consulted')"""
OPEN_LINKED = f"WITH {LINK} {OPEN_STEPS}"
TURN = f"WITH opened AS ({OPEN_STEPS} RETURNING id) {END_STEPS}"
TURN_LINKED = f"WITH {LINK}, opened AS ({OPEN_STEPS} RETURNING id) {END_STEPS}"


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step that was just opened, with the task that stands for it."""

    key: str
    round: int
    task_id: int
    due_at: datetime | None
    linked_unit: int | None = None  # the department that does it, where it is not done in the competent unit


def _plain(column: str, value: Any) -> Any:
    if column in JSON_COLUMNS:
        return None if value is None else orjson.dumps(value).decode()
    return value


def create(
    dossier: Dossier,
    *,
    prefix: str,
    series: str,
    period: str,
    code: str = "",
    holders: Sequence[tuple[int, str]],
    components: Sequence[dict[str, Any]],
    files: Sequence[dict[str, Any]],
) -> None:
    """Ghi hồ sơ mới with number, components, holdings and file links in one statement; sets `id` and `code`."""
    params = {column: _plain(column, getattr(dossier, column)) for column in COLUMNS if column != "code"}
    params |= {
        "prefix": prefix,
        "series": series,
        "period": period,
        "given": code,
        "components": orjson.dumps(list(components)).decode(),
        "files": orjson.dumps(list(files)).decode(),
        "file_uids": [f["uid"] for f in files],
        "holder_units": [unit for unit, _ in holders],
        "involvements": [involvement for _, involvement in holders],
        "no_due": NO_DUE,
    }
    with prepared.cursor() as cursor:
        cursor.execute(CREATE, params)
        dossier.pk, dossier.code = cursor.fetchone()
    dossier._state.adding = False


@dataclass(frozen=True, slots=True)
class Also:
    """Một câu lệnh của bảng khác đi cùng: written in the statement that saves the dossier; may use its `province`, `id`."""

    sql: str
    params: Mapping[str, Any]


def save(
    dossier: Dossier,
    *fields: str,
    step_dues: Mapping[int, datetime | None] = MappingProxyType({}),
    also: Sequence[Also] = (),
    held_again_by: Sequence[tuple[int, str]] = (),
) -> None:
    """Ghi các trường đã đổi; state and due date go to the holdings too, and a closed dossier leaves them.

    In the same statement: due moments of open steps by their tasks, rows of other tables that belong to the act, and
    the holdings of a dossier that is opened again.
    """
    names = dict.fromkeys((*fields, "status", "due_at"))
    params = {name: _plain(name, getattr(dossier, name)) for name in names}
    params |= {"province": dossier.province_id, "id": dossier.pk, "no_due": NO_DUE}
    holdings = DROP_HOLDINGS if dossier.status in CLOSED else MOVE_HOLDINGS
    if held_again_by:
        holdings = HOLD_AGAIN
        params |= {"holder_units": [u for u, _ in held_again_by], "involvements": [i for _, i in held_again_by]}
    more = list(also)
    if step_dues:
        more.append(Also(STEP_DUES, {"step_tasks": list(step_dues), "step_dues": list(step_dues.values())}))
    for part in more:
        params |= part.params
    sql = SAVE.format(
        assignments=", ".join(f"{name} = %({name})s" for name in names),
        holdings=holdings,
        also="".join(f",\na{number} AS ({part.sql})" for number, part in enumerate(more)),
    )
    with prepared.cursor() as cursor:
        cursor.execute(sql, params)


def _rows(steps: Sequence[NewStep]) -> str:
    rows = [
        {"key": s.key, "round": s.round, "task_id": s.task_id, "due_at": s.due_at.isoformat() if s.due_at else None}
        for s in steps
    ]
    return orjson.dumps(rows).decode()


def open_steps(dossier: Dossier, steps: Sequence[NewStep], *, at: datetime) -> None:
    """Ghi các bước vừa mở."""
    if not steps:
        return
    with prepared.cursor() as cursor:
        linked = _linked(dossier, steps)
        cursor.execute(
            OPEN_LINKED if linked else OPEN_STEPS,
            {"province": dossier.province_id, "dossier": dossier.pk, "at": at, "rows": _rows(steps), **linked},
        )


def _linked(dossier: Dossier, steps: Sequence[NewStep]) -> dict[str, Any]:
    """What `LINK` needs; empty when no department does any of these steps."""
    units = sorted({step.linked_unit for step in steps if step.linked_unit})
    if not units:
        return {}
    return {"linked": units, "status": str(dossier.status), "due_at": dossier.due_at, "no_due": NO_DUE}


def end_steps(
    dossier: Dossier,
    step_ids: Sequence[int],
    *,
    state: str,
    by_id: int | None,
    at: datetime,
    note: str = "",
    product: dict[str, Any] | None = None,
    opened: Sequence[NewStep] = (),
) -> None:
    """Khép các bước đang mở (done, sent_back, cancelled) and, in the same statement, write those that follow."""
    if not step_ids:
        return open_steps(dossier, opened, at=at)
    linked = _linked(dossier, opened)
    with prepared.cursor() as cursor:
        cursor.execute(
            TURN_LINKED if linked else TURN,
            {
                **linked,
                "province": dossier.province_id,
                "dossier": dossier.pk,
                "rows": _rows(opened),
                "ids": list(step_ids),
                "state": state,
                "at": at,
                "by": by_id,
                "note": note,
                "product": orjson.dumps(product).decode() if product is not None else None,
            },
        )
    return None


def undo_steps(dossier: Dossier, step_ids: Sequence[int]) -> None:
    """Bước đã đạt nay phải làm lại, because a step before them was sent back."""
    if not step_ids:
        return
    with prepared.cursor() as cursor:
        cursor.execute(
            "UPDATE dossiers_dossierstep SET state = 'sent_back' WHERE province_id = %s AND id = ANY(%s) AND state = 'done'",
            [dossier.province_id, list(step_ids)],
        )
