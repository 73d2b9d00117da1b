"""Cửa API của văn bản, chữ ký số, lưu trữ."""

from typing import Any

from tests.walks.samples.base import FINE, NOBODYS, Sample
from tests.walks.samples.documents_in import letter_uid
from tests.walks.samples.documents_out import works_with_documents
from tests.walks.samples.records import kept
from tests.walks.samples.records_scans import about_batch, keys
from tests.walks.samples.signatures import is_the_chair, run
from tests.walks.stage import Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.documents.permissions import CLERKS
from thongsuot.records.permissions import READERS

API = "api/v1/"
MISSING = FINE | {404}


def brings_to_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Clerks of the unit; another system of its province."""
    return persona.holds("own", *CLERKS) or persona.holds("province", Role.INTEGRATION)


def sees_the_unit(stage: Stage, persona: Persona) -> bool:
    """Whoever works with documents there; other systems of the province too."""
    return works_with_documents(stage, persona) or brings_to_mai_phu(stage, persona)


def of_letter(*path: str, fine: frozenset[int] = FINE, **more: Any) -> dict[str, Sample]:
    """Doors of one letter of Mai Phụ."""
    address = "/".join(("GET api/v1/documents/{uid}", *path))
    return {address: Sample(lambda stage: {**letter_uid(stage), **more}, sees=works_with_documents, fine=fine)}


def reads_the_record(stage: Stage, persona: Persona) -> bool:
    """Readers of Mai Phụ, auditors of the province (what it is, not what it says)."""
    return persona.holds("own", *READERS) or persona.holds("province", Role.AUDITOR)


def opens_the_record(stage: Stage, persona: Persona) -> bool:
    """Readers of Mai Phụ alone."""
    return persona.holds("own", *READERS)


def record(**more: Any) -> Any:
    """The record of the stage."""
    return lambda stage: {"uid": kept(stage).uid, **more}


API_ROOMS: dict[str, Sample] = {
    f"GET {API}documents": Sample(),
    f"GET {API}documents/register": Sample(),
    f"POST {API}documents/incoming": Sample(
        methods=("POST",),
        body=lambda stage: {"unit": stage.world.mai_phu.code, "summary": "V/v rà soát", "issuer": "UBND tỉnh"},
        sees=sees_the_unit,
        hands=brings_to_mai_phu,
    ),
    f"POST {API}documents/drafts": Sample(
        methods=("POST",),
        body=lambda stage: {"unit": stage.world.mai_phu.code, "summary": "phối hợp rà soát"},
        sees=works_with_documents,
    ),
    **of_letter(),
    **of_letter("recipients"),
    **of_letter("files", "{file_id}", file_id=999_999, fine=MISSING),
    f"GET {API}signatures/requests": Sample(),
    f"GET {API}signatures/runs/{{uid}}": Sample(run, sees=is_the_chair),
    f"POST {API}public/signatures/check": Sample(
        methods=("POST",), content_type="multipart/form-data", fine=FINE | {429}
    ),
    f"GET {API}records/files": Sample(),
    f"GET {API}records/files/{{uid}}": Sample(record(), sees=reads_the_record),
    f"GET {API}records/files/{{uid}}/items/{{ordinal}}": Sample(record(ordinal=1), fine=MISSING, sees=opens_the_record),
    f"POST {API}records/packages": Sample(
        methods=("POST",), body=lambda stage: {"records": [str(kept(stage).uid)]}, sees=opens_the_record
    ),
    f"GET {API}records/packages/{{uid}}": Sample(lambda stage: {"uid": NOBODYS}, fine=frozenset({404})),
    f"GET {API}records/packages/{{uid}}/content": Sample(lambda stage: {"uid": NOBODYS}, fine=frozenset({404})),
    f"GET {API}records/batches": Sample(),
    f"GET {API}records/batches/{{uid}}": Sample(about_batch(), sees=keys),
    f"GET {API}records/handovers": Sample(),
}
