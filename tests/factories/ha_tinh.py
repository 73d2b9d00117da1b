"""Hà Tĩnh on its last day as 209 communes, whole: the nation's units, 20,000 synthetic dossiers, the plan of 1/7/2025 decided.

An installation of its own, made once for the tests that share it: loading is what takes the time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from config.synthetic.loading import load
from config.synthetic.planning import Wish
from tests.factories.accounts import make_official, principal_for
from tests.factories.dossiers import moment
from tests.factories.installations import Installation, installations
from tests.factories.procedures import load_six
from thongsuot.accounts.models import Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.common import stamps
from thongsuot.common.now import frozen
from thongsuot.common.partitions import open_province
from thongsuot.cutover.models import Going, Plan, PlanKind, Seat, SplitCase
from thongsuot.cutover.selectors.split_work import split_units
from thongsuot.cutover.services import split_decide, split_rules
from thongsuot.cutover.services.deciding import decide
from thongsuot.cutover.services.from_org import basis_known, fill_from_org, province_of_code
from thongsuot.cutover.services.plans import NewPlan, draw_up
from thongsuot.cutover.services.split_gather import gather_all
from thongsuot.cutover.services.split_rules import NewRule
from thongsuot.cutover.split_permissions import place_of
from thongsuot.org import load_calendars
from thongsuot.org.book import UnitInfo, book
from thongsuot.org.load_units import load_units
from thongsuot.org.models import Level
from thongsuot.procedures.services import SIX, assign

DAY = date(2025, 7, 1)
NEW_YEAR, EVE = moment(1, 8, month=1), moment(30, 16, month=6)
DOSSIERS, OPEN_SHARE = 20_000, 0.25
KY_LOI = "18796"


@dataclass
class HaTinh:
    """The installation, its decided plan, what was loaded and how much of the split communes rules and people decided."""

    place: Installation
    plan: Plan
    loaded: dict[str, Any]
    by_rule: int
    by_people: int


@contextmanager
def ha_tinh(folder: Path) -> Iterator[HaTinh]:
    """Loaded, split work decided, plan decided: the evening before."""
    with installations(["hatinh"], folder) as made, made["hatinh"].at_work(), frozen(EVE):
        with stamps.of_one_request():
            province = _ground()
        with stamps.of_one_request():
            plan = _plan(province)
            _people(plan)
        loaded = load(dossiers=DOSSIERS, open_share=OPEN_SHARE, wish=Wish(units=209))
        with stamps.of_one_request():
            by_rule, by_people = _split(plan)
            decide(code=plan.code, by=_who("hatinh.quantri2"), at=EVE)
            plan.refresh_from_db()
        yield HaTinh(made["hatinh"], plan, loaded, by_rule, by_people)


def _ground() -> UnitInfo:
    """Units of the nation, calendars, the first six procedures for the communes to come."""
    load_units(at=EVE)
    load_calendars.load()
    load_six()
    province = province_of_code("42", DAY)
    with transaction.atomic():
        open_province(province.id)
    news = [one.id for one in book().children[province.id] if one.level == Level.COMMUNE and one.valid_from == DAY]
    assign(news, since=DAY, codes=list(SIX))
    return province


def _plan(province: UnitInfo) -> Plan:
    """The plan of the real resolution, drawn up by one and to be decided by another."""
    make_official(None, "hatinh.quantri", Role.PROVINCE_ADMIN, province, since=NEW_YEAR)
    make_official(None, "hatinh.quantri2", Role.PROVINCE_ADMIN, province, since=NEW_YEAR)
    by = _who("hatinh.quantri")
    new = NewPlan("Sắp xếp Hà Tĩnh", province.id, DAY, basis_known(province.id, DAY), kind=PlanKind.PROVINCE)
    plan = draw_up(new=new, by=by, at=EVE)
    fill_from_org(plan=plan, by=by, at=EVE)
    plan.refresh_from_db()
    first_of: dict[int, int] = {}
    for going in Going.objects.filter(plan=plan).order_by("old__code"):
        first_of.setdefault(going.new_id, going.old_id)
    Seat.objects.bulk_create(
        Seat(plan=plan, new_id=new, old_id=old, organs="UBND", is_main=True) for new, old in first_of.items()
    )
    return plan


def _people(plan: Plan) -> None:
    """A clerk in each split commune; loaded dossiers of all communes lie in their names."""
    for old in split_units(plan):
        make_official(None, f"motcua.{old.code}", Role.COUNTER_CLERK, old.unit_id, since=NEW_YEAR)


def _split(plan: Plan) -> tuple[int, int]:
    """A rule of villages for Kỳ Lợi, people for all the rest: how many roots each of them decided."""
    gather_all(plan, EVE)
    for old in split_units(plan):
        clerk, chief = _who(f"motcua.{old.code}"), _who("hatinh.quantri")
        heirs = list(Going.objects.filter(old=old).order_by("new__code").values_list("new_id", flat=True))
        if old.code == KY_LOI:
            villages = NewRule("village", heirs[0], [f"Thôn {n}" for n in range(1, 7)], legal_basis=plan.legal_basis)
            split_rules.add_rule(place=place_of(chief, plan.code, old.code), new=villages, by=chief, at=EVE)
        waiting = list(SplitCase.objects.filter(old=old, goes_to=None).order_by("pk").values_list("pk", flat=True))
        split_decide.decide(
            place=place_of(clerk, plan.code, old.code), case_ids=waiting, goes_to=heirs[-1],
            reason="sổ hộ khẩu của thôn", by=clerk, at=EVE,
        )  # fmt: skip
    cases = SplitCase.objects.filter(plan=plan)
    return cases.exclude(rule=None).count(), cases.exclude(decided_by=None).count()


def _who(name: str) -> Principal:
    return principal_for(User.objects.get(username=name), EVE)
