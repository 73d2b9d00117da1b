"""Mẫu cho mỗi cửa: which address to knock at, and who of those let in by the rule sees the thing behind it.

A new page or operation needs a line here (see `Sample`); the walk fails until it has one. Personas and their places
stand in `tests/walks/stage.py`; the rule itself comes from the door and is never repeated here.
"""

from typing import Any
from uuid import UUID

from tests.factories.dossiers import LAN_ID
from tests.walks.samples.api_rooms import API_ROOMS
from tests.walks.samples.base import (
    ACT_ON_ACCOUNT,
    BOTH,
    FINE,
    NOBODYS,
    READ_INSIDE,
    WORKING,
    Sample,
    account_of,
    administers_mai_phu,
    clerk,
    dossier_code,
    draft_of,
    hands_of,
    has_a_register,
    is_the_citizen,
    is_the_first_clerk,
    own_dossier,
    post_of,
    reads_the_dossier,
    unit_id,
    verb,
    works_at_mai_phu,
    works_somewhere,
)
from tests.walks.samples.catalogue import CATALOGUE_PAGES
from tests.walks.samples.cutover import PLAN_PAGES
from tests.walks.samples.cutover_collect import COLLECT_PAGES
from tests.walks.samples.cutover_night import NIGHT_PAGES
from tests.walks.samples.cutover_packages import PACKAGE_PAGES
from tests.walks.samples.cutover_split import SPLIT_PAGES
from tests.walks.samples.documents_copies import COPY_PAGES
from tests.walks.samples.documents_in import INCOMING_PAGES, task_id
from tests.walks.samples.documents_out import OUTGOING_PAGES, works_with_documents
from tests.walks.samples.exchange import EXCHANGE_PAGES, stuck_message
from tests.walks.samples.figures import FIGURES
from tests.walks.samples.hall import HALL_PAGES
from tests.walks.samples.money import MONEY_PAGES
from tests.walks.samples.offline import OFFLINE_PAGES, near_the_machine, of_machine
from tests.walks.samples.people import PEOPLE_PAGES
from tests.walks.samples.records import ARCHIVE_PAGES
from tests.walks.samples.records_scans import RECORDS_SCANS
from tests.walks.samples.signatures import SIGNATURES
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.common.models import Notice
from thongsuot.dossiers import exports
from thongsuot.dossiers.models import ArchiveRun
from thongsuot.dossiers.selectors.archiving import HANDERS
from thongsuot.dossiers.services import bulk, visits
from thongsuot.portal.filing import PLACE
from thongsuot.tasks import saved


def nobodys_key(stage: Stage) -> dict[str, Any]:
    """A passkey that nobody has: one's own alone are there."""
    return {"key_id": 999_999}


def asks_about_lan(stage: Stage) -> dict[str, Any]:
    """What is held for citizen Lan: her own question, or a clerk's of the commune; another's counter gets 403."""
    applicant = {"name": "Nguyễn Thị Lan", "id_number": LAN_ID}
    return {"procedure_code": "1.001193", "receiving_unit": stage.world.mai_phu.code, "applicant": applicant}


def visit_uid(stage: Stage) -> dict[str, Any]:
    """A visit at the counter of Mai Phụ."""
    return {"uid": visits.open_visit(code=stage.dossier.code, principal=clerk(stage), at=NOW).uid}


def export_uid(stage: Stage) -> dict[str, Any]:
    """An export of the first clerk."""
    return {"uid": exports.ask(kind="list", title="T", params={}, principal=clerk(stage), at=NOW).uid}


def bulk_uid(stage: Stage) -> dict[str, Any]:
    """A run of the first clerk."""
    codes = [stage.dossier.code]
    run, _new = bulk.ask(uid=UUID(NOBODYS), verb="receive", codes=codes, given={}, principal=clerk(stage), at=NOW)
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


def archive_run(stage: Stage) -> dict[str, Any]:
    """A run of Mai Phụ that hands in what was closed in a year."""
    place = {"province_id": stage.dossier.province_id, "unit_id": stage.world.mai_phu.id, "year": 2024}
    asked = {"total": 1, "asked_at": NOW, "asked_by_id": stage.user("motcua1").pk}
    run, _new = ArchiveRun.objects.get_or_create(**place, defaults=asked)
    return {"uid": run.uid}


def hands_in_at_mai_phu(stage: Stage, persona: Persona) -> bool:
    """Who hands in to the archive in that unit."""
    return persona.holds("own", *HANDERS)


PAGES: dict[str, Sample] = {
    **OUTGOING_PAGES,
    **COPY_PAGES,
    **INCOMING_PAGES,
    **OFFLINE_PAGES,
    **RECORDS_SCANS,
    **PEOPLE_PAGES,
    **ARCHIVE_PAGES,
    "nhip/": Sample(),
    **EXCHANGE_PAGES,
    **CATALOGUE_PAGES,
    **PACKAGE_PAGES,
    **SIGNATURES,
    **PLAN_PAGES,
    **COLLECT_PAGES,
    **SPLIT_PAGES,
    **NIGHT_PAGES,
    **MONEY_PAGES,
    "can-bo/lien-thong/anh-xa/": Sample(),
    "can-bo/lien-thong/anh-xa/to-khai/": Sample(),
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
    "can-bo/viec/<int:task_id>/": Sample(task_id, sees=works_with_documents),
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
    "can-bo/ho-so/chua-ky-so/": Sample(),
    "can-bo/ho-so/nop-luu/": Sample(methods=BOTH),
    "can-bo/ho-so/nop-luu/<uuid:uid>/": Sample(archive_run, sees=hands_in_at_mai_phu),
    "can-bo/ho-so/chua-ky-so/trinh-ky/": Sample(methods=("POST",)),
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
    "can-bo/ho-so/<str:code>/ban-sao-chung-thuc/": READ_INSIDE,
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
    **API_ROOMS,
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
