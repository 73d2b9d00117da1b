"""The whole API as its own description says it is: every answer to generated and to real requests is a declared one.

Another role is one line in ROLES. The data are the demo dossiers, so that half of the requests get past 404; every
request is undone. Always the same requests: SCHEMATHESIS_EXAMPLES=200 asks more of them.
"""

import base64
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.api import api
from tests.common.files_samples import png_of
from tests.exchange.inbound_samples import filed, kept
from tests.factories.accounts import bearer
from tests.factories.dossiers import moment
from tests.factories.procedures import BIRTH, FULL_FORMS, load_six
from tests.factories.units import World
from tests.walks.papers import papers_of
from thongsuot.accounts.demo import ensure_demo_accounts
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import principal_of
from thongsuot.common import files
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.demo import ensure_demo_dossiers
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.payments import Item
from thongsuot.exchange import systems
from thongsuot.offline import services as offline

pytestmark = [
    pytest.mark.django_db,
    # A file that an operation answers with is closed by a server; the client of these tests leaves it to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:.*nclosed file:ResourceWarning"),
]
ROLES = {
    "counter clerk": "maiphu.motcua1",
    "citizen": "congdan.an",
    "specialist": "maiphu.hotich",
    "chair": "maiphu.chutich",
    "auditor": "hatinh.thanhtra",
}
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "8"))
FEWER = {"GET /api/v1/dossiers/{code}/receipt": 4}  # each makes a PDF
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FRIDAY = moment(18, 10)
# What no generated request can get an answer from, and where it is tried instead.
TRIED_ELSEWHERE = {
    "POST /api/v1/public/signatures/check",  # needs a signed PDF: tests/signatures/test_api.py
    "GET /api/v1/records/files/{uid}/items/{ordinal}",  # needs stored bytes: tests/records/test_api.py
}
PAPERS = ("1.001193-CS", "1.001193-TT")
# Bodies that lead somewhere; generated members are put over them.
REAL_BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/dossiers": {
        "procedure_code": BIRTH,
        "receiving_unit": "18583",
        "channel": "ONLINE",
        "applicant": {"name": "Trần Thị An", "id_number": "042193004127"},
        "form": FULL_FORMS[BIRTH],
        "components": [{"code": code, "originals": 1} for code in PAPERS],
    },
    "POST /api/v1/offline/devices": {"unit": "18583", "name": "Máy quầy số 1"},
    "POST /api/v1/dossiers/sources": {
        "procedure_code": BIRTH,
        "receiving_unit": "18583",
        "applicant": {"name": "Trần Thị An", "id_number": "042193004127"},
    },
    "POST /api/v1/dossiers/{code}/receive": {"note": "đủ giấy tờ"},
    "POST /api/v1/dossiers/{code}/refuse": {"reason": "sai nơi", "legal_basis": "Điều 7", "remedy": "nộp ở xã khác"},
    "POST /api/v1/dossiers/{code}/request-supplement": {
        "items": ["Giấy chứng sinh"],
        "reason": "mờ",
        "contact": "bàn 2",
    },
    "POST /api/v1/dossiers/{code}/supplement": {"components": []},
    "POST /api/v1/dossiers/{code}/assign": {"to": "maiphu.hotich"},
    "POST /api/v1/dossiers/{code}/complete-step": {"step": "verify", "decision": "pass"},
    "POST /api/v1/dossiers/{code}/finish": {"outcome": "granted", "results": []},
    "POST /api/v1/dossiers/{code}/return-result": {"method": "COUNTER", "taken_by": "Trần Thị An"},
    "POST /api/v1/dossiers/{code}/withdraw": {"reason": "đổi ý"},
    "POST /api/v1/dossiers/{code}/record-payment": {
        "amount": 8_000,
        "method": "cash",
        "paid_at": "2025-07-18T09:00:00+07:00",
        "payer": "Trần Thị An",
    },
    "POST /api/v1/dossiers/{code}/consult": {
        "to": "42-STP",
        "question": "có hợp lệ không?",
        "due_at": "2025-07-21T17:00:00+07:00",
    },
    "POST /api/v1/dossiers/{code}/stop": {"reason": "COURT_ORDER"},
    "POST /api/v1/dossiers/{code}/correct-result": {"reason": "sai ngày sinh"},
    "POST /api/v1/dossiers/{code}/extend": {"reason": "chờ xác minh", "new_due_at": "2025-08-29T17:00:00+07:00"},
    "POST /api/v1/dossiers/{code}/withdraw-consultation": {"reason": "đã rõ"},
    "POST /api/v1/dossiers/{code}/answer-consultation": {"answer": "hợp lệ"},
    "POST /api/v1/payments/{code}/collect": {"payer": "Trần Thị An"},
    "POST /api/v1/payments/{code}/transfers": {"reference": "FT25188001", "amount": 8_000},
    "POST /api/v1/documents/incoming": {"unit": "18583", "summary": "V/v rà soát", "issuer": "UBND tỉnh Hà Tĩnh"},
    "POST /api/v1/documents/drafts": {"unit": "18583", "summary": "phối hợp rà soát"},
    "POST /api/v1/exchange/messages": {"Loai": "RUT_HO_SO", "MaHoSo": "000.00.01.G15-250707-000001"},
}
REAL_QUERIES: dict[str, dict[str, Any]] = {
    "GET /api/v1/clock/due": {
        "received_at": "2025-07-07T09:00:00+07:00",
        "quantity": "3",
        "duration_unit": "WORKING_DAY",
    },
    "GET /api/v1/documents/register": {"unit": "18583", "book": "in", "year": "2025"},
    "GET /api/v1/units/resolve": {"name": "Thạch Châu", "province": "Hà Tĩnh", "on": "2025-07-07"},
}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A real request gives its connection back; these run inside the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def at(world: World, tmp_path: Any) -> Iterator[datetime]:
    """Demo people and their dossiers, on a working morning that stands still."""
    load_six(world)
    ensure_demo_accounts(tmp_path)
    ensure_demo_dossiers(at=FRIDAY)
    with frozen(FRIDAY) as at:
        _somebody_owes(world, at)
        yield at


def _somebody_owes(world: World, at: datetime) -> None:
    """A demo dossier of Mai Phụ that waits for its fee."""
    clerk = principal_of(User.objects.get(username="maiphu.motcua1").pk, at)
    assert clerk is not None
    code = Dossier.objects.filter(status="RECEIVED", competent_unit_id=world.mai_phu.id).order_by("code").first().code
    items = [Item("FEE", "Lệ phí đăng ký", 8_000)]
    services.request_payment(code=code, principal=clerk, at=at, items=items, reason="Nghị quyết HĐND tỉnh")


def real_parameters(world: World, asker: User) -> dict[str, list[Any]]:
    """Values of path parameters that exist."""
    codes = list(Dossier.objects.order_by("code").values_list("code", flat=True))
    systems.write_described()
    return {
        "dossiers": codes,
        "payments": codes,
        "procedures": [BIRTH],
        "units": [world.mai_phu.id, world.thach_chau.id],
        "exchange": [kept(filed(), FRIDAY).external_id],
        **things_of_papers(world, asker),
    }


def things_of_papers(world: World, asker: User) -> dict[str, list[dict[str, Any]]]:
    """A document with a file, a record with one, a package that is ready, a batch, a run: by the addresses that show them."""
    made = papers_of(world, asker)
    document, record, package = {"uid": made.document}, {"uid": made.record}, {"uid": made.package}
    return {
        "/documents/{uid}": [document],
        "/documents/{uid}/recipients": [document],
        "/documents/{uid}/files/{file_id}": [document | {"file_id": made.file_id}],
        "/records/files/{uid}": [record],
        "/records/files/{uid}/items/{ordinal}": [record | {"ordinal": 1}],
        "/records/packages/{uid}": [package],
        "/records/packages/{uid}/content": [package],
        "/records/batches/{uid}": [{"uid": made.batch}],
        "/signatures/runs/{uid}": [{"uid": made.run}],
    }


def parameters_of(operation: APIOperation, real: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Path parameters that exist: one of each thing, or none at all."""
    if (known := real.get(operation.path.removeprefix("/api/v1"))) is not None:
        return known
    name = operation.path.partition("{")[2].partition("}")[0]
    room = operation.path.split("/")[3].replace("public", "dossiers")
    return [{name: value} for value in real[room]] if name else [{}]


def real_requests(operation: APIOperation, real: dict[str, list[Any]]) -> list[Case]:
    """What a person would ask, of everything there is."""
    body = REAL_BODIES.get(operation.label)
    query = REAL_QUERIES.get(operation.label, {})
    return [
        operation.Case(
            path_parameters=path,
            query=query,
            headers={"Idempotency-Key": "real"} if operation.method.upper() == "POST" else {},
            **({"body": body, "media_type": "application/json"} if body is not None else {}),
        )
        for path in parameters_of(operation, real)
    ]


def generated_requests(operation: APIOperation, real: dict[str, list[Any]]) -> st.SearchStrategy[Case]:
    """What the description allows or (one in three) forbids, half of it about things that exist."""
    modes = (GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    generated = st.one_of(*[operation.as_strategy(generation_mode=mode) for mode in modes])

    @st.composite
    def requests(draw: Any) -> Case:
        case = draw(generated)
        if draw(st.booleans()):
            case.path_parameters = draw(st.sampled_from(parameters_of(operation, real)))
            case.query = {**REAL_QUERIES.get(operation.label, {}), **draw(some_of(case.query))}
            if (body := REAL_BODIES.get(operation.label)) is not None:
                case.body = body | draw(some_of(case.body))
        return case

    return requests()


@st.composite
def some_of(draw: Any, members: Any) -> dict[str, Any]:
    """At most one member of what was generated."""
    if not isinstance(members, Mapping) or not members:
        return {}
    return {name: members[name] for name in draw(st.lists(st.sampled_from(sorted(members)), max_size=1))}


class Asking:
    """One role that asks everything, and what was answered."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers
        self.faults: dict[str, str] = {}
        self.answered: dict[str, set[int]] = {}

    def ask(self, case: Case) -> None:
        """Ask, undo, and keep what is not as declared."""
        label = case.operation.label
        with transaction.atomic():
            response = case.call(headers=self.headers)
            transaction.set_rollback(True)
        self.answered.setdefault(label, set()).add(response.status_code)
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                told = " ".join(str(failure).split())[:300]
                self.faults.setdefault(f"{label} → {response.status_code}: {told}", case.as_curl_command()[:400])

    def ask_many(self, operation: APIOperation, real: dict[str, list[Any]]) -> None:
        """The real requests and then the generated ones."""
        for case in real_requests(operation, real):
            self.ask(case)
        settings(
            max_examples=FEWER.get(operation.label, EXAMPLES),
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(given(generated_requests(operation, real))(lambda case: self.ask(case)))()


def filed_by(user: User) -> dict[str, Any]:
    """The birth registration with a scan of this person's own for each paper."""
    scan = png_of(8, 8)
    papers = [
        {"code": code, "originals": 1, "file_ids": [str(files.store(scan, f"{code}.png", owner_id=user.pk).pk)]}
        for code in PAPERS
    ]
    return {**REAL_BODIES["POST /api/v1/dossiers"], "components": papers}


def of_a_counter_pc(at: datetime) -> dict[str, dict[str, Any]]:
    """What the PC of the first clerk asks."""
    who = principal_of(User.objects.get(username="maiphu.motcua1").pk, at)
    assert who is not None
    device = str(offline.register(unit="18583", name="Máy quầy số 1", principal=who, at=at).uid)
    key = base64.b64encode(bytes(32)).decode()
    offline.keep_vault(device_uid=UUID(device), key=key, principal=who, at=at)
    return {
        "GET /api/v1/offline/pack": {"device": device},
        "POST /api/v1/offline/blocks": {"device": device},
        "POST /api/v1/offline/vaults": {"device": device, "key": key},
        "POST /api/v1/offline/vaults/open": {"device": device},
        "POST /api/v1/offline/dossiers": {"device": device, "device_now": at.isoformat(), "items": []},
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_declared(world: World, at: datetime, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    user = User.objects.get(username=ROLES[role])
    monkeypatch.setitem(REAL_BODIES, "POST /api/v1/dossiers", filed_by(user))
    for label, told in of_a_counter_pc(at).items():
        monkeypatch.setitem(REAL_QUERIES if label.startswith("GET") else REAL_BODIES, label, told)
    asking = Asking(bearer(user))
    real = real_parameters(world, user)
    record = real["/records/files/{uid}"][0]["uid"]
    monkeypatch.setitem(REAL_BODIES, "POST /api/v1/records/packages", {"records": [record]})
    for found in schema.get_all_operations():
        asking.ask_many(found.ok(), real)
    faults = "\n".join(f"{fault}\n  {request}" for fault, request in sorted(asking.faults.items()))
    assert not faults, f"câu trả lời không như mô tả:\n{faults}"
    passed = {label for label, statuses in asking.answered.items() if not statuses <= {400, 404, 415, 422}}
    stuck = sorted(set(asking.answered) - passed - TRIED_ELSEWHERE)
    assert stuck == [], f"không yêu cầu nào qua được 404 và 422: {stuck}"


def test_no_two_shapes_share_a_name() -> None:
    clashes = api.get_openapi_schema().clashes
    assert not clashes, f"mô tả API gọi hai kiểu khác nhau bằng một tên, kiểu sau đè kiểu trước: {sorted(clashes)}"
