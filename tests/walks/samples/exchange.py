"""Cửa của liên thông."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tests.exchange.inbound_samples import filed, kept
from tests.walks.samples.base import BOTH, FINE, NOBODYS, WORKING, Sample, clerk, is_the_first_clerk, works_at_mai_phu
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.documents.permissions import CLERKS, WORKERS
from thongsuot.exchange.axis import keeping
from thongsuot.exchange.axis.transport import Offered
from thongsuot.exchange.models import AxisIn, AxisOut, ClockRun, InMessage, MirrorDossier
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


# --- the axis of documents ---------------------------------------------------------------------------------------------
def axis_in(stage: Stage) -> dict[str, Any]:
    """A message of the axis that Mai Phụ could not take in."""
    found = AxisIn.objects.filter(external_id="walk").first()
    if found is None:
        told = (Path(__file__).parents[2] / "exchange/axis/golden/recall.edxml").read_bytes()
        found, _new = keeping.keep(told, Offered("walk", "document", "H27,2026/11/25,1234/UBND-NC", "H27"), at=NOW)
    AxisIn.objects.filter(pk=found.pk).update(
        state="stuck", cause="document_not_here", next_try_at=None, settled_at=None, kind="recall",
        unit_id=stage.world.mai_phu.id, province_id=stage.world.province.id,
    )  # fmt: skip
    return {"row_id": found.pk, "kind_key": "den"}


def axis_out(stage: Stage) -> dict[str, Any]:
    """A message of Mai Phụ for the axis that is stuck."""
    found, _made = AxisOut.objects.get_or_create(
        province_id=stage.world.province.id, origin="walk", kind="new", status="", part=0,
        defaults={"unit_id": stage.world.mai_phu.id, "to": ["G09"], "state": "stuck", "cause": "refused", "made_at": NOW},
    )  # fmt: skip
    return {"row_id": found.pk}


def works_with_documents(stage: Stage, persona: Persona) -> bool:
    """Whoever works with documents of Mai Phụ."""
    return persona.holds("own", *WORKERS)


def clerk_of_documents(stage: Stage, persona: Persona) -> bool:
    """Who keeps its registers."""
    return persona.holds("own", *CLERKS)


AXIS_ACT = Sample(
    axis_in, ("POST",), lambda stage: {"note": "đã gọi", "reason": "", "tra-loi": "dong-y"}, sees=clerk_of_documents
)
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
    "can-bo/lien-thong/truc/": Sample(),
    "can-bo/lien-thong/truc/danh-ba/": Sample(),
    "can-bo/lien-thong/truc/di/<int:row_id>/": Sample(axis_out, sees=works_with_documents),
    "can-bo/lien-thong/truc/den/<int:row_id>/": Sample(axis_in, sees=works_with_documents),
    "can-bo/lien-thong/truc/den/<int:row_id>/goi-tin/": Sample(axis_in, sees=clerk_of_documents),
    "can-bo/lien-thong/truc/den/<int:row_id>/tra-loi/": AXIS_ACT,
    "can-bo/lien-thong/truc/<str:kind_key>/<int:row_id>/lam-lai/": AXIS_ACT,
    "can-bo/lien-thong/truc/<str:kind_key>/<int:row_id>/ben-ngoai/": AXIS_ACT,
}
