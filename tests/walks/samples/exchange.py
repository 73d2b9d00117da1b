"""Cửa của liên thông."""

from typing import Any
from uuid import UUID, uuid4

from tests.exchange.inbound_samples import filed, kept
from tests.walks.samples.base import BOTH, FINE, NOBODYS, WORKING, Sample, clerk, is_the_first_clerk, works_at_mai_phu
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.exchange.models import ClockRun, InMessage, MirrorDossier
from thongsuot.exchange.stuck import replay, rows

# --- what waits for another system (exchange) ------------------------------------------------------------------------


def stuck_message(stage: Stage) -> dict[str, Any]:
    """A message for Mai Phụ that nobody understood."""
    message = kept(filed(message_id="walk"), NOW)
    if message.state == InMessage.State.NEW:
        InMessage.objects.filter(pk=message.pk).update(
            state="stuck", cause="procedure_unknown", next_try_at=None, unit_id=stage.world.mai_phu.id,
            province_id=stage.world.province.id,
        )  # fmt: skip
    return {"kind_key": "in", "row_id": message.pk, "message_id": "walk"}


def stuck_act(stage: Stage) -> dict[str, Any]:
    """The body of an act on it."""
    return {"viec": f"in:{stuck_message(stage)['row_id']}", "note": "đã nhận ở quầy", "unit": "18583"}


def replay_uid(stage: Stage) -> dict[str, Any]:
    """A whole range tried again by the first clerk."""
    wanted = rows.Wanted()
    uid = UUID(NOBODYS)
    replay.ask(uid=uid, wanted=wanted, whole_province=False, principal=clerk(stage), at=NOW)
    return {"uid": uid}


def comparison(stage: Stage) -> dict[str, Any]:
    """A comparison of the two clocks, opened at Mai Phụ."""
    run, _made = ClockRun.objects.get_or_create(
        province_id=stage.world.province.id, system_id="national-portal", began_at=NOW, compared_at=NOW, ended_at=NOW
    )
    return {"run_id": run.pk, "unit_id": stage.world.mai_phu.id}


def mirror(stage: Stage) -> dict[str, Any]:
    """A dossier that another system handles for Mai Phụ."""
    found, _made = MirrorDossier.objects.get_or_create(
        province_id=stage.world.province.id, system_id="national-portal", code="G01-250707-000001",
        defaults={"procedure_code": "1.004222", "unit_id": stage.world.mai_phu.id, "national_status": 4,
                  "changed_at": NOW, "seen_at": NOW},
    )  # fmt: skip
    return {"mirror_id": found.pk}


def knows_the_mirror(stage: Stage, persona: Persona) -> bool:
    """Working roles of Mai Phụ, and who keeps the province or its catalogue: it names no person."""
    return persona.holds("own", *WORKING) or persona.holds("province", Role.PROVINCE_ADMIN, Role.PROCEDURE_CONTROLLER)


STUCK_ACT = Sample(methods=("POST",), body=stuck_act, sees=works_at_mai_phu)
EXCHANGE_PAGES: dict[str, Sample] = {
    "can-bo/ket/": Sample(),
    "can-bo/ket/xuat.xlsx": Sample(),
    "can-bo/ket/lam-lai/": STUCK_ACT,
    "can-bo/ket/ben-ngoai/": STUCK_ACT,
    # what has a unit already is given to nobody else
    "can-bo/ket/chi-dinh/": Sample(
        methods=("POST",), body=stuck_act, sees=works_at_mai_phu, hands=lambda stage, persona: False
    ),
    "can-bo/ket/ca-loat/": Sample(methods=("POST",), body=lambda stage: {"lan": uuid4(), "loc": ""}),
    "can-bo/ket/ca-loat/<uuid:uid>/": Sample(replay_uid, sees=is_the_first_clerk),
    "can-bo/ket/<str:kind_key>/<int:row_id>/": Sample(stuck_message, sees=works_at_mai_phu),
    "can-bo/hai-dong-ho/": Sample(),
    "can-bo/hai-dong-ho/so/": Sample(methods=("POST",)),
    "can-bo/hai-dong-ho/xuat.xlsx": Sample(fine=FINE | {404}),
    "can-bo/hai-dong-ho/<int:run_id>/<int:unit_id>/": Sample(comparison, sees=works_at_mai_phu),
    "can-bo/hai-dong-ho/<int:run_id>/<int:unit_id>/xuat.xlsx": Sample(comparison, sees=works_at_mai_phu),
    "can-bo/lien-thong/ho-so-noi-khac/": Sample(),
    "can-bo/lien-thong/ho-so-noi-khac/<int:mirror_id>/": Sample(mirror, sees=knows_the_mirror),
    "can-bo/lien-thong/danh-muc/": Sample(methods=BOTH),
}
