"""Cửa của văn bản đi và sổ đăng ký."""

from typing import Any

from tests.documents.test_word_files import word
from tests.walks.samples.base import BOTH, FINE, Sample, clerk
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.common import files
from thongsuot.documents.models import DocumentTemplate, TemplateVersion
from thongsuot.documents.permissions import WORKERS
from thongsuot.documents.services import drafting
from thongsuot.documents.services.templates import KEEPERS

OUT = "can-bo/van-ban/di/"
BOOK = "can-bo/van-ban/so/"
SHELF = "can-bo/van-ban/mau/"


def draft_uid(stage: Stage) -> dict[str, Any]:
    """A draft of Mai Phụ."""
    made = drafting.start(
        unit_id=stage.world.mai_phu.id,
        type_key="CV",
        text=drafting.Text("phối hợp rà soát", "Kính mong phối hợp."),
        principal=clerk(stage),
        at=NOW,
    )
    return {"uid": made.uid}


def works_with_documents(stage: Stage, persona: Persona) -> bool:
    """Whoever works with documents in Mai Phụ."""
    return persona.holds("own", *WORKERS)


def template_uid(stage: Stage) -> dict[str, Any]:
    """A template of Mai Phụ, with one version."""
    unit = stage.world.mai_phu
    made, new = DocumentTemplate.objects.get_or_create(
        unit_id=unit.id, province_id=unit.province_id, type="CV", name="Giấy mời", defaults={"made_at": NOW}
    )
    if new:
        file = files.store(word("Kính mời"), "giay-moi.docx", None, at=NOW)
        TemplateVersion.objects.create(province_id=unit.province_id, template=made, version=1, file=file, put_at=NOW)
    return {"uid": made.uid}


def keeps_the_shelf(stage: Stage, persona: Persona) -> bool:
    """Clerk and leaders of Mai Phụ."""
    return persona.holds("own", *KEEPERS)


def of_draft(*methods: str, **more: Any) -> Sample:
    """A door of one draft."""
    return Sample(draft_uid, methods or ("GET",), sees=works_with_documents, **more)


OUTGOING_PAGES: dict[str, Sample] = {
    OUT: Sample(),
    f"{OUT}moi/": Sample(methods=BOTH),
    f"{OUT}<uuid:uid>/": of_draft(),
    f"{OUT}<uuid:uid>/soan/": of_draft(*BOTH),
    f"{OUT}<uuid:uid>/noi-nhan/": of_draft(*BOTH),
    f"{OUT}<uuid:uid>/so-sanh/": of_draft(),
    f"{OUT}<uuid:uid>/ban-in.pdf": of_draft(),
    f"{OUT}<uuid:uid>/lam/<str:verb>/": Sample(
        lambda stage: {**draft_uid(stage), "verb": "gop-y"}, ("POST",), sees=works_with_documents
    ),
    BOOK: Sample(),
    f"{BOOK}bang-tinh.xlsx": Sample(),
    f"{BOOK}ban-in.pdf": Sample(),
    f"{BOOK}khoa/": Sample(methods=("POST",)),
    f"{BOOK}trinh-ky/": Sample(methods=("POST",), fine=FINE | {404}),
    SHELF: Sample(),
    f"{SHELF}them/": Sample(methods=("POST",)),
    f"{SHELF}<uuid:uid>/": Sample(template_uid, sees=works_with_documents),
    f"{SHELF}<uuid:uid>/lam/<str:verb>/": Sample(
        lambda stage: {**template_uid(stage), "verb": "thay"},
        ("POST",),
        sees=works_with_documents,
        hands=keeps_the_shelf,
    ),
    f"{SHELF}<uuid:uid>/ban/<int:version>/": Sample(
        lambda stage: {**template_uid(stage), "version": 1}, sees=works_with_documents
    ),
    "van-ban/nhan/<str:token>/": Sample(lambda stage: {"token": "khong-co"}, BOTH, fine=FINE | {404}),
    "van-ban/nhan/<str:token>/van-ban.pdf": Sample(lambda stage: {"token": "khong-co"}, fine=frozenset({404})),
}
