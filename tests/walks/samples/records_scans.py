"""Cửa của số hoá và bàn giao tài liệu: a batch and a hand-over of Mai Phụ, with paper of dissolved Phù Lưu."""

from typing import Any

from tests.walks.samples.base import BOTH, FINE, Sample
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.records.models import Batch, Handover

SCAN, HAND = "can-bo/luu-tru/so-hoa/", "can-bo/luu-tru/ban-giao/"
ONE, IT = f"{SCAN}<uuid:uid>/", f"{HAND}<uuid:uid>/"
KEYERS = (Role.ARCHIVIST, Role.UNIT_LEADER, Role.DOCUMENT_CLERK, Role.SPECIALIST)
SCANNERS = KEYERS[:3]
READERS = (*KEYERS, Role.CHAIR)
NOTHING = FINE | {404}


def batch_of(stage: Stage) -> Batch:
    """A batch of Mai Phụ without scans."""
    world = stage.world
    made, _new = Batch.objects.get_or_create(
        unit_id=world.mai_phu.id,
        year=2025,
        number=900,
        defaults={
            "province_id": world.province.id,
            "origin_id": world.phu_luu.id,
            "title": "Đi thử",
            "sample_percent": 0,
            "opened_at": NOW,
            "opened_by": stage.user("vanphong"),
        },
    )
    return made


def handover_of(stage: Stage) -> Handover:
    """A hand-over of Phù Lưu to Mai Phụ."""
    world = stage.world
    made, _new = Handover.objects.get_or_create(
        new_id=world.mai_phu.id,
        year=2025,
        number=900,
        defaults={
            "province_id": world.province.id,
            "old_id": world.phu_luu.id,
            "title": "Đi thử",
            "opened_at": NOW,
            "opened_by": stage.user("vanphong"),
        },
    )
    return made


def about_batch(**more: Any):
    return lambda stage: {"uid": batch_of(stage).uid, **more}


def about_handover(**more: Any):
    return lambda stage: {"uid": handover_of(stage).uid, **more}


def keys(stage: Stage, persona: Persona) -> bool:
    """Who works on scans in Mai Phụ."""
    return persona.holds("own", *KEYERS)


def scans(stage: Stage, persona: Persona) -> bool:
    """Who opens, takes, splits and keeps there."""
    return persona.holds("own", *SCANNERS)


def reads(stage: Stage, persona: Persona) -> bool:
    """Workers of the unit that takes over; who reads for the province."""
    province = (Role.PROVINCE_ADMIN, Role.AUDITOR, Role.DEPARTMENT_OFFICIAL)
    return persona.holds("own", *READERS) or persona.holds("province", *province)


def writes(stage: Stage, persona: Persona) -> bool:
    """Archivists, clerks and leaders of the unit that takes over."""
    return persona.holds("own", *SCANNERS)


def heads(stage: Stage, persona: Persona) -> bool:
    """Who leads the unit that takes over."""
    return persona.holds("own", Role.CHAIR, Role.UNIT_LEADER)


RECORDS_SCANS: dict[str, Sample] = {
    SCAN: Sample(),
    f"{SCAN}moi/": Sample(),
    f"{SCAN}to-phan-cach.pdf": Sample(),
    ONE: Sample(about_batch(), sees=keys),
    f"{ONE}lam/<str:verb>/": Sample(about_batch(verb="chia"), ("POST",), sees=keys, hands=scans),
    f"{ONE}chia/": Sample(about_batch(), sees=keys, hands=scans),
    f"{ONE}chia/lam/<str:verb>/": Sample(about_batch(verb="gop"), ("POST",), sees=keys, hands=scans, fine=NOTHING),
    f"{ONE}ho-so/<int:file_id>/": Sample(about_batch(file_id=999_999), BOTH, sees=keys, fine=NOTHING),
    f"{ONE}tai-lieu/<int:document_id>/": Sample(about_batch(document_id=999_999), BOTH, sees=keys, fine=NOTHING),
    f"{ONE}tai-lieu/<int:document_id>/kiem/": Sample(about_batch(document_id=999_999), BOTH, sees=keys, fine=NOTHING),
    f"{ONE}trang/<int:page_id>.webp": Sample(about_batch(page_id=999_999), sees=keys, fine=NOTHING),
    HAND: Sample(),
    f"{HAND}bang.xlsx": Sample(),
    f"{HAND}moi/": Sample(),
    IT: Sample(about_handover(), sees=reads),
    f"{IT}lam/<str:verb>/": Sample(about_handover(verb="sang-buoc"), ("POST",), sees=reads, hands=writes),
    f"{IT}ky/<str:side>/": Sample(about_handover(side="new"), BOTH, sees=reads, hands=heads),
    f"{IT}danh-muc.xlsx": Sample(about_handover(), sees=reads),
    f"{IT}bien-ban.pdf": Sample(about_handover(), sees=reads),
}
