"""Sân khấu của cuộc đi thử: one small province, everybody who could knock, and the things they knock at."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import Client

from tests.factories.accounts import LONG_AGO, make_official, principal_for, sign_in
from tests.factories.dossiers import MONDAY_9, Office, make_office, submit
from tests.factories.procedures import BIRTH
from tests.factories.units import World
from thongsuot.accounts import services
from thongsuot.accounts.models import Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.accounts.services import NewDelegation
from thongsuot.common.now import frozen
from thongsuot.dossiers import drafts

NOW = MONDAY_9 + timedelta(hours=1)
LAST_WEEK = datetime(2025, 7, 2, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@dataclass
class Persona:
    """Người gõ cửa: `place` says where the post is: own, foreign, province, other_province, former, gone, none."""

    name: str
    place: str
    user: User | None = None
    principal: Principal | None = None
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    @property
    def roles(self) -> set[str]:
        """Roles in force."""
        return {post.role for post in self.principal.posts} if self.principal else set()

    def holds(self, place: str, *roles: str) -> bool:
        """Whether this person holds one of these roles at that place."""
        return self.place == place and bool(self.roles & set(roles))


@dataclass
class Stage:
    """Everything the samples may name."""

    world: World
    office: Office
    personas: list[Persona]
    dossier: Any  # received in Mai Phụ, for citizen Lan
    draft: Any  # of citizen Lan, a birth registration just begun

    def user(self, name: str) -> User:
        """An official of Mai Phụ, or a citizen, by short name."""
        return self.office.users[name]


def set_stage(world: World) -> Stage:
    """Build it; inside the test's transaction, at the morning of Monday 7/7/2025."""
    with frozen(NOW):
        office = make_office(world)
        dossier = submit(office).dossier
        draft = drafts.start(user_id=office.users["lan"].pk, procedure_code=BIRTH, at=NOW)
        return Stage(world, office, [*_everybody(world, office)], dossier, draft)


def _everybody(world: World, office: Office):
    yield Persona("người lạ", "none")
    own = ["motcua1", "hotich", "kinhte", "vanphong", "chutich", "quantri"]
    foreign = ["tk_motcua1", "tk_hotich", "tk_chutich"]
    for place, names in (("own", own), ("foreign", foreign)):
        for name in names:
            yield _persona(office.users[name], place)
    yield _persona(office.users["hatinh_so"], "province")
    yield _persona(office.users["lan"], "owner")
    yield _persona(office.users["binh"], "other_citizen")
    made = [
        ("thachkhe.quantri", Role.UNIT_ADMIN, world.thach_khe, "foreign"),
        ("thachkhe.vanphong", Role.UNIT_LEADER, world.thach_khe, "foreign"),
        ("maiphu.luutru", Role.ARCHIVIST, world.mai_phu, "own"),
        ("thachkhe.luutru", Role.ARCHIVIST, world.thach_khe, "foreign"),
        ("hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, world.province, "province"),
        ("hatinh.quantri", Role.PROVINCE_ADMIN, world.province, "province"),
        ("hatinh.thanhtra", Role.AUDITOR, world.province, "province"),
        ("lienthong", Role.INTEGRATION, world.province, "province"),
        ("thanhhoa.quantri", Role.PROVINCE_ADMIN, world.other_province, "other_province"),
        ("thanhhoa.thanhtra", Role.AUDITOR, world.other_province, "other_province"),
        ("hamrong.chutich", Role.CHAIR, world.ham_rong, "other_province"),
    ]
    for username, role, unit, place in made:
        yield _persona(make_official(world, username, role, unit), place)
    yield _persona(_delegate(world, office), "own")
    former = make_official(world, "maiphu.nghihuu", Role.SPECIALIST, world.mai_phu, "office", until=LAST_WEEK)
    yield _persona(former, "former")
    before = LONG_AGO - timedelta(days=300)
    yield _persona(make_official(world, "thachchau.chutich", Role.CHAIR, world.thach_chau, since=before), "gone")


def _delegate(world: World, office: Office) -> User:
    """A specialist of Mai Phụ to whom the chair has handed his role for the month."""
    user = make_official(world, "maiphu.thay", Role.SPECIALIST, world.mai_phu, "office")
    post = office.users["chutich"].posts.get()
    wanted = NewDelegation(post.pk, user.username, MONDAY_9, MONDAY_9 + timedelta(days=30), "15/GUQ-UBND")
    services.delegate(by=principal_for(office.users["chutich"], MONDAY_9), wanted=wanted, at=MONDAY_9)
    return user


def _persona(user: User, place: str) -> Persona:
    persona = Persona(user.username, place, user, principal_for(user, NOW))
    sign_in(persona.client, user)
    assert settings.SESSION_COOKIE_NAME in persona.client.cookies
    return persona
