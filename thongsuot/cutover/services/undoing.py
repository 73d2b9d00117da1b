"""Quay lại: within the plan's window the old units are in force again and everything that moved goes back.

What the new unit has done stays done and keeps its codes; what it took in meanwhile goes to the old unit of its main
seat (or the one chosen), is kept and listed. Resumable like the execution: batches that went back are marked.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import orjson
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Post
from thongsuot.accounts.principal import Principal
from thongsuot.common import numbering, stamps
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.now import now
from thongsuot.cutover.models import Batch, BatchPart, Plan, PlanState, PlanUnit, Run, Seat, Side
from thongsuot.cutover.selectors import books
from thongsuot.cutover.selectors.routes import Leaving, instant, leaving_units, organs_between
from thongsuot.cutover.services import accounts, small_change
from thongsuot.cutover.services.carrying import Route, carry, write_entries
from thongsuot.cutover.services.executing import write_note
from thongsuot.cutover.services.one_run import alone
from thongsuot.org import moving
from thongsuot.org.models import Succession, UnitVersion
from thongsuot.org.moving import mover, movers, registers_of
from thongsuot.org.store import NewLink, add_links
from thongsuot.procedures.models import UnitProcedure

FROM_STATES = (PlanState.EXECUTING, PlanState.EXECUTED, PlanState.VERIFIED)
CHUNK = 1_000


def roll_back(plan: Plan, *, by: Principal | None = None, chosen: Mapping[int, int] | None = None) -> Run:
    """Quay lại như trước. `chosen`: new unit → old unit that takes its new work, where that is not its main seat's.

    Refused outside the plan's window, or when a new unit has no seat and none was chosen. Called again it goes on.
    """
    with alone(plan):
        plan.refresh_from_db()
        if plan.state == PlanState.ROLLED_BACK:
            return plan.runs.filter(kind=Run.Kind.ROLLBACK, state=Run.State.DONE).latest("pk")
        _refuse_too_late(plan)
        leaving = leaving_units(plan)
        homes = homes_of(plan, leaving, chosen or {})
        run = _begun(plan, leaving, homes, by)
        homes = {int(new): old for new, old in run.report["homes"].items()}
        for batch in _still_there(plan):
            _back(plan, run, batch)
        for new, home in homes.items():
            _new_work(plan, run, new, home)
        _done(plan, run, leaving)
        return run


def homes_of(plan: Plan, leaving: Sequence[Leaving], chosen: Mapping[int, int]) -> dict[int, int]:
    """Đơn vị cũ nhận việc mới của từng đơn vị mới: the chosen one, that of its main seat, or its only predecessor."""
    seats = dict(
        Seat.objects.filter(plan=plan, is_main=True, old__isnull=False).values_list("new__unit_id", "old__unit_id")
    )
    before: dict[int, list[int]] = {}
    for one in leaving:
        for heir in one.heirs:
            before.setdefault(heir, []).append(one.unit_id)
    homes: dict[int, int] = {}
    for heir in _made_by(plan, list(before)):
        olds = before[heir]
        home = chosen.get(heir) or seats.get(heir) or (olds[0] if len(olds) == 1 else None)
        if home is None or home not in olds:
            raise Invalid(
                _("Chưa rõ đơn vị cũ nào nhận việc mới của đơn vị mới này; hãy chọn một đơn vị."),
                code="home_unknown",
                unit=heir,
            )
        homes[heir] = home
    return homes


def _made_by(plan: Plan, heirs: Sequence[int]) -> list[int]:
    """New units that began with the plan; one that was there before and only grew goes on."""
    eve = plan.effective_on - timedelta(days=1)
    older = set(UnitVersion.objects.filter(unit_id__in=heirs, valid__contains=eve).values_list("unit_id", flat=True))
    return [heir for heir in heirs if heir not in older]


def _refuse_too_late(plan: Plan) -> None:
    if plan.state not in FROM_STATES:
        raise MoveNotAllowed(
            _("Kế hoạch đang ở trạng thái “%(state)s” nên không có gì để quay lại.")
            % {"state": PlanState(plan.state).label},
            code="plan_not_executed",
        )
    last = instant(plan) + timedelta(hours=plan.rollback_hours)
    if now() > last and not plan.runs.filter(kind=Run.Kind.ROLLBACK, state=Run.State.RUNNING).exists():
        raise MoveNotAllowed(
            _("Đã quá thời hạn được quay lại (%(moment)s). Sai sót nay sửa bằng một kế hoạch mới.")
            % {"moment": f"{timezone.localtime(last):%H:%M %d/%m/%Y}"},
            code="too_late",
        )


@transaction.atomic
def _begun(plan: Plan, leaving: Sequence[Leaving], homes: Mapping[int, int], by: Principal | None) -> Run:
    """From this transaction on the old units are in force again and the new ones give no number."""
    at = now()
    run = plan.runs.filter(kind=Run.Kind.ROLLBACK, state=Run.State.RUNNING).first()
    if run is not None:
        run.starts, run.seen_at = run.starts + 1, at
        run.save(update_fields=["starts", "seen_at"])
        return run
    run = Run.objects.create(
        plan=plan,
        kind=Run.Kind.ROLLBACK,
        by_id=by.user_id if by else None,
        started_at=at,
        seen_at=at,
        plan_version=plan.version,
        books_before=books.of_plan(plan, leaving),
        report={"homes": dict(homes)},
    )
    plan.runs.filter(kind=Run.Kind.EXECUTE, state=Run.State.RUNNING).update(state=Run.State.DONE, ended_at=at)
    _units_as_before(plan, leaving, homes, at, run.by_id)
    accounts.leavers_return(plan=plan, by_id=run.by_id, at=at)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.EXECUTING)
    write_note(plan, "rollback_started", run.by_id, at)
    return run


def _units_as_before(
    plan: Plan, leaving: Sequence[Leaving], homes: Mapping[int, int], at: datetime, run_by: int | None
) -> None:
    """New units end tomorrow and bear no code any more; the old ones, their posts and procedures go on as if nothing was."""
    day, tomorrow = plan.effective_on, timezone.localdate(at) + timedelta(days=1)
    olds, news = [one.unit_id for one in leaving], sorted(homes)
    new, registers = _own_and_organs(news), registers_of(news, day)
    for version in UnitVersion.objects.filter(unit_id__in=new, valid__startswith=day):
        version.valid = DateRange(day, tomorrow)
        version.code, version.identifier = "", ""
        version.save(update_fields=["valid", "code", "identifier"])
    UnitVersion.objects.filter(unit_id__in=_own_and_organs(olds), valid__endswith=day).update(
        valid=_open_end("daterange")
    )
    Succession.objects.filter(predecessor_id__in=olds, successor_id__in=news, effective_on=day).delete()
    basis = _("Quay lại như trước kế hoạch %(plan)s") % {"plan": plan.code}
    add_links([NewLink(heir, home, "whole", tomorrow, basis, basis) for heir, home in homes.items()])
    stamps.bump(stamps.ORG)
    small_change.back(plan, on=tomorrow, at=at, basis=basis, by_id=run_by)
    _procedures_as_before(olds, news, day, tomorrow)
    _posts_as_before(plan, olds, news, tomorrow)
    numbering.open_again(olds)
    numbering.end_all(registers, ends_at=at, reason=basis)


def _own_and_organs(unit_ids: Sequence[int]) -> list[int]:
    organs = UnitVersion.objects.filter(parent_id__in=unit_ids, level="organ").values_list("unit_id", flat=True)
    return [*unit_ids, *organs.distinct()]


def _open_end(kind: str) -> RawSQL:
    return RawSQL(f"{kind}(lower(valid), NULL)", [])  # noqa: S611  (a name of our own)


def _procedures_as_before(olds: Sequence[int], news: Sequence[int], day: date, tomorrow: date) -> None:
    UnitProcedure.objects.filter(unit_id__in=news, valid__startswith=day).update(valid=DateRange(day, tomorrow))
    UnitProcedure.objects.filter(unit_id__in=olds, valid__endswith=day).update(valid=_open_end("daterange"))
    stamps.bump(stamps.CATALOGUE)


def _posts_as_before(plan: Plan, olds: Sequence[int], news: Sequence[int], tomorrow: date) -> None:
    """Posts of the old units that the plan ended; those of the new ones end with them by themselves."""
    Post.objects.filter(unit_id__in=olds, valid__endswith=instant(plan)).update(valid=_open_end("tstzrange"))
    ending = RawSQL(
        "tstzrange(lower(valid), greatest(lower(valid), %s))", [instant(plan) + (tomorrow - plan.effective_on)]
    )
    Post.objects.filter(unit_id__in=news, valid__endswith__isnull=True).update(valid=ending)


def _still_there(plan: Plan) -> list[Batch]:
    """Đợt chưa về, newest first: what came together last comes apart first."""
    rows = Batch.objects.filter(run__plan=plan, run__kind=Run.Kind.EXECUTE, undone_at=None)
    return list(rows.order_by("-pk").prefetch_related("parts"))


@transaction.atomic
def _back(plan: Plan, run: Run, batch: Batch) -> None:
    """One batch, in one transaction, with its entries."""
    at = now()
    given = moving.Batch(batch.province_id, batch.old_unit_id, batch.new_unit_id, at)
    route = _route(plan, run, batch.province_id, batch.new_unit_id, batch.old_unit_id)
    for part in sorted(batch.parts.all(), key=lambda part: part.kind):
        each = mover(part.kind)
        ids = each.back(given, moving.Moved(part.ids, part.kept, part.books))
        if ids and each.journal:
            write_entries(each.journal, ids, route, at=at)
    Batch.objects.filter(pk=batch.pk).update(undone_at=at)


def _route(plan: Plan, run: Run, province: int, source: int, home: int) -> Route:
    said = {"plan": plan.code, "from": source, "to": home, "legal_basis": plan.legal_basis, "rolled_back": True}
    return Route(province, source, home, orjson.dumps(said).decode(), by_id=run.by_id)


def _new_work(plan: Plan, run: Run, new: int, home: int) -> None:
    """What the new unit took in meanwhile, and what was done there and is still open: to its home, by the same machinery."""
    organs = {heir: organ for organ, heir in organs_between(plan, home, new).items()}
    for province in _provinces(new, plan.province_id):
        base = _route(plan, run, province, new, home)
        route = Route(base.province_id, base.old, base.new, base.said, organs, by_id=base.by_id)
        about = sorted({i for each in movers() for i in each.subjects(province, new)})
        for start in range(0, len(about), CHUNK):
            part = about[start : start + CHUNK]
            carry(run, route, kinds=("dossier", "task"), roots={"dossier": part})
        for each in movers():
            if each.kind != "dossier" and each.sums(province, [new]):
                carry(run, route, kinds=[each.kind])


def _provinces(unit_id: int, own: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT province_id FROM dossiers_holding WHERE unit_id = %s"
            " UNION SELECT province_id FROM tasks_openwork WHERE unit_id = %s",
            [unit_id, unit_id],
        )
        return sorted({own, *(row[0] for row in cursor.fetchall())})


def _gone_back(plan: Plan) -> dict[str, int]:
    parts = BatchPart.objects.filter(batch__run__plan=plan, batch__undone_at__isnull=False)
    return dict(parts.values_list("kind").annotate(Sum("count")).order_by("kind"))


def _kept(plan: Plan, run: Run) -> dict[str, dict[str, int]]:
    """What had come in at the new units, by unit and kind."""
    names = dict(PlanUnit.objects.filter(plan=plan, side=Side.NEW).values_list("unit_id", "full_name"))
    rows = BatchPart.objects.filter(batch__run=run).values_list("batch__old_unit_id", "kind").annotate(Sum("count"))
    found: dict[str, dict[str, int]] = {}
    for unit_id, kind, count in rows.order_by("batch__old_unit_id", "kind"):
        found.setdefault(names.get(unit_id, str(unit_id)), {})[kind] = count
    return found


@transaction.atomic
def _done(plan: Plan, run: Run, leaving: Sequence[Leaving]) -> None:
    at = now()
    run.state, run.ended_at, run.seen_at = Run.State.DONE, at, at
    run.books_after = books.of_plan(plan, leaving)
    run.report = run.report | {
        "back": _gone_back(plan),
        "new_work": _kept(plan, run),
    }
    run.save()
    plan.state = PlanState.ROLLED_BACK
    Plan.objects.filter(pk=plan.pk).update(state=plan.state)
    write_note(plan, "rolled_back", run.by_id, at, new_work=run.report["new_work"])
