"""Mẫu cho mỗi cửa: which address to knock at, and who of those let in by the rule sees the thing behind it.

A new page or operation needs a line here (see `Sample`); the walk fails until it has one. Personas and their places
stand in `tests/walks/stage.py`; the rule itself comes from the door and is never repeated here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.exchange.inbound_samples import filed, kept
from tests.factories.dossiers import LAN_ID
from tests.factories.ratings import rate
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.common.models import Notice
from thongsuot.dossiers import exports
from thongsuot.dossiers.act_tokens import Act, token_of
from thongsuot.dossiers.services import bulk, visits
from thongsuot.exchange.models import ClockRun, InMessage, MirrorDossier
from thongsuot.exchange.stuck import replay, rows
from thongsuot.offline import services as offline
from thongsuot.offline.sent import Sent
from thongsuot.offline.services.merging import Hand
from thongsuot.portal.filing import PLACE
from thongsuot.tasks import saved

Sees = Callable[[Stage, Persona], bool]
FINE = frozenset({200, 201, 204, 302, 303, 400, 409, 415, 422})  # let in, whatever then came of it


def everybody(stage: Stage, persona: Persona) -> bool:
    """No one unit's thing: whoever the rule lets in sees it."""
    return True


@dataclass(frozen=True)
class Sample:
    """`params`: values of the route. `sees`: else 404. `hands`: else 403. `fine`: answers to those let in."""

    params: Callable[[Stage], Mapping[str, Any]] = lambda stage: {}
    methods: tuple[str, ...] = ("GET",)
    body: Callable[[Stage], Mapping[str, Any]] = lambda stage: {}
    sees: Sees = everybody
    hands: Sees = everybody
    fine: frozenset[int] = field(default=FINE)
    content_type: str = "application/json"


# --- who sees a dossier of Mai Phụ (contracts.md, "Who may what") ---------------------------------------------------
WORKING = (Role.COUNTER_CLERK, Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR)


def reads_the_dossier(stage: Stage, persona: Persona) -> bool:
    """Own unit's working roles, the citizen it belongs to, the province's auditor (metadata)."""
    return persona.holds("own", *WORKING) or persona.place == "owner" or persona.holds("province", Role.AUDITOR)


def hands_of(*roles: str, owner: bool = False) -> Sees:
    """Who may do a verb on it."""

    def may(stage: Stage, persona: Persona) -> bool:
        return persona.holds("own", *roles) or (owner and persona.place == "owner")

    return may


def dossier_code(stage: Stage) -> dict[str, Any]:
    """The dossier of the stage."""
    return {"code": stage.dossier.code}


def verb(body: Mapping[str, Any], *roles: str, owner: bool = False) -> Sample:
    """A verb of a dossier with a body that its schema takes."""
    return Sample(dossier_code, ("POST",), lambda stage: body, reads_the_dossier, hands_of(*roles, owner=owner))


# --- who administers an account of Mai Phụ -----------------------------------------------------------------------------
def administers_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Administrators of the commune and of its province."""
    return persona.holds("own", Role.UNIT_ADMIN) or persona.holds("province", Role.PROVINCE_ADMIN)


def account_of(name: str) -> Callable[[Stage], Mapping[str, Any]]:
    """An account of Mai Phụ as parameter."""
    return lambda stage: {"uid": stage.user(name).uid}


def post_of(name: str) -> Callable[[Stage], Mapping[str, Any]]:
    """An account and its post."""
    return lambda stage: {"uid": stage.user(name).uid, "post_id": stage.user(name).posts.get().pk}


ACT_ON_ACCOUNT = Sample(account_of("kinhte"), ("POST",), sees=administers_mai_phu)
BOTH = ("GET", "POST")
NOBODYS = "00000000-0000-4000-8000-000000000000"
# Contents of a dossier: not for the auditor; a form that was never issued is 404 for those who may read it.
READ_INSIDE = Sample(dossier_code, sees=reads_the_dossier, hands=hands_of(*WORKING), fine=FINE | {404})


# --- what belongs to one citizen -----------------------------------------------------------------------------------
def is_the_citizen(stage: Stage, persona: Persona) -> bool:
    """Citizen Lan, whose dossier and draft they are."""
    return persona.place == "owner"


def draft_of(**more: str) -> Callable[[Stage], Mapping[str, Any]]:
    """Lan's draft as parameter."""
    return lambda stage: {"procedure": stage.draft.procedure_code, "uid": stage.draft.pk, **more}


def own_dossier(*methods: str, fine: frozenset[int] = FINE) -> Sample:
    """A citizen's page of his dossier."""
    return Sample(dossier_code, methods or ("GET",), sees=is_the_citizen, fine=fine)


def unit_id(stage: Stage) -> dict[str, Any]:
    """Mai Phụ."""
    return {"unit_id": stage.world.mai_phu.id}


# --- the catalogue: one for the installation; its things are made by acts, so these doors are tried at what is not there
KEPT = "can-bo/danh-muc/"
PROCEDURE = Sample(lambda stage: {"code": "1.001193"})
NOT_THERE, NOT_THERE_TO_CHANGE = (
    Sample(lambda stage: {"pk": 999_999, "code": "1.001193"}, (method,), fine=FINE | {404})
    for method in ("GET", "POST")
)
# --- the hall of Mai Phụ: nobody has set it up on this stage, so doors are tried where nothing waits ----------------------
HALL = "can-bo/hang-cho/"
NO_HALL = FINE | {404}


def at_hall(*methods: str, **more: Any) -> Sample:
    """A door of the hall; one's own unit is chosen by the page."""
    return Sample(methods=methods or ("GET",), fine=NO_HALL, **more)


def nobodys_ticket(*methods: str) -> Sample:
    """A ticket that nobody was given."""
    return Sample(lambda stage: {"uid": NOBODYS}, methods or ("GET",), fine=NO_HALL)


def at_unit(*methods: str, **more: Any) -> Sample:
    """A public page of a unit named by its code."""
    names = {"uid": NOBODYS, "code": "1.001193"}
    return Sample(lambda stage: {"unit": stage.world.mai_phu.code, **names}, methods or ("GET",), fine=NO_HALL, **more)


HALL_PAGES: dict[str, Sample] = {
    HALL: at_hall(),
    f"{HALL}su-kien-sanh/": at_hall(),
    f"{HALL}thiet-lap/": at_hall(),
    f"{HALL}thiet-lap/nhom/": at_hall("POST"),
    f"{HALL}thiet-lap/quay/": at_hall("POST"),
    f"{HALL}thiet-lap/luat/": at_hall("POST"),
    f"{HALL}phat-so/": at_hall("POST"),
    f"{HALL}dong-quay/": at_hall("POST"),
    f"{HALL}so-lieu/": at_hall(),
    f"{HALL}so-lieu.xlsx": at_hall(),
    f"{HALL}goi-so/": at_hall(),
    f"{HALL}bang-quay/": at_hall(),
    f"{HALL}su-kien/": at_hall(),
    f"{HALL}goi/": at_hall("POST"),
    f"{HALL}quay/": at_hall("POST"),
    f"{HALL}lay-so/": at_hall("POST"),
    f"{HALL}so/<uuid:uid>/": nobodys_ticket("POST"),
    "the-can-cuoc/cau-do/": at_hall(),
    "the-can-cuoc/kiem/": at_hall("POST"),
    "bang/<str:unit>/": at_unit(),
    "bang/<str:unit>/su-kien/": at_unit(),
    "hang-cho/<str:unit>/": at_unit(),
    "hang-cho/<str:unit>/lay-so/": at_unit("POST"),
    "hang-cho/<str:unit>/hen/": at_unit(*BOTH),
    "hang-cho/<str:unit>/ma-qr/": at_unit(),
    "so/<uuid:uid>/": nobodys_ticket(),
    "so/<uuid:uid>/viec/": nobodys_ticket("POST"),
    "so/<uuid:uid>/in/": nobodys_ticket(),
    "kiosk/<str:unit>/": at_unit(),
    "kiosk/<str:unit>/viec/": at_unit(),
    "kiosk/<str:unit>/viec/<str:code>/": at_unit(),
    "kiosk/<str:unit>/tra-cuu/": at_unit(),
    "kiosk/<str:unit>/lay-so/": at_unit(*BOTH),
    "kiosk/<str:unit>/khai-truoc/": at_unit(*BOTH),
    "kiosk/<str:unit>/den-hen/": at_unit(*BOTH),
    "kiosk/<str:unit>/hen/": at_unit(*BOTH),
    "kiosk/<str:unit>/so/<uuid:uid>/": at_unit(),
}

CATALOGUE_PAGES: dict[str, Sample] = {
    KEPT: Sample(),
    f"{KEPT}thu-tuc-moi/": Sample(methods=BOTH),
    f"{KEPT}thu-tuc/<str:code>/": PROCEDURE,
    f"{KEPT}thu-tuc/<str:code>/sua/": Sample(PROCEDURE.params, BOTH),
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/": PROCEDURE,
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/tep.bpmn": PROCEDURE,
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/chay-thu/": PROCEDURE,
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/sua/": Sample(PROCEDURE.params, BOTH),
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/bo-nhap/": Sample(PROCEDURE.params, ("POST",)),
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/ban-hanh/": Sample(PROCEDURE.params, ("POST",), fine=FINE | {404}),  # no draft
    f"{KEPT}thieu/": Sample(),
    f"{KEPT}thieu/quy-trinh-chung/": Sample(methods=("POST",)),
    f"{KEPT}quyet-dinh/": Sample(),
    f"{KEPT}quyet-dinh/moi/": Sample(methods=BOTH),
    f"{KEPT}quyet-dinh/<int:pk>/": NOT_THERE,
    f"{KEPT}quyet-dinh/<int:pk>/sua/": NOT_THERE,
    f"{KEPT}quyet-dinh/<int:pk>/bai-bo/": NOT_THERE_TO_CHANGE,
    f"{KEPT}quyet-dinh/<int:pk>/bo-dong/<str:code>/": NOT_THERE_TO_CHANGE,
    f"{KEPT}quyet-dinh/<int:pk>/bo/": NOT_THERE_TO_CHANGE,
    f"{KEPT}quyet-dinh/<int:pk>/thi-hanh/": NOT_THERE_TO_CHANGE,
    f"{KEPT}nap/": Sample(methods=BOTH),
    f"{KEPT}nap/<int:pk>/": NOT_THERE,
    f"{KEPT}nap/<int:pk>/chon/": NOT_THERE_TO_CHANGE,
    f"{KEPT}nap/<int:pk>/duyet/": NOT_THERE_TO_CHANGE,
    f"{KEPT}nap/<int:pk>/bo/": NOT_THERE_TO_CHANGE,
    f"{KEPT}nap/<int:pk>/bao-cao.xlsx": NOT_THERE,
    f"{KEPT}giao/": Sample(),
    f"{KEPT}giao/thuc-hien/": Sample(methods=("POST",)),
    f"{KEPT}giao/<int:pk>/hoan-tac/": NOT_THERE_TO_CHANGE,
    f"{KEPT}ra-soat/": Sample(),
    f"{KEPT}ra-soat/mo/": Sample(methods=("POST",)),
    f"{KEPT}ra-soat/<int:pk>/": NOT_THERE,
    f"{KEPT}ra-soat/<int:pk>/dong/": NOT_THERE_TO_CHANGE,
    f"{KEPT}ra-soat/<int:pk>/bai-bo/": NOT_THERE_TO_CHANGE,
    f"{KEPT}ra-soat/<int:pk>/bang.xlsx": NOT_THERE,
    f"{KEPT}ra-soat/muc/<int:pk>/": NOT_THERE,
}


def nobodys_key(stage: Stage) -> dict[str, Any]:
    """A passkey that nobody has: one's own alone are there."""
    return {"key_id": 999_999}


def asks_about_lan(stage: Stage) -> dict[str, Any]:
    """What is held for citizen Lan: her own question, or a clerk's of the commune; another's counter gets 403."""
    applicant = {"name": "Nguyễn Thị Lan", "id_number": LAN_ID}
    return {"procedure_code": "1.001193", "receiving_unit": stage.world.mai_phu.code, "applicant": applicant}


# --- what belongs to one official, or to those who work somewhere ---------------------------------------------------
def is_the_first_clerk(stage: Stage, persona: Persona) -> bool:
    """Who asked for the export and the run, and keeps the filter."""
    return persona.name == "maiphu.motcua1"


def works_at_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Working roles of Mai Phụ."""
    return persona.holds("own", *WORKING)


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


def works_somewhere(stage: Stage, persona: Persona) -> bool:
    """Whoever has a unit with a counter and divisions."""
    return bool(persona.roles & set(WORKING))


def has_a_register(stage: Stage, persona: Persona) -> bool:
    """Whoever has a unit that receives or resolves dossiers."""
    return bool(persona.roles & {*WORKING, Role.DEPARTMENT_OFFICIAL})


def _clerk(stage: Stage) -> Any:
    return stage.office.who("motcua1", NOW)


def visit_uid(stage: Stage) -> dict[str, Any]:
    """A visit at the counter of Mai Phụ."""
    return {"uid": visits.open_visit(code=stage.dossier.code, principal=_clerk(stage), at=NOW).uid}


def export_uid(stage: Stage) -> dict[str, Any]:
    """An export of the first clerk."""
    return {"uid": exports.ask(kind="list", title="T", params={}, principal=_clerk(stage), at=NOW).uid}


def bulk_uid(stage: Stage) -> dict[str, Any]:
    """A run of the first clerk."""
    codes = [stage.dossier.code]
    run, _new = bulk.ask(uid=UUID(NOBODYS), verb="receive", codes=codes, given={}, principal=_clerk(stage), at=NOW)
    return {"uid": run.uid}


def saved_filter(stage: Stage) -> dict[str, Any]:
    """A filter of the first clerk."""
    kept = saved.save(user_id=stage.user("motcua1").pk, place="dossiers", name="Lan", address="q=lan", opens=False)
    return {"filter_id": kept.pk}


def lost_notice(stage: Stage) -> dict[str, Any]:
    """A message about the dossier that did not arrive, in the care of the counter of Mai Phụ."""
    dossier = stage.dossier
    place = {"subject_kind": "dossier", "subject_id": dossier.pk, "unit_id": stage.world.mai_phu.id}
    lost, _new = Notice.objects.get_or_create(
        province_id=dossier.province_id,
        key="walk",
        channel="sms",
        defaults={
            **place,
            "event": "received",
            "address": "+84912345678",
            "subject": "T",
            "body": "T",
            "made_at": NOW,
            "next_try_at": NOW,
            "state": "failed",
            "cause": "address",
            "needs_person": True,
        },
    )
    return {"notice_id": lost.pk}


# --- ratings and figures ---------------------------------------------------------------------------------------------
COUNTERS = (Role.PROCEDURE_CONTROLLER, Role.PROVINCE_ADMIN, Role.DEPARTMENT_OFFICIAL, Role.AUDITOR)


def rating_token(stage: Stage) -> dict[str, Any]:
    """The reception of the stage's dossier, as its paper names it."""
    return {"token": token_of(stage.dossier.uid, Act.RECEPTION)}


def no_official(stage: Stage, persona: Persona) -> bool:
    """Strangers and citizens rate; an official's browser never does."""
    return persona.principal is None or persona.principal.is_citizen


def bad_rating(stage: Stage) -> dict[str, Any]:
    """A bad rating with words, which a leader of Mai Phụ has to answer."""
    return {"uid": rate(stage.dossier.code, 1, comment="Chờ lâu", at=NOW).uid}


def leads_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Leader and chair of Mai Phụ (and the chair's delegate)."""
    return persona.holds("own", Role.UNIT_LEADER, Role.CHAIR)


def counts_mai_phu(stage: Stage, persona: Persona) -> bool:
    """They, and those who count for the province."""
    return leads_mai_phu(stage, persona) or persona.holds("province", *COUNTERS)


FIGURES: dict[str, Sample] = {
    "danh-gia/": Sample(),
    "danh-gia/<str:token>/": Sample(rating_token, BOTH, hands=no_official),
    "can-bo/danh-gia/": Sample(),
    "can-bo/danh-gia/cua-toi/": Sample(),
    "can-bo/danh-gia/y-kien/<uuid:uid>/": Sample(bad_rating, BOTH, sees=leads_mai_phu),
    "can-bo/chi-so/": Sample(),
    "can-bo/chi-so/so-lieu/": Sample(),
    "can-bo/chi-so/danh-gia/": Sample(),
    "can-bo/chi-so/don-vi/<int:unit_id>/": Sample(unit_id, sees=counts_mai_phu),
    "can-bo/chi-so/ho-so/": Sample(fine=FINE | {404}),
    "can-bo/chi-so/danh-gia/<int:unit_id>/<int:official_id>/": Sample(
        lambda stage: unit_id(stage) | {"official_id": stage.user("hotich").pk}, sees=leads_mai_phu
    ),
}


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
    replay.ask(uid=uid, wanted=wanted, whole_province=False, principal=_clerk(stage), at=NOW)
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

# --- the counter without the line -------------------------------------------------------------------------------------
OFFLINE = "can-bo/quay-ngoai-tuyen/"


def machine(stage: Stage) -> Any:
    """A counter PC of Mai Phụ."""
    return offline.register(unit=stage.world.mai_phu.code, name="Quầy 1", principal=_clerk(stage), at=NOW)


def machine_id(stage: Stage) -> dict[str, Any]:
    """As a parameter of the route."""
    return {"uid": machine(stage).uid}


def of_machine(**more: Any) -> Callable[[Stage], Mapping[str, Any]]:
    """As a body."""
    return lambda stage: {"device": str(machine(stage).uid), **more}


def set_aside(stage: Stage) -> dict[str, Any]:
    """An item of that PC whose clock cannot be believed, and which waits for a person."""
    sent = Sent(UUID(NOBODYS), 1, "H-T1-0001", NOW, timedelta(days=-3), NOW, {"applicant": {"name": "Lan"}})
    return {"uid": offline.merge(sent, Hand(machine(stage), _clerk(stage), NOW, timedelta(0))).uid}


def watches_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Counter, leader and administrator of the commune."""
    return persona.holds("own", Role.COUNTER_CLERK, Role.UNIT_LEADER, Role.UNIT_ADMIN)


def near_the_machine(stage: Stage, persona: Persona) -> bool:
    """Whoever has a post in the commune, and the auditor of its province: for them it is there."""
    return (persona.place == "own" and bool(persona.roles)) or persona.holds("province", Role.AUDITOR)


def settles_at_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Counter and leader of the commune."""
    return persona.holds("own", Role.COUNTER_CLERK, Role.UNIT_LEADER)


OFFLINE_PAGES: dict[str, Sample] = {
    OFFLINE: Sample(),
    f"{OFFLINE}sw.js": Sample(),
    f"{OFFLINE}ung-dung.webmanifest": Sample(),
    f"{OFFLINE}nhip/": Sample(),
    f"{OFFLINE}may/": Sample(),
    f"{OFFLINE}may/<uuid:uid>/thu-hoi/": Sample(
        machine_id,
        ("POST",),
        lambda stage: {"why": "mất máy"},
        watches_mai_phu,
        hands_of(Role.UNIT_LEADER, Role.UNIT_ADMIN),
    ),
    f"{OFFLINE}cho-xu-ly/": Sample(),
    f"{OFFLINE}cho-xu-ly/<uuid:uid>/": Sample(set_aside, BOTH, sees=settles_at_mai_phu),
    f"{OFFLINE}cho-xu-ly/<uuid:uid>/da-bao/": Sample(set_aside, ("POST",), sees=settles_at_mai_phu),
}

PAGES: dict[str, Sample] = {
    **OFFLINE_PAGES,
    "nhip/": Sample(),
    **EXCHANGE_PAGES,
    **CATALOGUE_PAGES,
    **MONEY_PAGES,
    "can-bo/lien-thong/anh-xa/": Sample(),
    **HALL_PAGES,
    **FIGURES,
    "healthz": Sample(),
    "readyz": Sample(fine=frozenset({200, 503})),
    "metrics": Sample(),
    "api/<path:rest>": Sample(lambda stage: {"rest": "v9/khong-co"}, fine=frozenset({404})),
    "dang-nhap/": Sample(methods=BOTH),
    "dang-nhap/buoc-hai/": Sample(),
    "dang-nhap/bo-do/": Sample(methods=("POST",)),
    "dang-nhap/dinh-danh/<str:provider_id>/": Sample(
        lambda stage: {"provider_id": "khong-co"}, ("POST",), fine=frozenset({404})
    ),
    "dang-nhap/dinh-danh/<str:provider_id>/ve/": Sample(
        lambda stage: {"provider_id": "khong-co"}, fine=frozenset({404})
    ),
    "dang-nhap/khoa/": Sample(methods=("POST",)),
    "dang-nhap/khoa/cau-do/": Sample(methods=("POST",)),
    "dang-xuat/": Sample(methods=("POST",)),
    "tai-khoan/mat-khau/": Sample(methods=BOTH),
    "tai-khoan/bao-mat/": Sample(),
    "tai-khoan/bao-mat/hai-buoc/bat/": Sample(methods=BOTH),
    "tai-khoan/bao-mat/hai-buoc/tat/": Sample(methods=BOTH),
    "tai-khoan/bao-mat/hai-buoc/ma-du-phong/": Sample(methods=BOTH),
    "tai-khoan/bao-mat/phien/ket-thuc/": Sample(methods=("POST",)),
    "tai-khoan/khoa-truy-cap/moi/": Sample(methods=BOTH),
    "tai-khoan/khoa-truy-cap/<int:key_id>/": Sample(nobodys_key, BOTH, fine=frozenset({404})),
    "tai-khoan/khoa-truy-cap/<int:key_id>/bo/": Sample(nobodys_key, BOTH, fine=frozenset({404})),
    "tai-khoan/uy-quyen/": Sample(methods=BOTH),
    "tai-khoan/uy-quyen/<int:delegation_id>/thu-hoi/": Sample(
        lambda stage: {"delegation_id": 999_999}, ("POST",), fine=frozenset({404})
    ),
    "quan-tri/": Sample(),
    "quan-tri/uy-quyen/": Sample(),
    "quan-tri/tai-khoan/": Sample(),
    "quan-tri/tai-khoan/moi/": Sample(methods=BOTH),
    "quan-tri/tai-khoan/<uuid:uid>/": Sample(account_of("hotich"), sees=administers_mai_phu),
    "quan-tri/tai-khoan/<uuid:uid>/giao-chuc-vu/": Sample(account_of("hotich"), BOTH, sees=administers_mai_phu),
    "quan-tri/tai-khoan/<uuid:uid>/chuc-vu/<int:post_id>/ket-thuc/": Sample(
        post_of("kinhte"), BOTH, sees=administers_mai_phu
    ),
    "quan-tri/tai-khoan/<uuid:uid>/so-dinh-danh/": Sample(account_of("kinhte"), BOTH, sees=administers_mai_phu),
    "quan-tri/tai-khoan/<uuid:uid>/cap-lai-mat-khau/": ACT_ON_ACCOUNT,
    "quan-tri/tai-khoan/<uuid:uid>/ket-thuc-phien/": ACT_ON_ACCOUNT,
    "quan-tri/tai-khoan/<uuid:uid>/khoa/": ACT_ON_ACCOUNT,
    "quan-tri/tai-khoan/<uuid:uid>/mo-lai/": ACT_ON_ACCOUNT,
    "giao-dien/": Sample(methods=("GET",)),
    "quan-tri/thanh-phan/": Sample(),
    "can-bo/viec/": Sample(),
    "can-bo/viec/nhan/": Sample(methods=("POST",)),
    "can-bo/viec/giao/": Sample(methods=("POST",)),
    "can-bo/viec/tra/": Sample(methods=("POST",)),
    "can-bo/viec/nguoi/": Sample(),
    "can-bo/viec/su-kien/": Sample(),
    "can-bo/quay/": Sample(),
    "can-bo/quay/moi/<str:procedure>/": Sample(lambda stage: {"procedure": "1.001193"}, BOTH),
    "can-bo/quay/nhap/<uuid:uid>/": Sample(lambda stage: {"uid": NOBODYS}, ("POST",), fine=FINE | {404}),
    "can-bo/quay/xong/<str:code>/": Sample(dossier_code, sees=reads_the_dossier),
    "can-bo/ho-so/": Sample(),
    "can-bo/don-vi/": Sample(),
    "can-bo/quay/them/<str:code>/": Sample(
        dossier_code, ("POST",), sees=reads_the_dossier, hands=hands_of(Role.COUNTER_CLERK)
    ),
    "can-bo/quay/dot/<uuid:uid>/": Sample(visit_uid, sees=works_at_mai_phu),
    "can-bo/quay/dot/<uuid:uid>/giay-tiep-nhan.pdf": Sample(visit_uid, sees=works_at_mai_phu),
    "can-bo/ho-so/xuat/": Sample(methods=("POST",)),
    "can-bo/ho-so/xuat/<uuid:uid>/": Sample(export_uid, sees=is_the_first_clerk),
    "can-bo/ho-so/xuat/<uuid:uid>/tep/": Sample(export_uid, sees=is_the_first_clerk, fine=frozenset({404})),
    "can-bo/ho-so/hang-loat/": Sample(
        methods=("POST",), body=lambda stage: {"viec": "receive", "hs": [stage.dossier.code]}
    ),
    "can-bo/ho-so/hang-loat/lam/": Sample(
        methods=("POST",), body=lambda stage: {"viec": "receive", "hs": [stage.dossier.code], "lan": NOBODYS}
    ),
    "can-bo/ho-so/hang-loat/<uuid:uid>/": Sample(bulk_uid, sees=is_the_first_clerk),
    "can-bo/ho-so/so-theo-doi/": Sample(),
    "can-bo/ho-so/so-theo-doi/in.pdf": Sample(sees=has_a_register),
    "can-bo/ho-so/so-theo-doi/xuat/": Sample(methods=("POST",), sees=has_a_register),
    "can-bo/ho-so/ban-giao/": Sample(),
    "can-bo/ho-so/ban-giao/in.pdf": Sample(sees=works_somewhere),
    "can-bo/bo-loc/": Sample(),
    "can-bo/bo-loc/luu/": Sample(
        methods=("POST",), body=lambda stage: {"place": "dossiers", "query": "q=lan", "name": "Của tôi"}
    ),
    "can-bo/bo-loc/<int:filter_id>/": Sample(
        saved_filter, ("POST",), lambda stage: {"viec": "up"}, sees=is_the_first_clerk
    ),
    "can-bo/ho-so/<str:code>/phieu-kiem-soat.pdf": READ_INSIDE,
    "tra-cuu/dot/<uuid:uid>/": Sample(visit_uid),
    "can-bo/ho-so/<str:code>/": Sample(dossier_code, sees=reads_the_dossier),
    "can-bo/ho-so/<str:code>/lam/<str:verb>/": Sample(
        lambda stage: dossier_code(stage) | {"verb": "withdraw"},
        ("POST",),
        sees=reads_the_dossier,
        hands=hands_of(Role.COUNTER_CLERK),
    ),
    "can-bo/ho-so/<str:code>/to-khai/": READ_INSIDE,
    "can-bo/ho-so/<str:code>/so-dinh-danh/": Sample(
        dossier_code,
        ("POST",),
        lambda stage: {"reason": "đối chiếu giấy tờ"},
        reads_the_dossier,
        hands_of(Role.COUNTER_CLERK, Role.SPECIALIST),
    ),
    "can-bo/giay-to-tuy-than/": Sample(),
    "can-bo/giay-to-tuy-than/<int:evidence_id>/xong/": Sample(
        lambda stage: {"evidence_id": 999_999}, ("POST",), fine=frozenset({404})
    ),
    "can-bo/ho-so/<str:code>/giay-to-tuy-than/": Sample(dossier_code, BOTH, sees=reads_the_dossier),
    "can-bo/ho-so/<str:code>/xem-noi-dung/": Sample(
        dossier_code,
        ("POST",),
        lambda stage: {"reason": "Đơn khiếu nại số 12"},
        reads_the_dossier,
        lambda stage, persona: persona.holds("province", Role.AUDITOR),
    ),
    "can-bo/ho-so/<str:code>/vi-sao/": Sample(dossier_code, sees=reads_the_dossier),
    "can-bo/ho-so/<str:code>/mau-01.pdf": READ_INSIDE,
    "can-bo/ho-so/<str:code>/mau-02.pdf": READ_INSIDE,
    "can-bo/ho-so/<str:code>/mau-03.pdf": READ_INSIDE,
    "can-bo/ho-so/<str:code>/mau-04.pdf": READ_INSIDE,
    "can-bo/ho-so/<str:code>/mau-05.pdf": READ_INSIDE,
    "can-bo/ho-so/<str:code>/du-thao.pdf": READ_INSIDE,
    "can-bo/ho-so/<str:code>/tep/<uuid:uid>/": Sample(
        lambda stage: dossier_code(stage) | {"uid": NOBODYS},
        sees=reads_the_dossier,
        hands=hands_of(*WORKING),
        fine=frozenset({404}),
    ),
    "can-bo/nguoi-giup/": Sample(),
    "can-bo/nguoi-giup/giao/": Sample(methods=("POST",)),
    "can-bo/nguoi-giup/<int:helper_id>/thoi/": Sample(
        lambda stage: {"helper_id": 999_999}, ("POST",), fine=FINE | {404}
    ),
    "can-bo/nguoi-giup/y-kien/<int:filing_id>/": Sample(
        lambda stage: {"filing_id": 999_999}, ("POST",), fine=FINE | {404}
    ),
    "can-bo/nguoi-giup/lan-nop/<str:key>/": Sample(lambda stage: {"key": "00"}, fine=FINE | {404}),
    "can-bo/thong-bao/": Sample(),
    "can-bo/thong-bao/<int:notice_id>/da-bao/": Sample(
        lost_notice, ("POST",), sees=lambda stage, persona: persona.holds("own", Role.COUNTER_CLERK)
    ),
    "can-bo/thong-bao/<int:notice_id>/gui-lai/": Sample(
        lost_notice, ("POST",), sees=lambda stage, persona: persona.holds("own", Role.COUNTER_CLERK)
    ),
    "thong-bao/bao-phat/<str:channel>/": Sample(
        lambda stage: {"channel": "sms"},
        ("POST",),
        hands=lambda stage, persona: False,  # nobody here signs for a gateway
    ),
    "quan-tri/thong-bao/": Sample(),
    "quan-tri/thong-bao/dat/": Sample(methods=("POST",)),
    "cong-dan/thong-bao/": Sample(methods=BOTH),
    "quan-tri/gian-doan/": Sample(methods=BOTH),
    "quan-tri/gian-doan/<int:downtime_id>/bo/": Sample(
        lambda stage: {"downtime_id": 999_999}, ("POST",), fine=FINE | {404}
    ),
    "": Sample(),
    "huong-dan/": Sample(),
    "huong-dan/<str:procedure>/": Sample(lambda stage: {"procedure": "1.001193"}),
    "tra-cuu/": Sample(),
    "tra-cuu/<str:code>/": Sample(dossier_code),
    "nop-ho-so/<str:procedure>/": Sample(lambda stage: {"procedure": "1.001193"}),
    "nop-ho-so/<str:procedure>/bat-dau/": Sample(lambda stage: {"procedure": "1.001193"}, ("POST",)),
    "nop-ho-so/<str:procedure>/<uuid:uid>/": Sample(draft_of(), sees=is_the_citizen),
    "nop-ho-so/<str:procedure>/<uuid:uid>/<str:step>/": Sample(draft_of(step=PLACE), BOTH, sees=is_the_citizen),
    "nop-ho-so/<str:procedure>/<uuid:uid>/<str:step>/luu/": Sample(
        draft_of(step=PLACE),
        ("POST",),
        sees=is_the_citizen,
        fine=FINE | {404},  # this question is not autosaved
    ),
    "nop-ho-so/<str:procedure>/<uuid:uid>/giay-to/<str:code>/": Sample(
        draft_of(code="khong-co"), BOTH, sees=is_the_citizen, fine=FINE | {404}
    ),
    "cong-dan/ho-so/": Sample(),
    "cong-dan/ket-qua/": Sample(),
    "cong-dan/luot-xem/": Sample(),
    "cong-dan/luot-xem.csv": Sample(),
    "cong-dan/ban-nhap/<uuid:uid>/bo/": Sample(draft_of(), ("POST",), sees=is_the_citizen),
    "cong-dan/ho-so/<str:code>/": own_dossier(),
    "cong-dan/ho-so/<str:code>/bien-nhan/": own_dossier(),
    "cong-dan/ho-so/<str:code>/bien-nhan.pdf": own_dossier(),
    "cong-dan/ho-so/<str:code>/mau-02.pdf": own_dossier(fine=FINE | {404}),
    "cong-dan/ho-so/<str:code>/mau-03.pdf": own_dossier(fine=FINE | {404}),
    "cong-dan/ho-so/<str:code>/mau-04.pdf": own_dossier(),
    "cong-dan/ho-so/<str:code>/mau-05.pdf": own_dossier(),
    "cong-dan/ho-so/<str:code>/tep/<uuid:uid>/": Sample(
        lambda stage: dossier_code(stage) | {"uid": NOBODYS}, sees=is_the_citizen, fine=frozenset({404})
    ),
    "cong-dan/ho-so/<str:code>/vi-sao/": own_dossier(),
    "cong-dan/ho-so/<str:code>/bo-sung/": own_dossier("GET", "POST"),
    "cong-dan/ho-so/<str:code>/rut/": own_dossier("GET", "POST"),
    "cong-dan/ho-so/<str:code>/khong-nho/": own_dossier("GET", "POST", fine=FINE | {404}),  # nobody filed it for her
    "tinh-han/": Sample(),
    "xa-cu/": Sample(),
    "don-vi/<int:unit_id>/": Sample(unit_id),
    "thu-tuc/": Sample(),
    "thu-tuc/<str:code>/": Sample(lambda stage: {"code": "1.001193"}),
}

CLERK, SPECIALIST, LEADER, CHAIR = WORKING
OPERATIONS: dict[str, Sample] = {
    "POST api/v1/offline/devices": Sample(
        methods=("POST",),
        body=lambda stage: {"unit": stage.world.mai_phu.code, "name": "Quầy 2"},
        hands=hands_of(CLERK),
    ),
    "GET api/v1/offline/pack": Sample(),
    "POST api/v1/offline/blocks": Sample(methods=("POST",), body=of_machine(), sees=hands_of(CLERK)),
    "POST api/v1/offline/vaults": Sample(methods=("POST",), body=of_machine(key="x"), sees=hands_of(CLERK)),
    "POST api/v1/offline/vaults/open": Sample(
        methods=("POST",), body=of_machine(), sees=near_the_machine, hands=hands_of(CLERK), fine=FINE | {404}
    ),
    "POST api/v1/offline/dossiers": Sample(
        methods=("POST",),
        body=of_machine(device_now=NOW.isoformat(), items=[]),
        sees=near_the_machine,
        hands=hands_of(CLERK),
    ),
    "POST api/v1/files": Sample(methods=("POST",), content_type="multipart/form-data"),
    "GET api/v1/dossiers": Sample(),
    "POST api/v1/dossiers": Sample(methods=("POST",)),
    "POST api/v1/dossiers/sources": Sample(
        methods=("POST",),
        body=asks_about_lan,
        hands=lambda stage, persona: persona.holds("own", Role.COUNTER_CLERK) or is_the_citizen(stage, persona),
    ),
    "GET api/v1/dossiers/{code}": Sample(dossier_code, sees=reads_the_dossier),
    "GET api/v1/dossiers/{code}/timeline": Sample(dossier_code, sees=reads_the_dossier),
    "GET api/v1/dossiers/{code}/receipt": Sample(
        dossier_code, sees=reads_the_dossier, hands=hands_of(*WORKING, owner=True)
    ),
    "POST api/v1/dossiers/{code}/receive": verb({}, CLERK),
    "POST api/v1/dossiers/{code}/refuse": verb({"reason": "x", "legal_basis": "y", "remedy": "z"}, CLERK),
    "POST api/v1/dossiers/{code}/request-supplement": verb(
        {"items": ["Giấy chứng sinh"], "reason": "thiếu", "contact": "0912345678"}, CLERK, SPECIALIST
    ),
    "POST api/v1/dossiers/{code}/supplement": verb({"components": []}, CLERK, owner=True),
    "POST api/v1/dossiers/{code}/assign": verb({"to": "maiphu.hotich"}, LEADER),  # the chair only where nobody leads
    "POST api/v1/dossiers/{code}/complete-step": verb({"step": "verify", "decision": "pass"}, *WORKING),
    "POST api/v1/dossiers/{code}/finish": verb({"outcome": "granted", "results": []}, CHAIR, LEADER, SPECIALIST),
    "POST api/v1/dossiers/{code}/return-result": verb({"method": "COUNTER", "taken_by": "Lan"}, CLERK),
    "POST api/v1/dossiers/{code}/withdraw": verb({"reason": "đổi ý"}, CLERK, owner=True),
    "GET api/v1/dossiers/{code}/payments": Sample(
        dossier_code, sees=reads_the_dossier, hands=hands_of(*WORKING, owner=True)
    ),
    "GET api/v1/dossiers/{code}/consultations": Sample(dossier_code, sees=reads_the_dossier, hands=hands_of(*WORKING)),
    "POST api/v1/dossiers/{code}/request-payment": verb(
        {"items": [{"text": "Phí", "amount": 1_000}], "reason": "x"}, CLERK, SPECIALIST
    ),
    "POST api/v1/dossiers/{code}/record-payment": verb(
        {"amount": 1_000, "method": "cash", "paid_at": "2025-07-07T09:30:00+07:00", "payer": "Lan"}, CLERK, SPECIALIST
    ),
    "POST api/v1/dossiers/{code}/consult": verb(
        {"to": "18604", "question": "x", "due_at": "2025-07-08T17:00:00+07:00"}, SPECIALIST
    ),
    "POST api/v1/dossiers/{code}/answer-consultation": verb({"answer": "x"}),  # nobody was asked
    "POST api/v1/dossiers/{code}/withdraw-consultation": verb({"reason": "x"}, SPECIALIST, LEADER, CHAIR),
    "POST api/v1/dossiers/{code}/stop": verb({"reason": "COURT_ORDER"}, LEADER, CHAIR),
    "POST api/v1/dossiers/{code}/resume": verb({}, LEADER, CHAIR),
    "POST api/v1/dossiers/{code}/extend": verb(
        {"reason": "x", "new_due_at": "2025-07-09T17:00:00+07:00"}, LEADER, CHAIR
    ),
    "POST api/v1/dossiers/{code}/correct-result": verb({"reason": "x"}, CHAIR),
    "GET api/v1/payments/{code}": Sample(dossier_code, sees=reads_the_dossier, hands=hands_of(*WORKING, owner=True)),
    "POST api/v1/payments/{code}/collect": verb({}, CLERK, SPECIALIST),
    "POST api/v1/payments/{code}/transfers": verb({"reference": "FT1", "amount": 1_000}, CLERK, SPECIALIST),
    "POST api/v1/payments/{code}/transfer-code": verb({}, CLERK, SPECIALIST),
    "GET api/v1/public/dossiers/{code}": Sample(dossier_code),
    "GET api/v1/units": Sample(),
    "GET api/v1/units/resolve": Sample(),
    "GET api/v1/units/{unit_id}": Sample(unit_id),
    "GET api/v1/units/{unit_id}/successors": Sample(unit_id),
    "GET api/v1/units/{unit_id}/predecessors": Sample(unit_id),
    "GET api/v1/clock/due": Sample(),
    "GET api/v1/procedures": Sample(),
    "GET api/v1/procedures/{code}": Sample(lambda stage: {"code": "1.001193"}),
    "POST api/v1/exchange/messages": Sample(methods=("POST",), body=lambda stage: {"Loai": "RUT_HO_SO"}),
    "GET api/v1/exchange/messages/{message_id}": Sample(stuck_message),
}
