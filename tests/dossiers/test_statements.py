"""How many SQL statements the hot paths make, at any size (contracts, "Counting in the benchmarks")."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import bearer, sign_in
from tests.factories.dossiers import LAN_ID, Office, in_processing, moment, papers_for, submit
from tests.factories.procedures import BIRTH, FULL_FORMS
from thongsuot.common.now import frozen
from thongsuot.dossiers import services

pytestmark = pytest.mark.django_db
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@contextmanager
def statements(limit: int, what: str) -> Iterator[list[str]]:
    """Fail with the statements themselves when a path makes more than its limit."""
    seen: list[str] = []
    with CaptureQueriesContext(
        connection,
    ) as captured:
        yield seen
    seen += [q["sql"] for q in captured if not q["sql"].lstrip().upper().startswith(TRANSACTION)]
    listing = "\n".join(f"{n}. {sql[:160]}" for n, sql in enumerate(seen, 1))
    assert len(seen) <= limit, (
        f"{what}: {len(seen)} câu lệnh, cho phép {limit}. Gộp câu lệnh, đừng nới giới hạn.\n{listing}"
    )


def birth_body(office: Office) -> dict[str, Any]:
    return {
        "procedure_code": BIRTH,
        "receiving_unit": office.world.mai_phu.code,
        "channel": "DIRECT",
        "applicant": {"name": "Nguyễn Thị Lan", "id_number": LAN_ID},
        "form": FULL_FORMS[BIRTH],
        "components": [
            {"code": c.code, "source": "FILED", "originals": 1} for c in papers_for(BIRTH, form=FULL_FORMS[BIRTH])
        ],
        "receive": True,
    }


def post(client: Client, office: Office, path: str, body: Any, headers: dict[str, str], key: str) -> Any:
    return client.post(
        f"/api/v1/dossiers{path}",
        json.dumps(body),
        content_type="application/json",
        headers={**headers, "Idempotency-Key": key},
    )


def test_submit_takes_at_most_eight_statements(office: Office, client: Client) -> None:
    headers = bearer(office.users["motcua1"])
    with frozen(moment(7, 9)):
        assert post(client, office, "", birth_body(office), headers, "warm").status_code == 201
        with statements(8, "nộp hồ sơ"):
            answer = post(client, office, "", birth_body(office), headers, "cold")
    assert answer.status_code == 201, answer.content.decode()
    assert answer.json()["status"] == "RECEIVED"


def test_a_step_takes_at_most_ten_statements(office: Office, client: Client) -> None:
    codes = [submit(office).dossier.code for _ in range(2)]
    for code in codes:
        services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to="maiphu.hotich")
    headers = bearer(office.users["hotich"])
    body = {"step": "verify", "decision": "pass", "note": "Đủ"}
    with frozen(moment(7, 10)):
        assert post(client, office, f"/{codes[0]}/complete-step", body, headers, "a").status_code == 200
        with statements(10, "hoàn thành bước"):
            answer = post(client, office, f"/{codes[1]}/complete-step", body, headers, "b")
    assert answer.status_code == 200, answer.content.decode()


@pytest.mark.parametrize("rows", [3, 40])
def test_the_task_list_takes_at_most_five_statements(office: Office, client: Client, rows: int) -> None:
    for _ in range(rows):
        submit(office)
    sign_in(client, office.users["hotich"])
    with frozen(moment(7, 10)):
        assert client.get("/can-bo/viec/").status_code == 200
        with statements(5, "trang danh sách việc"):
            answer = client.get("/can-bo/viec/?tt=1&tt=2&tt=4")
    assert answer.status_code == 200
    assert answer.content.decode().count("data-item") >= min(rows, 20)


# verb, who, body; each on a dossier that the verbs before it have brought there.
STEP_LIKE = [
    ("request-payment", "hotich", {"items": [{"text": "Lệ phí", "amount": 8_000}], "reason": "Nghị quyết"}),
    (
        "record-payment",
        "motcua1",
        {"amount": 8_000, "method": "cash", "paid_at": "2025-07-07T09:50:00+07:00", "payer": "Lan"},
    ),
    ("consult", "hotich", {"to": "42-STP", "question": "Có hợp lệ không?", "due_at": "2025-07-08T17:00:00+07:00"}),
    ("answer-consultation", "hatinh_so", {"answer": "Hợp lệ"}),
    ("stop", "vanphong", {"reason": "COURT_ORDER"}),
    ("resume", "vanphong", {}),
    ("extend", "vanphong", {"reason": "Thiếu người", "new_due_at": "2025-07-09T17:00:00+07:00"}),
]


def test_money_opinions_stops_and_extension_take_at_most_ten_statements_each(office: Office, client: Client) -> None:
    codes = [in_processing(office), in_processing(office)]
    tokens = {name: bearer(office.users[name]) for _verb, name, _body in STEP_LIKE}
    with frozen(moment(7, 10)):
        for verb, name, body in STEP_LIKE:
            warm = post(client, office, f"/{codes[0]}/{verb}", body, tokens[name], f"{verb}-a")
            assert warm.status_code == 200, warm.content.decode()
            # with the payment its receipt is written, the paid try, and the line of the cash book
            with statements(14 if verb == "record-payment" else 10, verb):
                answer = post(client, office, f"/{codes[1]}/{verb}", body, tokens[name], f"{verb}-b")
            assert answer.status_code == 200, answer.content.decode()
