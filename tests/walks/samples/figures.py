"""Cửa của đánh giá và số liệu."""

from typing import Any

from tests.factories.ratings import rate
from tests.walks.samples.base import BOTH, FINE, Sample, unit_id
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.dossiers.act_tokens import Act, token_of

# --- ratings and figures ---------------------------------------------------------------------------------------------
COUNTERS = (Role.PROCEDURE_CONTROLLER, Role.PROVINCE_ADMIN, Role.DEPARTMENT_OFFICIAL, Role.AUDITOR)


def rating_token(stage: Stage) -> dict[str, Any]:
    """The reception of the stage's dossier, as its paper names it."""
    return {"token": token_of(stage.dossier.uid, Act.RECEPTION)}


def no_official(stage: Stage, persona: Persona) -> bool:
    """Strangers and citizens rate; an official's browser never does."""
    return persona.principal is None or persona.principal.is_citizen


def bad_rating(stage: Stage) -> dict[str, Any]:
    """A bad rating with words, which a leader of Mai Phụ has to answer."""
    return {"uid": rate(stage.dossier.code, 1, comment="Chờ lâu", at=NOW).uid}


def leads_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Leader and chair of Mai Phụ (and the chair's delegate)."""
    return persona.holds("own", Role.UNIT_LEADER, Role.CHAIR)


def counts_mai_phu(stage: Stage, persona: Persona) -> bool:
    """They, and those who count for the province."""
    return leads_mai_phu(stage, persona) or persona.holds("province", *COUNTERS)


FIGURES: dict[str, Sample] = {
    "danh-gia/": Sample(),
    "danh-gia/<str:token>/": Sample(rating_token, BOTH, hands=no_official),
    "can-bo/danh-gia/": Sample(),
    "can-bo/danh-gia/cua-toi/": Sample(),
    "can-bo/danh-gia/y-kien/<uuid:uid>/": Sample(bad_rating, BOTH, sees=leads_mai_phu),
    "can-bo/chi-so/": Sample(),
    "can-bo/chi-so/so-lieu/": Sample(),
    "can-bo/chi-so/danh-gia/": Sample(),
    "can-bo/chi-so/don-vi/<int:unit_id>/": Sample(unit_id, sees=counts_mai_phu),
    "can-bo/chi-so/ho-so/": Sample(fine=FINE | {404}),
    "can-bo/chi-so/thu-tuc/": Sample(fine=FINE | {404}),
    "can-bo/chi-so/danh-gia/<int:unit_id>/<int:official_id>/": Sample(
        lambda stage: unit_id(stage) | {"official_id": stage.user("hotich").pk}, sees=leads_mai_phu
    ),
}
