"""Cửa của số liệu, tài khoản hàng loạt, sổ bàn giao."""

from datetime import timedelta
from typing import Any

from tests.factories.units import BASIS, DAY
from tests.walks.samples.base import BOTH, FINE, NOBODYS, Sample
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.cutover.models import DataRequest, HandoverBook, Plan, PlanUnit, Side

CODE = "di-thu-so-lieu"
ONE = "quan-tri/chuyen-doi/<slug:code>/"
OWN, HANDOVER = "can-bo/chuyen-doi/so-lieu/", "can-bo/chuyen-doi/ban-giao/"
HEADS = (Role.CHAIR, Role.UNIT_ADMIN)
READERS = (Role.PROVINCE_ADMIN, Role.AUDITOR, Role.PROCEDURE_CONTROLLER)


def plan_of(stage: Stage) -> Plan:
    """Thạch Châu becomes Mai Phụ."""
    made, new = Plan.objects.get_or_create(
        code=CODE,
        defaults={
            "title": "Đi thử",
            "province_id": stage.world.province.id,
            "effective_on": DAY,
            "legal_basis": BASIS,
            "created_at": NOW,
        },
    )
    for side, info in ((Side.OLD, stage.world.thach_chau), (Side.NEW, stage.world.mai_phu)) if new else ():
        names = {"code": info.code, "name": info.name, "full_name": info.full_name, "kind": info.kind}
        PlanUnit.objects.create(plan=made, side=side, unit_id=info.id, **names)
    return made


def unit_of(stage: Stage, side: str = Side.NEW) -> PlanUnit:
    """Its only old or new unit."""
    return PlanUnit.objects.get(plan=plan_of(stage), side=side)


def request_id(stage: Stage) -> dict[str, Any]:
    """Staff of Mai Phụ, asked of Mai Phụ."""
    made, _new = DataRequest.objects.get_or_create(
        plan=plan_of(stage),
        unit=unit_of(stage),
        kind="staff",
        defaults={
            "answered_by_id": stage.world.mai_phu.id,
            "due_at": NOW + timedelta(days=3),
            "asked_by": stage.user("quantri"),
            "asked_at": NOW,
        },
    )
    return {"request_id": made.pk}


def book_id(stage: Stage) -> dict[str, Any]:
    """The ledger of Thạch Châu and Mai Phụ."""
    olds = {"plan": plan_of(stage), "old": unit_of(stage, Side.OLD), "new": unit_of(stage)}
    made, _new = HandoverBook.objects.get_or_create(**olds, defaults={"opened_at": NOW})
    return {"book_id": made.pk}


def code(stage: Stage) -> dict[str, Any]:
    """The plan's name."""
    return {"code": plan_of(stage).code}


def sees_the_data(stage: Stage, persona: Persona) -> bool:
    """Leaders of Mai Phụ, and the project team."""
    return persona.holds("own", *HEADS, Role.UNIT_LEADER) or persona.holds("province", Role.PROVINCE_ADMIN)


def fills(stage: Stage, persona: Persona) -> bool:
    """Who writes."""
    return persona.holds("own", *HEADS, Role.UNIT_LEADER)


def hands_in(stage: Stage, persona: Persona) -> bool:
    """Who stands for it."""
    return persona.holds("own", *HEADS)


def of_the_province(stage: Stage, persona: Persona) -> bool:
    """Whoever reads plans of Hà Tĩnh."""
    return persona.holds("province", *READERS)


def sees_the_book(stage: Stage, persona: Persona) -> bool:
    """Heads of the new unit, the last head of the old one, readers of the plan."""
    return writes_the_book(stage, persona) or of_the_province(stage, persona)


def writes_the_book(stage: Stage, persona: Persona) -> bool:
    """Both sides."""
    return persona.holds("own", *HEADS) or persona.place == "gone"


def opens_again(stage: Stage, persona: Persona) -> bool:
    """Both sides and the project team."""
    return writes_the_book(stage, persona) or persona.holds("province", Role.PROVINCE_ADMIN)


def data(*methods: str, **more: Any) -> Sample:
    """A page about the staff of Mai Phụ."""
    params = more.pop("params", {})
    given = {"sees": sees_the_data, "fine": FINE | {404}} | more
    return Sample(lambda stage: request_id(stage) | params, methods or ("GET",), **given)


def book(*methods: str, **more: Any) -> Sample:
    """A page of the ledger."""
    params = more.pop("params", {})
    return Sample(lambda stage: book_id(stage) | params, methods or ("GET",), **({"sees": sees_the_book} | more))


def of_plan(*methods: str, **more: Any) -> Sample:
    """A page of the project team's plan."""
    params = more.pop("params", lambda stage: {})
    given = {"sees": of_the_province, "fine": FINE | {404}} | more
    return Sample(lambda stage: code(stage) | params(stage), methods or ("GET",), **given)


def of_unit(stage: Stage) -> dict[str, Any]:
    """Mai Phụ in the plan."""
    return {"unit_id": unit_of(stage).pk}


COLLECT_PAGES: dict[str, Sample] = {
    OWN: Sample(),
    f"{OWN}<int:request_id>/": data(),
    f"{OWN}<int:request_id>/dong/<int:number>/": data(*BOTH, params={"number": 0}, hands=fills),
    f"{OWN}<int:request_id>/mau.xlsx": data(),
    f"{OWN}<int:request_id>/loi.xlsx": data(),
    f"{OWN}<int:request_id>/tai-len/": data("POST", hands=fills),
    f"{OWN}<int:request_id>/nop/": data("POST", hands=hands_in),
    f"{OWN}<int:request_id>/ban/<int:number>/": data(params={"number": 1}),
    f"{ONE}so-lieu/": of_plan(),
    f"{ONE}so-lieu/tien-do.xlsx": of_plan(),
    f"{ONE}so-lieu/yeu-cau/": of_plan(*BOTH),
    f"{ONE}so-lieu/hai-noi/": of_plan(*BOTH),
    f"{ONE}so-lieu/<int:request_id>/mo-lai/": of_plan("POST", params=request_id),
    f"{ONE}tai-khoan/": of_plan(),
    f"{ONE}tai-khoan/lam/": of_plan("POST", body=lambda stage: {"lan": NOBODYS}),
    f"{ONE}tai-khoan/lan/<uuid:uid>/": of_plan(params=lambda stage: {"uid": NOBODYS}),
    f"{ONE}tai-khoan/yeu-cau/<slug:kind>/": of_plan("POST", params=lambda stage: {"kind": "mailbox"}),
    f"{ONE}tai-khoan/xa/<int:unit_id>/": of_plan(params=of_unit),
    f"{ONE}tai-khoan/xa/<int:unit_id>/thu/": of_plan("POST", params=of_unit),
    HANDOVER: Sample(),
    f"{HANDOVER}<int:book_id>/": book(),
    f"{HANDOVER}<int:book_id>/dong/<int:line_id>/": book(*BOTH, params={"line_id": 0}, hands=writes_the_book),
    f"{HANDOVER}<int:book_id>/so.xlsx": book(),
    f"{HANDOVER}<int:book_id>/tai-len/": book("POST", hands=writes_the_book),
    f"{HANDOVER}<int:book_id>/ky/<slug:side>/": book(*BOTH, params={"side": "new"}, hands=writes_the_book),
    f"{HANDOVER}<int:book_id>/mo-lai/": book("POST", hands=opens_again),
    f"{HANDOVER}<int:book_id>/bien-ban.pdf": book(),
    f"{ONE}ban-giao/": of_plan(),
    f"{ONE}ban-giao/bang.xlsx": of_plan(),
    f"{ONE}ban-giao/lap/": of_plan("POST"),
    "kich-hoat/<str:token>/": Sample(lambda stage: {"token": "khong-co"}, BOTH, fine=frozenset({404, 422})),
}
