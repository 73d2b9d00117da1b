"""Cửa của chuyển đổi cho người dân, và bảng những tuần đầu."""

from typing import Any

from tests.cutover.people_world import carried_out
from tests.walks.samples.base import BOTH, FINE, NOBODYS, Sample, administers_mai_phu, unit_id
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.cutover.models import LeafletBook, Plan

READERS = (Role.PROVINCE_ADMIN, Role.AUDITOR, Role.PROCEDURE_CONTROLLER)


def plan_code(stage: Stage) -> dict[str, Any]:
    """The carried-out plan that made Mai Phụ."""
    plan = Plan.objects.filter(code="ha-tinh").first() or carried_out(stage.world)
    return {"code": plan.code}


def reads_the_first_weeks(stage: Stage, persona: Persona) -> bool:
    """The province's readers, and who leads Mai Phụ."""
    return persona.holds("province", *READERS) or persona.holds("own", Role.CHAIR, Role.UNIT_LEADER)


def book_uid(stage: Stage) -> dict[str, Any]:
    """A book of leaflets of Hà Tĩnh that is being made."""
    found = LeafletBook.objects.filter(province_id=stage.world.province.id).first()
    made = found or LeafletBook.objects.create(
        province_id=stage.world.province.id, asked_by=stage.user("quantri"), asked_at=NOW
    )
    return {"uid": made.uid}


def of_the_province(stage: Stage, persona: Persona) -> bool:
    """Administrators of Hà Tĩnh."""
    return persona.holds("province", Role.PROVINCE_ADMIN)


PEOPLE_PAGES: dict[str, Sample] = {
    "don-vi/<int:unit_id>/sap-xep/": Sample(lambda stage: {"unit_id": stage.world.province.id}),
    "xa-phuong/<int:unit_id>/thay-doi/": Sample(unit_id),
    "xa-phuong/<int:unit_id>/thay-doi.pdf": Sample(unit_id, fine=FINE | {429}),
    "quan-tri/noi-den/": Sample(),
    "quan-tri/noi-den/<int:unit_id>/": Sample(unit_id, BOTH, sees=administers_mai_phu),
    "quan-tri/to-thay-doi/": Sample(methods=BOTH),
    "quan-tri/to-thay-doi/<uuid:uid>/": Sample(book_uid, sees=of_the_province),
    "quan-tri/to-thay-doi/<uuid:uid>/tep/": Sample(lambda stage: {"uid": NOBODYS}, fine=frozenset({404})),
    "quan-tri/chuyen-doi/<slug:code>/tuan-dau/": Sample(plan_code, sees=reads_the_first_weeks),
    "quan-tri/chuyen-doi/<slug:code>/tuan-dau/dem/": Sample(plan_code, ("POST",), sees=reads_the_first_weeks),
    "quan-tri/chuyen-doi/<slug:code>/tuan-dau/<int:unit_id>/": Sample(
        lambda stage: plan_code(stage) | unit_id(stage), sees=reads_the_first_weeks
    ),
}
