"""Cửa của chữ ký số."""

from typing import Any

from tests.walks.samples.base import FINE, Sample, administers_mai_phu
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.common import files
from thongsuot.signatures import services
from thongsuot.signatures.models import AskingRun, Certificate, SigningRequest, SigningRow, SigningRun
from thongsuot.signatures.views.late import ASKERS


def is_the_chair(stage: Stage, persona: Persona) -> bool:
    """Whom the signature waits for, and his delegate (never the run, which is one person's)."""
    return persona.name == "maiphu.chutich"


def chair_or_delegate(stage: Stage, persona: Persona) -> bool:
    """Also who acts for him."""
    return persona.name in ("maiphu.chutich", "maiphu.thay")


def _wanted(stage: Stage) -> SigningRequest:
    """One letter of Mai Phụ for the chair; the same for everybody who knocks."""
    found = SigningRequest.objects.filter(subject_kind="walk").first()
    if found:
        return found
    stored = files.store(b"%PDF-1.7\n%%EOF\n", "van-ban.pdf", stage.user("chutich").pk, accepted=(files.PDF,), at=NOW)
    return services.request_signature(
        province_id=stage.world.province.id,
        unit_id=stage.world.mai_phu.id,
        purpose="person",
        subject_kind="walk",
        subject_id=1,
        subject_code="01/QĐ-UBND",
        subject_title="Quyết định",
        page="/can-bo/viec/",
        wanted_user_id=stage.user("chutich").pk,
        file_uid=stored.uid,
        at=NOW,
    )


def _certificate(stage: Stage) -> Certificate:
    """A certificate of the chair, as entered; its content is not asked for here."""
    return Certificate.objects.get_or_create(
        fingerprint="0" * 64,
        defaults={
            "kind": "person", "unit_id": stage.world.mai_phu.id, "user": stage.user("chutich"), "subject": "Chủ tịch",
            "issuer": "Nơi cấp", "serial": "1", "der": b"0", "valid_from": NOW, "valid_to": NOW.replace(year=2030),
            "keep": "token", "entered_at": NOW,
        },
    )[0]  # fmt: skip


def file_to_sign(stage: Stage) -> dict[str, Any]:
    """Its file."""
    return {"uid": _wanted(stage).uid}


def certificate(stage: Stage) -> dict[str, Any]:
    """The certificate."""
    return {"uid": _certificate(stage).uid}


def run(stage: Stage) -> dict[str, Any]:
    """A run of the chair that waits for approval."""
    found = SigningRun.objects.filter(user=stage.user("chutich")).first()
    if found is None:
        found = SigningRun.objects.create(
            province_id=stage.world.province.id, user=stage.user("chutich"), certificate=_certificate(stage),
            state="asked", total=1, made_at=NOW,
        )  # fmt: skip
        SigningRow.objects.create(run=found, position=1, province_id=found.province_id, request_id=_wanted(stage).pk)
    return {"uid": found.uid}


def asks_in_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Who may ask for signatures in the unit, whoever began it."""
    return persona.holds("own", *ASKERS)


def asking(stage: Stage) -> dict[str, Any]:
    """A run of the chair that asks for what was stored."""
    found = AskingRun.objects.filter(user=stage.user("chutich")).first()
    found = found or AskingRun.objects.create(
        province_id=stage.world.province.id, unit_id=stage.world.mai_phu.id, user=stage.user("chutich"), total=0,
        made_at=NOW, ended_at=NOW,
    )  # fmt: skip
    return {"uid": found.uid}


SIGNATURES: dict[str, Sample] = {
    "can-bo/ky-so/": Sample(),
    "can-bo/ky-so/ky/": Sample(methods=("POST",)),
    "can-bo/ky-so/tu-choi/": Sample(methods=("POST",)),
    "can-bo/ky-so/tep/<uuid:uid>/": Sample(file_to_sign, sees=chair_or_delegate),
    "can-bo/ky-so/luot/<uuid:uid>/": Sample(run, sees=is_the_chair),
    "can-bo/ky-so/luot/<uuid:uid>/duyet/": Sample(run, ("GET", "POST"), sees=is_the_chair),
    "can-bo/ky-so/luot/<uuid:uid>/bo/": Sample(run, ("POST",), sees=is_the_chair),
    "can-bo/ky-so/chua-ky/": Sample(methods=("GET", "POST"), fine=FINE | {404}),
    "can-bo/ky-so/chua-ky/<uuid:uid>/": Sample(asking, sees=asks_in_mai_phu),
    "can-bo/so-nguoi-ky/": Sample(),
    "quan-tri/chung-thu/": Sample(methods=("GET", "POST")),
    "quan-tri/chung-thu/<uuid:uid>/thu-hoi/": Sample(
        certificate, ("POST",), lambda stage: {"reason": "Nghỉ hưu"}, administers_mai_phu
    ),
    "kiem-tra-chu-ky/": Sample(methods=("GET", "POST")),
    "kiem-tra-chu-ky/<str:code>/": Sample(lambda stage: {"code": "KHONGCO"}, fine=FINE | {404}),
}
