"""Kế hoạch cho các bài thử: the two split communes of Hà Tĩnh as the resolution says, with people and open dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories.accounts import LONG_AGO, make_official, principal_for
from tests.factories.units import BASIS, DAY, LINKS, World
from thongsuot.accounts.models import Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.common.now import now
from thongsuot.cutover.models import Going, Plan, PlanState, PlanUnit, Side
from thongsuot.dossiers.models import Dossier, Holding
from thongsuot.org.selectors import UnitInfo
from thongsuot.procedures.models import Procedure, ProcedureVersion

BEFORE_DAY = datetime(2025, 6, 20, 2, tzinfo=LONG_AGO.tzinfo)  # 09:00 in Hà Nội, ten days before


@dataclass
class SplitWorld:
    """Kỳ Lợi (land to Vũng Áng, people to Sông Trí and Hoành Sơn) in a plan, the evening before."""

    world: World
    plan: Plan
    old: PlanUnit
    new: dict[str, PlanUnit]
    users: dict[str, User] = field(default_factory=dict)

    def who(self, name: str, at: datetime = BEFORE_DAY) -> Principal:
        """What a request of this person would carry."""
        return principal_for(self.users[name], at)


def plan_of(world: World, old: UnitInfo, *, code: str = "ha-tinh-thu", effective_on: date = DAY) -> Plan:
    """A plan with one old unit and the new units it goes to, as the conversion table says."""
    plan = Plan.objects.create(
        code=code,
        title="Sắp xếp thử",
        province_id=world.province.id,
        effective_on=effective_on,
        legal_basis=BASIS,
        is_exercise=True,
        created_at=BEFORE_DAY,
    )
    by_code = {one.code: one for one in _news(world)}
    own = add_unit(plan, Side.OLD, old)
    for code_of_old, code_of_new, relation in LINKS:
        if code_of_old == old.code:
            new = add_unit(plan, Side.NEW, by_code[code_of_new])
            Going.objects.create(plan=plan, old=own, new=new, relation=relation)
    return plan


def add_unit(plan: Plan, side: str, info: UnitInfo) -> PlanUnit:
    """One unit of a plan."""
    return PlanUnit.objects.create(
        plan=plan, side=side, unit_id=info.id, code=info.code, name=info.name, full_name=info.full_name, kind=info.kind
    )


def split_world(world: World) -> SplitWorld:
    """The plan of Kỳ Lợi with its clerk, leader and the province's administrator."""
    plan = plan_of(world, world.ky_loi)
    made = SplitWorld(
        world,
        plan,
        PlanUnit.objects.get(plan=plan, side=Side.OLD),
        {unit.code: unit for unit in PlanUnit.objects.filter(plan=plan, side=Side.NEW)},
    )
    since = LONG_AGO - timedelta(days=300)
    for name, role, unit in (
        ("kyloi.hotich", Role.SPECIALIST, world.ky_loi),
        ("kyloi.chutich", Role.CHAIR, world.ky_loi),
        ("mai.motcua", Role.COUNTER_CLERK, world.thach_chau),
        ("vungang.motcua", Role.COUNTER_CLERK, world.vung_ang),
        ("hatinh.quantri", Role.PROVINCE_ADMIN, world.province),
        ("hatinh.quantri2", Role.PROVINCE_ADMIN, world.province),
    ):
        made.users[name] = make_official(world, name, role, unit, since=since)
    return made


def open_dossier(world: World, unit: UnitInfo, field_name: str, *, address: str = "", **form: Any) -> Dossier:
    """An open dossier of a unit, as narrow as the worklist needs it."""
    version = version_of(field_name)
    number = Dossier.objects.count() + 1
    due = BEFORE_DAY + timedelta(days=3 + number)
    dossier = Dossier.objects.create(
        province_id=world.province.id,
        code=f"{unit.identifier}-250610-{number:04}",
        version=version,
        channel="DIRECT",
        status="PROCESSING",
        receiving_unit_id=unit.id,
        competent_unit_id=unit.id,
        applicant_name=f"Nguyễn Văn {number}",
        applicant_bare=f"nguyen van {number}",
        applicant={"address": address} if address else {},
        form=form,
        submitted_at=BEFORE_DAY - timedelta(days=5),
        received_at=BEFORE_DAY - timedelta(days=5),
        due_at=due,
    )
    Holding.objects.create(
        province_id=world.province.id,
        dossier_id=dossier.pk,
        unit_id=unit.id,
        involvement="competent",
        status=dossier.status,
        due_at=due,
    )
    return dossier


def version_of(field_name: str) -> ProcedureVersion:
    """A procedure of this field, without steps or papers."""
    found = ProcedureVersion.objects.filter(field=field_name).order_by("pk").first()
    if found is not None:
        return found
    procedure = Procedure.objects.create(code=f"9.{Procedure.objects.count() + 1:06}")
    name = f"Thủ tục {field_name}"
    return ProcedureVersion.objects.create(
        procedure=procedure, valid=DateRange(date(2020, 1, 1), None), name=name, short_name=name, field=field_name
    )


def close_dossiers(ids: Sequence[int]) -> None:
    """As if they were returned: they leave the narrow table."""
    Dossier.objects.filter(pk__in=ids).update(status="RETURNED", closed_at=now())
    Holding.objects.filter(dossier_id__in=ids).delete()


def state_is(plan: Plan, state: PlanState) -> Plan:
    """The plan in a later state, as the engine would leave it."""
    Plan.objects.filter(pk=plan.pk).update(state=state, decided_at=BEFORE_DAY)
    plan.refresh_from_db()
    return plan


def _news(world: World) -> list[UnitInfo]:
    return [world.vung_ang, world.song_tri, world.hoanh_son, world.thanh_sen, world.ha_huy_tap, world.mai_phu]
