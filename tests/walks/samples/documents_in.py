"""Cửa của văn bản đến, tìm văn bản, hồ sơ công việc."""

from typing import Any

from tests.walks.samples.base import BOTH, FINE, Sample, clerk
from tests.walks.samples.documents_out import works_with_documents
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.documents.permissions import CLERKS, WORKERS
from thongsuot.documents.services import arriving, work_files
from thongsuot.documents.services.arriving import ArrivingFacts
from thongsuot.tasks.models import Task

IN = "can-bo/van-ban/den/"
FILES = "can-bo/ho-so-cong-viec/"


def letter_uid(stage: Stage) -> dict[str, Any]:
    """A letter that came to Mai Phụ; once, however often it is asked for."""
    facts = ArrivingFacts("V/v rà soát", number="1", notation="UBND", issuer_name="UBND tỉnh")
    return {"uid": arriving.arrive(unit_id=stage.world.mai_phu.id, way="axis", facts=facts, at=NOW).uid}


def work_file_uid(stage: Stage) -> dict[str, Any]:
    """A work file of Mai Phụ."""
    code = f"W{work_files.WorkFile.objects.count()}"
    made = work_files.open_file(
        unit_id=stage.world.mai_phu.id, code=code, title="Rà soát", principal=clerk(stage), at=NOW
    )
    return {"uid": made.uid}


def task_id(stage: Stage) -> dict[str, Any]:
    """A task of Mai Phụ."""
    return {"task_id": Task.objects.filter(unit_id=stage.world.mai_phu.id).values_list("pk", flat=True)[0]}


def registers_somewhere(stage: Stage, persona: Persona) -> bool:
    """Who keeps a register in some unit."""
    return bool(persona.roles & set(CLERKS))


def works_with_papers(stage: Stage, persona: Persona) -> bool:
    """Who works with documents in some unit."""
    return bool(persona.roles & set(WORKERS))


INCOMING_PAGES: dict[str, Sample] = {
    IN: Sample(),
    "can-bo/van-ban/tim/": Sample(),
    "can-bo/van-ban/tai-trong/": Sample(),
    f"{IN}moi/": Sample(methods=BOTH, hands=registers_somewhere),
    f"{IN}<uuid:uid>/": Sample(letter_uid, sees=works_with_documents),
    f"{IN}<uuid:uid>/lam/<str:verb>/": Sample(
        lambda stage: {**letter_uid(stage), "verb": "nhan"}, ("POST",), sees=works_with_documents
    ),
    f"{IN}<uuid:uid>/tep/<int:file_id>/": Sample(
        lambda stage: {**letter_uid(stage), "file_id": 999_999}, sees=works_with_documents, fine=FINE | {404}
    ),
    "can-bo/van-ban/hop-thu/": Sample(hands=registers_somewhere),
    "can-bo/van-ban/hop-thu/lam/<str:verb>/": Sample(
        lambda stage: {"verb": "bo"}, ("POST",), hands=registers_somewhere, fine=FINE | {404}
    ),
    "can-bo/van-ban/hop-thu/thu/<int:arrival_id>/": Sample(
        lambda stage: {"arrival_id": 999_999}, hands=registers_somewhere, fine=FINE | {404}
    ),
    FILES: Sample(methods=BOTH, hands=works_with_papers),
    f"{FILES}viec/<int:task_id>/": Sample(task_id, ("POST",), sees=works_with_documents),
    f"{FILES}danh-muc/<int:year>/": Sample(lambda stage: {"year": 2026}, BOTH, hands=works_with_papers),
    f"{FILES}danh-muc/<int:year>.xlsx": Sample(lambda stage: {"year": 2026}, hands=works_with_papers),
    f"{FILES}<uuid:uid>/": Sample(work_file_uid, sees=works_with_documents),
    f"{FILES}<uuid:uid>/tai-lieu/<int:item_id>/": Sample(
        lambda stage: {**work_file_uid(stage), "item_id": 999_999}, sees=works_with_documents, fine=FINE | {404}
    ),
    f"{FILES}<uuid:uid>/lam/<str:verb>/": Sample(
        lambda stage: {**work_file_uid(stage), "verb": "cho-vao"}, ("POST",), sees=works_with_documents
    ),
}
