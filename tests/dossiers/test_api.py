"""The one-stop over HTTP, as another program meets it."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from tests.dossiers.test_statements import birth_body
from tests.factories.accounts import bearer
from tests.factories.dossiers import Office, moment
from tests.factories.results import PDF
from thongsuot.common import files
from thongsuot.common.now import frozen
from thongsuot.dossiers.models import Dossier

pytestmark = pytest.mark.django_db


class Caller:
    """A program with somebody's token."""

    def __init__(self, office: Office, name: str) -> None:
        self.client, self.headers = Client(), bearer(office.users[name])

    def post(self, path: str, body: Any, key: str | None = None) -> Any:
        headers = {**self.headers, "Idempotency-Key": key or uuid.uuid4().hex}
        return self.client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers)


@pytest.fixture
def at_nine():
    with frozen(moment(7, 9)) as at:
        yield at


def test_a_birth_registration_goes_through_every_verb(office: Office, at_nine: Any) -> None:
    clerk, leader = Caller(office, "motcua1"), Caller(office, "vanphong")
    specialist, chair = Caller(office, "hotich"), Caller(office, "chutich")
    made = clerk.post("/dossiers", birth_body(office))
    assert made.status_code == 201, made.content.decode()
    dossier = made.json()
    assert (dossier["status"], dossier["national_status"]) == ("RECEIVED", 2)
    assert dossier["due_at"] == "2025-07-08T17:00:00+07:00" or dossier["due_at"] == "2025-07-07T17:00:00+07:00"
    code = dossier["code"]
    assert leader.post(f"/dossiers/{code}/assign", {"to": "maiphu.hotich"}).json()["status"] == "PROCESSING"
    passed = specialist.post(f"/dossiers/{code}/complete-step", {"step": "verify", "decision": "pass"})
    assert [s["step"] for s in passed.json()["steps"] if s["state"] == "open"] == ["sign"]
    done = chair.post(f"/dossiers/{code}/finish", {"outcome": "granted", "results": []})
    assert done.status_code == 200, done.content.decode()
    assert done.json()["national_status"] == 9
    back = clerk.post(f"/dossiers/{code}/return-result", {"method": "COUNTER", "taken_by": "Nguyễn Thị Lan"})
    assert back.json()["status"] == "RETURNED"
    assert [e["verb"] for e in clerk.get(f"/dossiers/{code}/timeline").json()["items"]][-1] == "result_returned"
    receipt = clerk.get(f"/dossiers/{code}/receipt")
    assert receipt.content.startswith(b"%PDF")
    public = Client().get(f"/api/v1/public/dossiers/{code}").json()
    assert public["completion"] == 100
    assert "Lan" not in json.dumps(public, ensure_ascii=False)


def test_repeats_with_the_same_key_get_the_same_answer(office: Office, at_nine: Any) -> None:
    clerk = Caller(office, "motcua1")
    first = clerk.post("/dossiers", birth_body(office), key="once")
    again = clerk.post("/dossiers", birth_body(office), key="once")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert Dossier.objects.count() == 1
    found = clerk.get("/dossiers?idempotency_key=once").json()["items"]
    assert [row["code"] for row in found] == [first.json()["code"]]
    other = clerk.post("/dossiers", {**birth_body(office), "channel": "POSTAL"}, key="once")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


def test_creating_without_a_key_is_refused(office: Office) -> None:
    answer = Client().post(
        "/api/v1/dossiers",
        json.dumps(birth_body(office)),
        content_type="application/json",
        headers=bearer(office.users["motcua1"]),
    )
    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency_key_missing"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"procedure_code": "9.999999"}, "procedure_unknown"),
        ({"procedure_code": "\u0110\u1ea1i"}, "procedure_unknown"),
        ({"receiving_unit": "00000"}, "unit_unknown"),
        ({"receiving_unit": "18670"}, "unit_not_in_force"),
        ({"channel": "PIGEON"}, "channel_unknown"),
        ({"case_code": "1.001193.99"}, "case_unknown"),
        ({"applicant": {"name": "Lan", "id_number": "12345"}}, "id_number_invalid"),
        ({"applicant": {"name": "   "}}, "invalid_input"),
        ({"applicant": {"name": "x" * 10_000}}, "invalid_input"),
        ({"components": []}, "component_missing"),
        ({"components": [{"code": "KHONG-CO"}]}, "component_unknown"),
        ({"components": [{"code": "1.001193-TK", "file_ids": ["khong-phai-uuid"]}]}, "file_unknown"),
        ({"form": {"child": {"sex": "robot"}}}, "form_invalid"),
        ({"nonsense": 1}, "invalid_input"),
    ],
)
def test_bad_input_gets_a_stable_code_and_makes_nothing(
    office: Office, at_nine: Any, change: dict[str, Any], code: str
) -> None:
    answer = Caller(office, "motcua1").post("/dossiers", {**birth_body(office), **change})
    assert answer.status_code == 422, answer.content.decode()
    assert answer["Content-Type"].startswith("application/problem+json")
    body = answer.json()
    assert body["code"] == code, body
    assert body["detail"]
    assert body["errors"]
    assert Dossier.objects.count() == 0


def test_a_unit_out_of_force_names_its_successors(office: Office, at_nine: Any) -> None:
    answer = Caller(office, "motcua1").post("/dossiers", {**birth_body(office), "receiving_unit": "18670"})
    assert [s["code"] for s in answer.json()["successors"]] == ["18583"]


@pytest.mark.parametrize("name", ["A\u0000B", "\ud800"])
def test_nul_and_lone_surrogates_are_refused_before_anything_is_written(office: Office, name: str) -> None:
    raw = json.dumps({**birth_body(office), "applicant": {"name": name}})
    headers = {**bearer(office.users["motcua1"]), "Idempotency-Key": "k"}
    answer = Client().post("/api/v1/dossiers", raw, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.json()["code"]
    assert Dossier.objects.count() == 0


def test_nfd_names_are_kept_in_nfc(office: Office, at_nine: Any) -> None:
    body = {**birth_body(office), "applicant": {"name": "Nguye\u0302\u0303n  Thi\u0323 Lan"}}
    assert Caller(office, "motcua1").post("/dossiers", body).json()["applicant"]["name"] == "Nguyễn Thị Lan"


def test_a_foreign_clerk_meets_nothing(office: Office, at_nine: Any) -> None:
    code = Caller(office, "motcua1").post("/dossiers", birth_body(office)).json()["code"]
    stranger = Caller(office, "tk_motcua1")
    assert stranger.get(f"/dossiers/{code}").status_code == 404
    assert stranger.post(f"/dossiers/{code}/withdraw", {}).status_code == 404
    assert stranger.get("/dossiers").json()["items"] == []
    assert stranger.post("/dossiers", birth_body(office)).status_code == 403


def test_a_verb_of_another_role_is_forbidden_and_one_not_due_is_refused(office: Office, at_nine: Any) -> None:
    code = Caller(office, "motcua1").post("/dossiers", birth_body(office)).json()["code"]
    assert Caller(office, "hotich").post(f"/dossiers/{code}/assign", {"to": "maiphu.hotich"}).status_code == 403
    early = Caller(office, "motcua1").post(f"/dossiers/{code}/return-result", {"method": "COUNTER", "taken_by": "Lan"})
    assert (early.status_code, early.json()["code"]) == (409, "move_not_allowed")


def test_a_clock_moved_back_is_refused_and_nothing_is_lost(office: Office) -> None:
    clerk = Caller(office, "motcua1")
    with frozen(moment(7, 9)):
        code = clerk.post("/dossiers", birth_body(office)).json()["code"]
    with frozen(moment(7, 8)):
        answer = clerk.post(f"/dossiers/{code}/withdraw", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "clock_moved_back")
    assert Dossier.objects.get(code=code).status == "RECEIVED"


def test_the_citizen_files_online_and_sees_only_her_own(office: Office, at_nine: Any) -> None:
    lan, binh = Caller(office, "lan"), Caller(office, "binh")
    body = {**birth_body(office), "channel": "ONLINE", "receive": None}
    shown = [{"code": c["code"], "source": "SHOWN"} for c in body["components"]]
    assert lan.post("/dossiers", {**body, "components": shown}).json()["code"] == "shown_only_at_counter"
    scans = [files.store(PDF, f"{c['code']}.pdf", office.users["lan"].pk) for c in body["components"]]
    pairs = zip(body["components"], scans, strict=True)
    body["components"] = [{"code": c["code"], "file_ids": [str(scan.uid)]} for c, scan in pairs]
    made = lan.post("/dossiers", body)
    assert made.status_code == 201, made.content.decode()
    assert made.json()["status"] == "SUBMITTED"
    code = made.json()["code"]
    assert made.json()["steps"] is None
    assert [row["code"] for row in lan.get("/dossiers").json()["items"]] == [code]
    assert binh.get(f"/dossiers/{code}").status_code == 404
    received = Caller(office, "motcua1").post(f"/dossiers/{code}/receive", {})
    assert received.json()["status"] == "RECEIVED"
    actors = {
        name: [e["actor"] for e in Caller(office, name).get(f"/dossiers/{code}/timeline").json()["items"]]
        for name in ("motcua1", "thanhtra", "lan")
    }
    clerk, citizen = office.users["motcua1"].full_name, office.users["lan"].full_name
    assert actors == {"motcua1": [citizen, clerk], "thanhtra": [None, clerk], "lan": [None, None]}
    assert lan.post(f"/dossiers/{code}/withdraw", {"reason": "Đổi ý"}).json()["status"] == "WITHDRAWN"


def test_the_auditor_reads_metadata_only(office: Office, at_nine: Any) -> None:
    code = Caller(office, "motcua1").post("/dossiers", birth_body(office)).json()["code"]
    seen = Caller(office, "thanhtra").get(f"/dossiers/{code}").json()
    assert (seen["applicant"], seen["form"], seen["components"]) == (None, None, [])
    assert seen["status"] == "RECEIVED"


def test_nobody_signed_in_gets_401(office: Office) -> None:
    answer = Client().get("/api/v1/dossiers")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_id_numbers_never_stand_in_clear_in_the_database(office: Office, at_nine: Any) -> None:
    body = birth_body(office)
    body["form"] = {**body["form"], "mother": {"name": "Nguyễn Thị Lan", "id_number": "042196005678"}}
    answer = Caller(office, "motcua1").post("/dossiers", body)
    assert answer.status_code == 201, answer.content.decode()
    assert answer.json()["form"]["mother"]["id_number"] == "0421••••5678"
    dossier = Dossier.objects.get()
    assert "042196005678" not in json.dumps(dossier.form)
    assert b"042190001234" not in bytes(dossier.applicant_cipher or b"")


def test_the_chair_assigns_only_where_nobody_leads(office: Office, at_nine: Any) -> None:
    code = Caller(office, "motcua1").post("/dossiers", birth_body(office)).json()["code"]
    assert Caller(office, "chutich").post(f"/dossiers/{code}/assign", {"to": "maiphu.hotich"}).status_code == 403
    body = {**birth_body(office), "receiving_unit": office.world.thach_khe.code}
    other = Caller(office, "tk_motcua1").post("/dossiers", body).json()["code"]
    given = Caller(office, "tk_chutich").post(f"/dossiers/{other}/assign", {"to": "tk.hotich"})
    assert given.json().get("status") == "PROCESSING", given.content.decode()
