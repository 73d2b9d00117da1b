"""A reorganisation as it was planned in June 2025: four communes become Mai Phụ, three become Thạch Khê."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.factories.accounts import make_official, principal_for
from tests.factories.units import BASIS, DAY, World
from thongsuot.accounts.models import Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.cutover.models import Going, Plan, PlanState, PlanUnit, Seat, Side
from thongsuot.org.models import Relation

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BEFORE = datetime(2025, 6, 16, 9, tzinfo=HANOI)  # a Monday two weeks before
INSTANT = datetime(2025, 7, 1, tzinfo=HANOI)
AFTER = datetime(2025, 7, 1, 8, tzinfo=HANOI)
DUE = datetime(2025, 6, 20, 17, tzinfo=HANOI)
LONG_BEFORE = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass
class Reorganisation:
    """The plan, its units by old or new identity, and people."""

    world: World
    plan: Plan
    units: dict[int, PlanUnit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def of(self, unit: Any) -> PlanUnit:
        """The unit of the plan for a unit of the world."""
        return self.units[unit.id]

    def who(self, name: str, at: datetime = BEFORE) -> Principal:
        """What a request of this person would carry at that moment."""
        return principal_for(self.users[name], at)


def make_plan(world: World, *, effective_on: date = DAY, decided: bool = False, **more: Any) -> Reorganisation:
    """Mai Phụ and Thạch Khê with their predecessors; the main seat of Mai Phụ is Thạch Châu."""
    state = PlanState.DECIDED if decided else PlanState.DRAFT
    plan = Plan.objects.create(
        code="ha-tinh-2025",
        title="Sắp xếp đơn vị hành chính tỉnh Hà Tĩnh",
        province_id=world.province.id,
        effective_on=effective_on,
        legal_basis=BASIS,
        created_at=BEFORE,
        state=state,
        decided_at=BEFORE if decided else None,
        **more,
    )
    made = Reorganisation(world, plan)
    for side, infos in (
        (Side.OLD, [*of_mai_phu(world), *of_thach_khe(world)]),
        (Side.NEW, [world.mai_phu, world.thach_khe]),
    ):
        for info in infos:
            made.units[info.id] = PlanUnit.objects.create(
                plan=plan,
                side=side,
                unit_id=info.id if side == Side.OLD or decided else None,
                code=info.code,
                name=info.name,
                full_name=info.full_name,
                kind=info.kind,
            )
    for new, olds in ((world.mai_phu, of_mai_phu(world)), (world.thach_khe, of_thach_khe(world))):
        for old in olds:
            Going.objects.create(plan=plan, old=made.of(old), new=made.of(new), relation=Relation.WHOLE)
    for new, old in ((world.mai_phu, world.thach_chau), (world.thach_khe, world.old_thach_khe)):
        Seat.objects.create(plan=plan, new=made.of(new), old=made.of(old), organs="UBND", is_main=True)
    _people(world, made)
    return made


def of_mai_phu(world: World) -> list[Any]:
    """Old communes of Mai Phụ."""
    return [world.thach_chau, world.old_mai_phu, world.phu_luu, world.thach_my]


def of_thach_khe(world: World) -> list[Any]:
    """Old communes of Thạch Khê."""
    return [world.old_thach_khe, world.thach_hai, world.dinh_ban]


def _people(world: World, made: Reorganisation) -> None:
    people = [
        ("hatinh.quantri", Role.PROVINCE_ADMIN, world.province, "Trần Quang Huy"),
        ("hatinh.thanhtra", Role.AUDITOR, world.province, "Phan Văn Tâm"),
        ("thachchau.chutich", Role.CHAIR, world.thach_chau, "Nguyễn Văn Bình"),
        ("thachchau.quantri", Role.UNIT_ADMIN, world.thach_chau, "Lê Thị Hoà"),
        ("thachchau.tuphap", Role.SPECIALIST, world.thach_chau, "Trần Thị An"),
        ("thachkhe.cu.chutich", Role.CHAIR, world.old_thach_khe, "Bùi Văn Khê"),
        ("phuluu.chutich", Role.CHAIR, world.phu_luu, "Võ Văn Lưu"),
    ]
    for username, role, unit, name in people:
        made.users[username] = make_official(
            world, username, role, unit, full_name=name, since=LONG_BEFORE + timedelta(days=1)
        )
