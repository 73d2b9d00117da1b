"""Cửa của phí, lệ phí."""

from dataclasses import replace
from typing import Any

from tests.walks.samples.base import (
    BOTH,
    FINE,
    WORKING,
    Sample,
    dossier_code,
    hands_of,
    is_the_citizen,
    own_dossier,
    reads_the_dossier,
    works_at_mai_phu,
)
from tests.walks.stage import Persona, Stage
from thongsuot.accounts.models import Role


# --- money: of a dossier, of a unit's drawer, of one citizen ---------------------------------------------------------------
def works_in_some_unit(stage: Stage, persona: Persona) -> bool:
    """Whoever has a unit has a report."""
    return bool(persona.roles & set(WORKING))


def drawer_of_mai_phu(stage: Stage) -> dict[str, Any]:
    """Opening a session in Mai Phụ."""
    return {"unit": stage.world.mai_phu.id, "name": "Quầy 2"}


def money_of_the_dossier(*methods: str, **more: Any) -> Sample:
    """A page about the dossier's money: like its contents, not for the auditor."""
    params = more.pop("params", {})
    given = {"sees": reads_the_dossier, "hands": hands_of(*WORKING), "fine": FINE | {404}} | more
    return Sample(lambda stage: dossier_code(stage) | params, methods or ("GET",), **given)


NO_SESSION = Sample(lambda stage: {"session_id": 999_999, "verb": "khoa"}, fine=frozenset({404}))
NO_REFUND = Sample(lambda stage: {"refund_id": 999_999, "verb": "duyet"}, fine=frozenset({404}))
MONEY_PAGES: dict[str, Sample] = {
    "can-bo/thu-phi/": Sample(),
    "can-bo/thu-phi/<str:code>/": money_of_the_dossier(fine=FINE),
    "can-bo/thu-phi/<str:code>/lam/<str:verb>/": money_of_the_dossier(
        "POST", params={"verb": "tien-mat"}, hands=hands_of(Role.COUNTER_CLERK, Role.SPECIALIST), fine=FINE
    ),
    "can-bo/thu-phi/<str:code>/bien-lai/<int:receipt_id>/in/": money_of_the_dossier(
        "POST", params={"receipt_id": 999_999}
    ),
    "can-bo/thu-phi/<str:code>/yeu-cau-nop-tien.pdf": money_of_the_dossier(),
    "can-bo/quy/": Sample(),
    "can-bo/quy/mo/": Sample(
        methods=("POST",),
        body=drawer_of_mai_phu,
        sees=works_at_mai_phu,
        hands=hands_of(Role.COUNTER_CLERK, Role.SPECIALIST),
    ),
    "can-bo/quy/bao-cao/": Sample(),
    "can-bo/quy/bao-cao.xlsx": Sample(sees=works_in_some_unit),
    "can-bo/quy/<int:session_id>/": NO_SESSION,
    "can-bo/quy/<int:session_id>/so-quy.pdf": NO_SESSION,
    "can-bo/quy/<int:session_id>/lam/<str:verb>/": replace(NO_SESSION, methods=("POST",)),
    "can-bo/hoan-tien/": Sample(),
    "can-bo/hoan-tien/<int:refund_id>/": NO_REFUND,
    "can-bo/hoan-tien/<int:refund_id>/phieu-hoan.pdf": NO_REFUND,
    "can-bo/hoan-tien/<int:refund_id>/lam/<str:verb>/": replace(NO_REFUND, methods=("POST",)),
    "quan-tri/tai-khoan-thu/": Sample(methods=BOTH, fine=FINE | {404}),
    "cong-dan/ho-so/<str:code>/nop-tien/": own_dossier("GET", "POST", fine=FINE | {404}),
    "cong-dan/ho-so/<str:code>/nop-tien/phieu.pdf": own_dossier(fine=FINE | {404}),
    "cong-dan/ho-so/<str:code>/bien-lai/<int:receipt_id>.pdf": Sample(
        lambda stage: dossier_code(stage) | {"receipt_id": 999_999}, sees=is_the_citizen, fine=frozenset({404})
    ),
    "thanh-toan/ket-qua/": Sample(methods=("POST",), fine=FINE | {404}),  # no gateway is connected here
}
