"""Một lần sắp xếp của thế giới nhỏ: communes of the small world become a new one on a day, as a decided plan writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories.accounts import give_post
from tests.factories.dossiers import HANOI, Office
from thongsuot.accounts.models import Role
from thongsuot.common import stamps
from thongsuot.cutover.models import Going, Plan, PlanState, PlanUnit, Seat, Side
from thongsuot.cutover.services.registers import end_registers
from thongsuot.org.models import Kind, Level, Relation, UnitVersion
from thongsuot.org.organs import ensure_organs_of
from thongsuot.org.selectors import UnitInfo, unit_info
from thongsuot.org.store import NewLink, NewVersion, add_links, add_units
from thongsuot.procedures.services import SIX, assign

ON = date(2025, 8, 1)
BASIS = "Nghị quyết diễn tập số 01"
NEW_IDS = iter(range(1_000_701, 1_000_999))


@dataclass(frozen=True)
class Change:
    """Kế hoạch đã quyết and the units it makes."""

    plan: Plan
    new: tuple[UnitInfo, ...]

    @property
    def heir(self) -> UnitInfo:
        """The first (usually the only) new unit."""
        return self.new[0]


def midnight(on: date = ON) -> datetime:
    """00:00 in Hà Nội."""
    return datetime.combine(on, time(), HANOI)


def make_units(province: UnitInfo, names: Sequence[str], on: date, *, first_code: int = 18900) -> list[int]:
    """New communes from a day on, with organs."""
    rows = [
        [
            NewVersion(
                str(first_code + n), name, f"Xã {name}", Kind.COMMUNE, province.id, province.id,
                f"H27.{first_code + n}", True, valid_from=on, legal_basis=BASIS,
            )
        ]
        for n, name in enumerate(names)
    ]  # fmt: skip
    made = add_units(Level.COMMUNE, rows, "tests")
    ensure_organs_of(made)
    return made


def end_units(unit_ids: Sequence[int], on: date) -> None:
    """The versions of these units and their organs end."""
    mine = UnitVersion.objects.filter(unit_id__in=unit_ids) | UnitVersion.objects.filter(parent_id__in=unit_ids)
    for version in mine:
        version.valid = DateRange(version.valid.lower, on)
        version.save(update_fields=["valid"])


def merge(
    province: UnitInfo,
    links: Sequence[tuple[int, str]],
    *,
    on: date = ON,
    code: str = "sap-xep",
    first_code: int = 18900,
    relation: str = Relation.WHOLE,
    caretakers: dict[int, str] | None = None,
    state: str = PlanState.DECIDED,
) -> Change:
    """A plan by which old units (by identity) go to new ones (by name), decided: `org`, registers and assignments are dated."""
    names = list(dict.fromkeys(name for _old, name in links))
    made = dict(zip(names, make_units(province, names, on, first_code=first_code), strict=True))
    olds = list(dict.fromkeys(old for old, _name in links))
    end_units(olds, on)
    stamps.bump(stamps.ORG)
    heirs_of = {old: [name for one, name in links if one == old] for old in olds}
    add_links([NewLink(old, made[name], _relation(relation, heirs_of[old]), on, BASIS) for old, name in links])
    stamps.bump(stamps.ORG)
    assign(list(made.values()), since=on, codes=list(SIX))
    plan = Plan.objects.create(
        code=code, title="Sắp xếp thử", province_id=province.id, effective_on=on, legal_basis=BASIS, is_exercise=True,
        state=state, created_at=midnight(on), decided_at=midnight(on),
    )  # fmt: skip
    _sides(plan, made, links, heirs_of, relation, caretakers or {})
    with stamps.of_one_request():
        end_registers(plan)
        return Change(plan, tuple(unit_info(unit, on) for unit in made.values()))


def _relation(relation: str, heirs: Sequence[str]) -> str:
    return relation if len(heirs) == 1 else Relation.PART


def _sides(
    plan: Plan,
    made: dict[str, int],
    links: Sequence[tuple[int, str]],
    heirs_of: dict[int, list[str]],
    relation: str,
    caretakers: dict[int, str],
) -> None:
    new = {name: _plan_unit(plan, Side.NEW, unit, plan.effective_on) for name, unit in made.items()}
    old = {unit: _plan_unit(plan, Side.OLD, unit, plan.effective_on - timedelta(days=1)) for unit in heirs_of}
    for unit, name in caretakers.items():
        old[unit].caretaker = new[name]
        old[unit].save(update_fields=["caretaker"])
    for unit, name in links:
        Going.objects.create(plan=plan, old=old[unit], new=new[name], relation=_relation(relation, heirs_of[unit]))
    for name in made:
        main = next(unit for unit, to in links if to == name)
        Seat.objects.create(plan=plan, new=new[name], old=old[main], organs="Đảng ủy, HĐND, UBND", is_main=True)


def _plan_unit(plan: Plan, side: str, unit_id: int, on: date) -> PlanUnit:
    with stamps.of_one_request():
        info = unit_info(unit_id, on)
    return PlanUnit.objects.create(
        plan=plan, side=side, unit_id=unit_id, code=info.code, name=info.name, full_name=info.full_name,
        kind=info.kind, identifier=info.identifier,
    )  # fmt: skip


def merge_two(office: Office, **more: Any) -> Change:
    """Mai Phụ and Thạch Khê become Xã Mai Khê; their people get posts there from the same moment."""
    world = office.world
    change = merge(world.province, [(world.mai_phu.id, "Mai Khê"), (world.thach_khe.id, "Mai Khê")], **more)
    since = midnight(change.plan.effective_on)
    posts = {
        "motcua1": Role.COUNTER_CLERK,
        "tk_motcua1": Role.COUNTER_CLERK,
        "hotich": Role.SPECIALIST,
        "vanphong": Role.UNIT_LEADER,
        "tk_chutich": Role.CHAIR,
    }
    for name, role in posts.items():
        give_post(world, office.users[name], role, change.heir.id, since=since)
    return change


def rows_written(table: str, where: str, since_xid: int) -> int:
    """How many rows of a table were written by transactions younger than one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table} t WHERE {where} AND age(t.xmin) < %s::bigint",
            [since_xid],
        )
        return int(cursor.fetchone()[0])


def copies(code: str, count: int, *, unit_id: int | None = None) -> list[int]:
    """So many dossiers like this one, with holdings, steps, tasks and a chain of their own; at another unit if one is given."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT province_id, id FROM dossiers_dossier WHERE code = %s", [code])
        province, model = cursor.fetchone()
        given = {"province": province, "model": model, "count": count, "unit": unit_id}
        columns = _columns(cursor, "dossiers_dossier", {"id", "uid", "code", "receiving_unit_id", "competent_unit_id"})
        cursor.execute(
            f"INSERT INTO dossiers_dossier (uid, code, receiving_unit_id, competent_unit_id, {columns})"
            " SELECT gen_random_uuid(), code || '-' || coalesce(%(unit)s, 0) || '-' || n, coalesce(%(unit)s, receiving_unit_id),"
            f" coalesce(%(unit)s, competent_unit_id), {columns} FROM dossiers_dossier, generate_series(1, %(count)s) n"
            " WHERE province_id = %(province)s AND id = %(model)s RETURNING id",
            given,
        )
        ids = sorted(row[0] for row in cursor.fetchall())
        given["ids"] = ids
        columns = _columns(cursor, "dossiers_holding", {"id", "dossier_id", "unit_id"})
        cursor.execute(
            f"INSERT INTO dossiers_holding (dossier_id, unit_id, {columns}) SELECT i, coalesce(%(unit)s, unit_id), {columns}"
            " FROM dossiers_holding, unnest(%(ids)s::bigint[]) i WHERE province_id = %(province)s AND dossier_id = %(model)s",
            given,
        )
        _copy_tasks(cursor, given)
        cursor.execute(
            "SELECT journal_append_many(%(province)s, 'dossier', %(ids)s, 'received', submitted_at, NULL, receiving_unit_id,"
            " '{}'::jsonb) FROM dossiers_dossier WHERE province_id = %(province)s AND id = %(model)s",
            given,
        )
    return ids


def _copy_tasks(cursor: Any, given: dict[str, Any]) -> None:
    task = _columns(cursor, "tasks_task", {"id", "subject_id", "unit_id", "subject_code"})
    open_work = _columns(cursor, "tasks_openwork", {"id", "task_id", "subject_id", "unit_id"})
    step = _columns(cursor, "dossiers_dossierstep", {"id", "task_id", "dossier_id"})
    cursor.execute(
        f"INSERT INTO tasks_task (subject_id, unit_id, subject_code, {task}) SELECT d.id, coalesce(%(unit)s, t.unit_id), d.code,"
        f" {', '.join('t.' + name for name in task.split(', '))} FROM tasks_task t JOIN dossiers_dossier d ON d.id = ANY(%(ids)s)"
        " WHERE t.province_id = %(province)s AND t.subject_id = %(model)s AND t.closed_at IS NULL",
        given,
    )
    new = "JOIN tasks_task n ON n.subject_id = ANY(%(ids)s) AND n.closed_at IS NULL"
    cursor.execute(
        f"INSERT INTO tasks_openwork (task_id, subject_id, unit_id, {open_work}) SELECT n.id, n.subject_id, n.unit_id,"
        f" {', '.join('o.' + name for name in open_work.split(', '))} FROM tasks_openwork o {new}"
        " WHERE o.province_id = %(province)s AND o.subject_id = %(model)s AND n.kind = o.kind",
        given,
    )
    cursor.execute(
        f"INSERT INTO dossiers_dossierstep (task_id, dossier_id, {step}) SELECT n.id, n.subject_id,"
        f" {', '.join('s.' + name for name in step.split(', '))} FROM dossiers_dossierstep s {new}"
        " WHERE s.province_id = %(province)s AND s.dossier_id = %(model)s AND s.state = 'open'",
        given,
    )


def _columns(cursor: Any, table: str, without: set[str]) -> str:
    cursor.execute(
        "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND NOT attname = ANY(%s)",
        [table, sorted(without)],
    )
    return str(cursor.fetchone()[0])
