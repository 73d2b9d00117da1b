"""The people of Mai Phụ and one dossier on its way, for the tests of the one-stop."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.factories.accounts import make_citizen, make_officials, principal_for
from tests.factories.procedures import BIRTH, FULL_FORMS, load_six
from tests.factories.units import World
from thongsuot.accounts.models import Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import Applicant, FiledComponent, Submission
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.procedures.selectors import components_for, version_in_force

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LAN_ID = "042190001234"


def moment(day: int, hour: int, minute: int = 0, *, month: int = 7, year: int = 2025) -> datetime:
    """A moment of July 2025 on the wall clock of Hà Tĩnh; 7/7/2025 is a Monday."""
    return datetime(year, month, day, hour, minute, tzinfo=HANOI)


MONDAY_9 = moment(7, 9)


@dataclass
class Office:
    """Mai Phụ with its people, and a neighbour commune with one clerk."""

    world: World
    users: dict[str, User] = field(default_factory=dict)

    def who(self, name: str, at: datetime = MONDAY_9) -> Principal:
        """What a request of this person would carry."""
        return principal_for(self.users[name], at)


def make_office(world: World) -> Office:
    """The roster of contracts.md that the one-stop needs."""
    load_six(world)
    office = Office(world)
    people: list[tuple[str, str, Any, Any]] = [
        ("motcua1", Role.COUNTER_CLERK, world.mai_phu, "service_centre"),
        ("motcua2", Role.COUNTER_CLERK, world.mai_phu, "service_centre"),
        ("hotich", Role.SPECIALIST, world.mai_phu, "office"),
        ("kinhte", Role.SPECIALIST, world.mai_phu, "economy"),
        ("vanphong", Role.UNIT_LEADER, world.mai_phu, "office"),
        ("chutich", Role.CHAIR, world.mai_phu, None),
        ("quantri", Role.UNIT_ADMIN, world.mai_phu, None),
        ("tk_motcua1", Role.COUNTER_CLERK, world.thach_khe, None),
        ("tk_hotich", Role.SPECIALIST, world.thach_khe, None),
        ("tk_chutich", Role.CHAIR, world.thach_khe, None),
        ("thanhtra", Role.AUDITOR, world.province, None),
        ("hatinh_so", Role.DEPARTMENT_OFFICIAL, world.department, None),
    ]
    rows = [
        (f"{'' if '_' in name else 'maiphu.'}{name.replace('_', '.')}", role, unit, organ)
        for name, role, unit, organ in people
    ]
    office.users |= zip((name for name, *_more in people), make_officials(world, rows), strict=True)
    office.users["lan"] = make_citizen("congdan.lan", id_number=LAN_ID)
    office.users["binh"] = make_citizen("congdan.binh", full_name="Lê Văn Bình", id_number="042098004321")
    return office


def papers_for(code: str, case_code: str = "", form: dict[str, Any] | None = None) -> tuple[FiledComponent, ...]:
    """Every paper the procedure asks for, filed as one original."""
    version = version_in_force(code, MONDAY_9.date())
    assert version is not None
    return tuple(FiledComponent(c.code, "FILED", originals=1) for c in components_for(version, case_code, form or {}))


def birth_submission(world: World, **changes: Any) -> Submission:
    """A complete birth registration at the counter of Mai Phụ."""
    values: dict[str, Any] = {
        "procedure_code": BIRTH,
        "receiving_unit": world.mai_phu.code,
        "channel": "DIRECT",
        "applicant": Applicant(name="Nguyễn Thị Lan", id_number=LAN_ID, phone="0912345678"),
        "form": FULL_FORMS[BIRTH],
        "components": papers_for(BIRTH, form=FULL_FORMS[BIRTH]),
    }
    return Submission(**{**values, **changes})


def in_processing(office: Office, *, at: datetime = MONDAY_9, **changes: Any) -> str:
    """A birth registration in the hands of maiphu.hotich; returns its code."""
    code = submit(office, at=at, **changes).dossier.code
    services.assign(code=code, principal=office.who("vanphong", at), at=at, to="maiphu.hotich")
    return code


def finished(office: Office, *, at: datetime = MONDAY_9) -> str:
    """One that the chair has signed; returns its code."""
    code = in_processing(office, at=at)
    services.complete_step(code=code, principal=office.who("hotich", at), at=at, step="verify", decision="pass")
    services.finish(code=code, principal=office.who("chutich", at), at=at, outcome="granted")
    return code


def submit(office: Office, *, by: str = "motcua1", at: datetime = MONDAY_9, **changes: Any) -> Loaded:
    """Submit a birth registration (received at once when a clerk files it directly)."""
    return services.submit(submission=birth_submission(office.world, **changes), principal=office.who(by, at), at=at)


@pytest.fixture
def office(world: World) -> Office:
    """Mai Phụ, its people and the catalogue."""
    return make_office(world)
