"""Gom việc của đơn vị bị chia: every open root into a `SplitCase`, again whenever new ones came; rules decide at once.

Idempotent: what is there already keeps what people decided; what was closed meanwhile disappears. Works in one
transaction per old unit, with that unit's row locked, so that two gatherings take turns.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice

import orjson
from django.db import connection, transaction

from thongsuot.cutover.matching.ruling import rule_on
from thongsuot.cutover.models import DataRequest, Plan, PlanUnit, SplitCase
from thongsuot.cutover.selectors.split_work import readings, split_units
from thongsuot.cutover.split_journal import about_split
from thongsuot.cutover.split_permissions import BEFORE
from thongsuot.org.book import book
from thongsuot.org.moving import OpenThing, movers

PART = 2_000

_KEEP = """
INSERT INTO cutover_splitcase AS c (plan_id, old_id, kind, subject_id, code, title, due_at, facts, reason)
SELECT %(plan)s, %(old)s, %(kind)s, t.id, left(t.code, 60), left(t.title, 200), t.due_at, t.facts::jsonb, ''
  FROM unnest(%(ids)s::bigint[], %(codes)s::text[], %(titles)s::text[], %(dues)s::timestamptz[], %(facts)s::text[])
    AS t(id, code, title, due_at, facts)
ON CONFLICT (plan_id, kind, subject_id, old_id) DO UPDATE
  SET title = excluded.title, due_at = excluded.due_at, facts = excluded.facts
  WHERE (c.title, c.due_at, c.facts) IS DISTINCT FROM (excluded.title, excluded.due_at, excluded.facts)
RETURNING (xmax = 0)
"""
_GONE = """
DELETE FROM cutover_splitcase WHERE old_id = %(old)s AND kind = %(kind)s AND subject_id <> ALL(%(ids)s::bigint[])
"""
_GONE_KINDS = "DELETE FROM cutover_splitcase WHERE old_id = %(old)s AND kind <> ALL(%(kinds)s::text[])"
_RULED = """
UPDATE cutover_splitcase c SET goes_to_id = t.goes_to, rule_id = t.rule, decided_at = CASE WHEN t.goes_to IS NULL THEN NULL ELSE %(at)s END
  FROM unnest(%(ids)s::bigint[], %(goes_to)s::bigint[], %(rules)s::bigint[]) AS t(id, goes_to, rule)
 WHERE c.id = t.id AND c.decided_by_id IS NULL AND (c.goes_to_id, c.rule_id) IS DISTINCT FROM (t.goes_to, t.rule)
"""
# A sheet that this very reorganisation asks for goes where it is about: to the new unit that it describes.
_ASKED = """
UPDATE cutover_splitcase c SET goes_to_id = r.unit_id, rule_id = NULL, decided_at = %(at)s
  FROM cutover_datarequest r JOIN cutover_going g ON g.new_id = r.unit_id
 WHERE c.old_id = %(old)s AND g.old_id = c.old_id AND c.kind = 'task' AND r.task_id = c.subject_id
   AND c.decided_by_id IS NULL AND c.goes_to_id IS DISTINCT FROM r.unit_id
"""
# What is about another open thing (its mover says so: "document:17") goes where that goes, unless a person decides.
_PARENT = """c.old_id = %(old)s AND c.decided_by_id IS NULL AND c.facts ? 'with' AND p.plan_id = c.plan_id AND p.old_id = c.old_id
   AND p.kind = split_part(c.facts->>'with', ':', 1) AND p.subject_id = split_part(c.facts->>'with', ':', 2)::bigint"""
_FOLLOWED = f"""
UPDATE cutover_splitcase c SET goes_to_id = p.goes_to_id, rule_id = NULL, decided_at = CASE WHEN p.goes_to_id IS NULL THEN NULL ELSE %(at)s END
  FROM cutover_splitcase p WHERE {_PARENT} AND c.goes_to_id IS DISTINCT FROM p.goes_to_id
"""  # noqa: S608  (words of our own)
_FOLLOWING = f"SELECT c.id FROM cutover_splitcase c JOIN cutover_splitcase p ON {_PARENT}"  # noqa: S608
DEEPEST = 3  # a signature of a document of a dossier


@dataclass(frozen=True, slots=True)
class Gathered:
    """Kết quả một lần gom: new cases, those that were closed meanwhile, how many the rules decided otherwise than before."""

    new: int = 0
    gone: int = 0
    ruled: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.ruled)


def gather_all(plan: Plan, at: datetime, *, by: int | None = None) -> dict[str, Gathered]:
    """Gom của mọi đơn vị bị chia, by code of the old unit; nothing is done once open work has moved."""
    if plan.state not in BEFORE:
        return {}
    return {old.code: gather(plan, old, at, by=by) for old in split_units(plan)}


@transaction.atomic
def gather(plan: Plan, old: PlanUnit, at: datetime, *, by: int | None = None) -> Gathered:
    """Gom của một đơn vị cũ và áp quy tắc; writes a journal entry when anything changed."""
    PlanUnit.objects.select_for_update(of=("self",)).get(pk=old.pk)
    province = _province_of(plan, old)
    new = gone = 0
    kinds = []
    for mover in movers():
        ids: list[int] = []
        for part in _parts(mover.roots(province, old.unit_id or 0)):
            new += _keep(plan, old, mover.kind, part)
            ids += [thing.id for thing in part]
        kinds.append(mover.kind)
        gone += _run(_GONE, {"old": old.pk, "kind": mover.kind, "ids": ids})
    gone += _run(_GONE_KINDS, {"old": old.pk, "kinds": kinds})
    found = Gathered(new, gone, apply_rules(old, at))
    if found:
        about_split(plan, old, "split_gathered", by=by, at=at, **asdict(found))
    return found


def apply_rules(old: PlanUnit, at: datetime) -> int:
    """Áp quy tắc lên mọi việc mà người chưa quyết; returns how many changed. In the caller's transaction."""
    rules = readings(old)
    changed = _run(_ASKED, {"old": old.pk, "at": at})
    asked = DataRequest.objects.filter(unit__made_of__old=old, task_id__isnull=False).values("task_id")
    open_cases = SplitCase.objects.filter(old=old, decided_by=None).exclude(kind="task", subject_id__in=asked)
    open_cases = open_cases.exclude(pk__in=_following(old))
    waiting = open_cases.values_list("pk", "facts").iterator(PART)
    while part := list(islice(waiting, PART)):
        found = [rule_on(rules, facts).rule for _pk, facts in part]
        values = {
            "ids": [pk for pk, _facts in part],
            "goes_to": [rule.goes_to if rule else None for rule in found],
            "rules": [rule.id if rule else None for rule in found],
            "at": at,
        }
        changed += _run(_RULED, values)
    return changed + follow(old, at)


def follow(old: PlanUnit, at: datetime) -> int:
    """Việc nói về việc khác thì đi theo việc ấy; returns how many changed. In the caller's transaction."""
    changed = 0
    for _deep in range(DEEPEST):
        if not (now_changed := _run(_FOLLOWED, {"old": old.pk, "at": at})):
            break
        changed += now_changed
    return changed


def _following(old: PlanUnit) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWING, {"old": old.pk})
        return [row[0] for row in cursor.fetchall()]


def _province_of(plan: Plan, old: PlanUnit) -> int:
    """Tỉnh của đơn vị cũ on its last day: three provinces may become one."""
    info = book().nearest(old.unit_id or 0, plan.effective_on - timedelta(days=1))
    return (info.province_id if info else None) or plan.province_id


def _parts(things: Iterable[OpenThing]) -> Iterable[list[OpenThing]]:
    source = iter(things)
    while part := list(islice(source, PART)):
        yield part


def _keep(plan: Plan, old: PlanUnit, kind: str, part: list[OpenThing]) -> int:
    """Write them; returns how many were new."""
    values = {
        "plan": plan.pk,
        "old": old.pk,
        "kind": kind,
        "ids": [thing.id for thing in part],
        "codes": [thing.code for thing in part],
        "titles": [thing.title for thing in part],
        "dues": [thing.due_at for thing in part],
        "facts": [orjson.dumps(dict(thing.facts)).decode() for thing in part],
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)
        return sum(is_new for (is_new,) in cursor.fetchall())


def _run(sql: str, values: dict[str, object]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount
