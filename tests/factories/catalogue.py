"""Who keeps the catalogue, and acts of the catalogue for tests."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.factories.accounts import make_official, principal_for
from tests.factories.units import World
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.procedures import decisions
from thongsuot.procedures.decisions import Act, Line
from thongsuot.procedures.models import Decision

AT = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def make_controller(world: World, at: datetime = AT) -> Principal:
    """hatinh.kiemsoat."""
    return principal_for(make_official(world, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, world.province), at)


def decide(
    by: Principal, *lines: Line, on: date, number: str = "2873/QĐ-UBND", at: datetime = AT, **more: Any
) -> Decision:
    """A decision with these lines, applied."""
    act = Act(number=number, issuer="Chủ tịch UBND tỉnh Hà Tĩnh", effective_on=on, **more)
    drafted = decisions.draft(act=act, lines=lines, by=by, at=at)
    return decisions.apply(decision_id=drafted.pk, by=by, at=at)
