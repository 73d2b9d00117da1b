"""Mẫu: what a sample is, and who sees what in Mai Phụ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role

Sees = Callable[[Stage, Persona], bool]
FINE = frozenset({200, 201, 204, 302, 303, 400, 409, 415, 422})  # let in, whatever then came of it


def everybody(stage: Stage, persona: Persona) -> bool:
    """No one unit's thing: whoever the rule lets in sees it."""
    return True


@dataclass(frozen=True)
class Sample:
    """`params`: values of the route. `sees`: else 404. `hands`: else 403. `fine`: answers to those let in."""

    params: Callable[[Stage], Mapping[str, Any]] = lambda stage: {}
    methods: tuple[str, ...] = ("GET",)
    body: Callable[[Stage], Mapping[str, Any]] = lambda stage: {}
    sees: Sees = everybody
    hands: Sees = everybody
    fine: frozenset[int] = field(default=FINE)
    content_type: str = "application/json"


# --- who sees a dossier of Mai Phụ (contracts.md, "Who may what") ---------------------------------------------------
WORKING = (Role.COUNTER_CLERK, Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR)


def reads_the_dossier(stage: Stage, persona: Persona) -> bool:
    """Own unit's working roles, the citizen it belongs to, the province's auditor (metadata)."""
    return persona.holds("own", *WORKING) or persona.place == "owner" or persona.holds("province", Role.AUDITOR)


def hands_of(*roles: str, owner: bool = False) -> Sees:
    """Who may do a verb on it."""

    def may(stage: Stage, persona: Persona) -> bool:
        return persona.holds("own", *roles) or (owner and persona.place == "owner")

    return may


def dossier_code(stage: Stage) -> dict[str, Any]:
    """The dossier of the stage."""
    return {"code": stage.dossier.code}


def verb(body: Mapping[str, Any], *roles: str, owner: bool = False) -> Sample:
    """A verb of a dossier with a body that its schema takes."""
    return Sample(dossier_code, ("POST",), lambda stage: body, reads_the_dossier, hands_of(*roles, owner=owner))


# --- who administers an account of Mai Phụ -----------------------------------------------------------------------------
def administers_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Administrators of the commune and of its province."""
    return persona.holds("own", Role.UNIT_ADMIN) or persona.holds("province", Role.PROVINCE_ADMIN)


def account_of(name: str) -> Callable[[Stage], Mapping[str, Any]]:
    """An account of Mai Phụ as parameter."""
    return lambda stage: {"uid": stage.user(name).uid}


def post_of(name: str) -> Callable[[Stage], Mapping[str, Any]]:
    """An account and its post."""
    return lambda stage: {"uid": stage.user(name).uid, "post_id": stage.user(name).posts.get().pk}


ACT_ON_ACCOUNT = Sample(account_of("kinhte"), ("POST",), sees=administers_mai_phu)
BOTH = ("GET", "POST")
NOBODYS = "00000000-0000-4000-8000-000000000000"
# Contents of a dossier: not for the auditor; a form that was never issued is 404 for those who may read it.
READ_INSIDE = Sample(dossier_code, sees=reads_the_dossier, hands=hands_of(*WORKING), fine=FINE | {404})


# --- what belongs to one citizen -----------------------------------------------------------------------------------
def is_the_citizen(stage: Stage, persona: Persona) -> bool:
    """Citizen Lan, whose dossier and draft they are."""
    return persona.place == "owner"


def draft_of(**more: str) -> Callable[[Stage], Mapping[str, Any]]:
    """Lan's draft as parameter."""
    return lambda stage: {"procedure": stage.draft.procedure_code, "uid": stage.draft.pk, **more}


def own_dossier(*methods: str, fine: frozenset[int] = FINE) -> Sample:
    """A citizen's page of his dossier."""
    return Sample(dossier_code, methods or ("GET",), sees=is_the_citizen, fine=fine)


def unit_id(stage: Stage) -> dict[str, Any]:
    """Mai Phụ."""
    return {"unit_id": stage.world.mai_phu.id}


# --- what belongs to one official, or to those who work somewhere ---------------------------------------------------
def is_the_first_clerk(stage: Stage, persona: Persona) -> bool:
    """Who asked for the export and the run, and keeps the filter."""
    return persona.name == "maiphu.motcua1"


def works_at_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Working roles of Mai Phụ."""
    return persona.holds("own", *WORKING)


def works_somewhere(stage: Stage, persona: Persona) -> bool:
    """Whoever has a unit with a counter and divisions."""
    return bool(persona.roles & set(WORKING))


def has_a_register(stage: Stage, persona: Persona) -> bool:
    """Whoever has a unit that receives or resolves dossiers."""
    return bool(persona.roles & {*WORKING, Role.DEPARTMENT_OFFICIAL})


def clerk(stage: Stage) -> Any:
    return stage.office.who("motcua1", NOW)
