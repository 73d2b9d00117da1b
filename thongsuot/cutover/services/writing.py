"""Ghi kế hoạch đã quyết vào `org` và danh mục: old units end, new ones begin, who followed whom, organs, procedures."""

from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.common import stamps
from thongsuot.common.clock import TIMEZONE
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.models import JournalEntry
from thongsuot.cutover.content import COMMUNE_KINDS
from thongsuot.cutover.models import Going, Plan, PlanOrgan, PlanUnit, Seat, Side, Writing
from thongsuot.org import reorganising
from thongsuot.org.book import UnitInfo, book
from thongsuot.org.models import Kind, Level, Succession, Unit, UnitVersion
from thongsuot.org.organs import ensure_organs_of
from thongsuot.org.store import NewLink, NewVersion, add_links, add_units, change_links
from thongsuot.procedures.services import Inherited, succeed_all
from thongsuot.procedures.services import take_back as give_back

SOURCE = "cutover"
UNITS, ENDED, LINKS, RELATIONS, GIVEN, GIVEN_ENDED = "units", "ended", "links", "relations", "given", "given_ended"


def write(plan: Plan, at: datetime) -> None:
    """Ghi; rows that stand there already stay as they are."""
    units = list(PlanUnit.objects.filter(plan=plan).order_by("code"))
    olds = [unit for unit in units if unit.side == Side.OLD]
    news = [unit for unit in units if unit.side == Side.NEW]
    _end(plan, olds, news)
    _begin(plan, news)
    _organs(plan, news)
    goings = list(Going.objects.filter(plan=plan).select_related("old", "new").order_by("old__code", "new__code"))
    _link(plan, goings)
    _procedures(plan, goings)
    stamps.bump(stamps.ORG)


def lock_old_units(plan: Plan) -> None:
    """Khoá các đơn vị cũ, in one order: of two plans that name the same unit the second waits and then sees the first."""
    ids = PlanUnit.objects.filter(plan=plan, side=Side.OLD).values_list("unit_id", flat=True)
    list(Unit.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk").values_list("pk"))


def take_back(plan: Plan) -> None:
    """Trả lại đúng như trước khi quyết."""
    kept = {row.kind: row for row in Writing.objects.filter(plan=plan)}
    if GIVEN in kept or GIVEN_ENDED in kept:
        ended = kept[GIVEN_ENDED].before["rows"] if GIVEN_ENDED in kept else []
        rows = tuple((pk, _day(ends_on), batch) for pk, ends_on, batch in ended)
        give_back(Inherited(tuple(kept[GIVEN].ids) if GIVEN in kept else (), rows))
    if LINKS in kept:
        Succession.objects.filter(pk__in=kept[LINKS].ids).delete()
    if RELATIONS in kept:
        change_links([(int(pk), relation, note) for pk, (relation, note) in kept[RELATIONS].before.items()])
    if UNITS in kept:
        PlanUnit.objects.filter(plan=plan, unit_id__in=kept[UNITS].ids).update(unit=None)
        reorganising.remove_units(kept[UNITS].ids)
    if ENDED in kept:
        reorganising.reopen({int(pk): _day(end) for pk, end in kept[ENDED].before.items()})


def old_units_have_acted(plan: Plan) -> bool:
    """Đơn vị cũ đã ghi việc gì từ 00:00 ngày hiệu lực chưa."""
    since = datetime.combine(plan.effective_on, time(0), TIMEZONE)
    units = PlanUnit.objects.filter(plan=plan, side=Side.OLD).values_list("unit_id", flat=True)
    return JournalEntry.objects.filter(recorded_at__gte=since, at__gte=since, unit_id__in=list(units)).exists()


def new_version(plan: Plan, unit: PlanUnit, place: tuple[float | None, float | None]) -> NewVersion:
    """What `org` will know of a new unit."""
    return NewVersion(
        code=unit.code,
        name=unit.name,
        full_name=unit.full_name,
        kind=unit.kind,
        parent_id=unit.parent_id or plan.province_id,
        province_id=unit.parent_id or plan.province_id,
        identifier=unit.identifier,
        identifier_is_demo=unit.identifier_is_demo,
        valid_from=plan.effective_on,
        legal_basis=plan.legal_basis,
        lat=place[0],
        lon=place[1],
    )


def _end(plan: Plan, olds: list[PlanUnit], news: list[PlanUnit]) -> None:
    staying = {new.unit_id for new in news}
    ended = reorganising.end_units([old.unit_id for old in olds if old.unit_id not in staying], plan.effective_on)
    _keep(plan, ENDED, ids=sorted(ended), before={str(pk): end for pk, end in ended.items()})


def _begin(plan: Plan, news: list[PlanUnit]) -> None:
    """New units; one that `org` knows from that day on is taken as it is."""
    units, missing = book(), []
    for new in news:
        if new.unit_id is None:
            known = _known(units.by_code.get(new.code, []), new, plan.effective_on)
            if known is None:
                missing.append(new)
            else:
                new.unit_id = known.id
                new.save(update_fields=["unit"])
        elif units.on(new.unit_id, plan.effective_on) is None:
            raise MoveNotAllowed(_("%(unit)s không có hiệu lực từ ngày đó.") % {"unit": new.full_name})
    places = _places(plan)
    made = add_units(
        Level.COMMUNE, [[new_version(plan, new, places.get(new.pk, (None, None)))] for new in missing], SOURCE
    )
    for new, unit_id in zip(missing, made, strict=True):
        new.unit_id = unit_id
    PlanUnit.objects.bulk_update(missing, ["unit"], batch_size=500)
    _keep(plan, UNITS, ids=made)


def _known(infos: list[UnitInfo], new: PlanUnit, on: date) -> UnitInfo | None:
    begins = (info for info in infos if info.level == Level.COMMUNE and info.valid_from == on)
    return next((info for info in begins if info.full_name == new.full_name), None)


def _places(plan: Plan) -> dict[int, tuple[float | None, float | None]]:
    """Where a new unit is shown before anybody knows better: the old office that houses its committee."""
    seats = Seat.objects.filter(plan=plan, is_main=True).exclude(old=None).values_list("new_id", "old__unit_id")
    main = dict(seats)
    rows = UnitVersion.objects.filter(
        unit_id__in=main.values(), valid__contains=reorganising.last_day(plan.effective_on)
    )
    points = {unit_id: (lat, lon) for unit_id, lat, lon in rows.values_list("unit_id", "lat", "lon")}
    return {new: points[unit] for new, unit in main.items() if unit in points}


def _organs(plan: Plan, news: list[PlanUnit]) -> None:
    """Organs as the plan names them; a unit of which it says nothing gets those of NĐ 150/2025."""
    chosen: dict[int, dict[str, str]] = {}
    by_unit = {new.pk: new.unit_id for new in news}
    for organ in PlanOrgan.objects.filter(plan=plan):
        unit_id = by_unit[organ.new_id]
        if unit_id is not None:
            chosen.setdefault(unit_id, {})[organ.organ_kind] = organ.name
    made_here = set(Writing.objects.filter(plan=plan, kind=UNITS).values_list("ids", flat=True).first() or ())
    ensure_organs_of([new.unit_id for new in news if new.unit_id in made_here], chosen)


def _link(plan: Plan, goings: list[Going]) -> None:
    pairs = {(going.old.unit_id, going.new.unit_id): going for going in goings}
    wanted = [(old, new) for old, new in pairs if old is not None and new is not None]
    present = reorganising.link_ids(wanted, plan.effective_on)
    changed, before = [], {}
    for pair, row in present.items():
        going = pairs[pair]
        if (row.relation, row.note) != (going.relation, going.note):
            before[str(row.pk)] = [row.relation, row.note]
            changed.append((row.pk, going.relation, going.note))
    change_links(changed)
    missing = [pair for pair in wanted if pair not in present]
    add_links(
        [
            NewLink(old, new, pairs[old, new].relation, plan.effective_on, plan.legal_basis, pairs[old, new].note)
            for old, new in missing
        ]
    )
    made = reorganising.link_ids(missing, plan.effective_on) if missing else {}
    _keep(plan, LINKS, ids=sorted(row.pk for row in made.values()))
    _keep(plan, RELATIONS, ids=[int(pk) for pk in before], before=before)


def _procedures(plan: Plan, goings: list[Going]) -> None:
    """A new commune offers all that its predecessors offered; what a district offered has no heir by rule."""
    pairs = [
        (going.old.unit_id, going.new.unit_id)
        for going in goings
        if going.new.kind in COMMUNE_KINDS or going.new.kind == Kind.PROVINCE
        if going.old.unit_id is not None and going.new.unit_id is not None
    ]
    inherited = succeed_all(pairs=pairs, on=plan.effective_on)
    _keep(plan, GIVEN, ids=list(inherited.given))
    rows = [[pk, ends_on, batch] for pk, ends_on, batch in inherited.ended]
    _keep(plan, GIVEN_ENDED, ids=[row[0] for row in rows], before={"rows": rows})


def _keep(plan: Plan, kind: str, *, ids: list[int], before: dict[str, Any] | None = None) -> None:
    if ids:
        Writing.objects.create(plan=plan, kind=kind, ids=ids, before=before or {})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
