"""The nine verbs over HTTP: shapes, stable codes, repeated requests, and what each reader gets to see."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.dossiers.test_api import Caller
from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office, finished, in_processing, moment, submit
from thongsuot.common import files
from thongsuot.common.now import frozen
from thongsuot.dossiers import reveal, services
from thongsuot.dossiers.models import Dossier, Payment

pytestmark = pytest.mark.django_db
TYPED = {"items": [{"text": "Lệ phí", "amount": 8_000}], "reason": "Nghị quyết HĐND"}
PAID = {"amount": 8_000, "method": "cash", "paid_at": "2025-07-07T09:50:00+07:00", "payer": "Nguyễn Thị Lan"}
ASKED = {"to": "42-STP", "question": "Có hợp lệ không?", "due_at": "2025-07-08T17:00:00+07:00"}
EXTENDED = {"reason": "Thiếu người", "new_due_at": "2025-07-09T17:00:00+07:00"}
# verb, who may, a body that is right, in the order in which they can follow one another
VERBS = [
    ("request-payment", "hotich", TYPED),
    ("record-payment", "motcua1", PAID),
    ("consult", "hotich", ASKED),
    ("answer-consultation", "hatinh_so", {"answer": "Hợp lệ"}),
    ("stop", "vanphong", {"reason": "COURT_ORDER"}),
    ("resume", "vanphong", {"note": "Đã có quyết định"}),
    ("extend", "chutich", EXTENDED),
]


@pytest.fixture
def ten():
    with frozen(moment(7, 10)) as at:
        yield at


def test_the_verbs_follow_one_another_and_a_repeated_key_gets_the_same_answer(office: Office, ten: Any) -> None:
    code = in_processing(office)
    for verb, name, body in VERBS:
        caller, key = Caller(office, name), uuid.uuid4().hex
        first = caller.post(f"/dossiers/{code}/{verb}", body, key)
        assert first.status_code == 200, (verb, first.content.decode())
        again = caller.post(f"/dossiers/{code}/{verb}", body, key)
        assert (again.status_code, again.content) == (200, first.content), verb
    assert Payment.objects.count() == 1
    assert Dossier.objects.get().extension_count == 1


@pytest.mark.parametrize(("verb", "name", "body"), [*VERBS, ("correct-result", "chutich", {"reason": "Sai"})])
def test_a_verb_at_the_wrong_time_is_409_move_not_allowed(
    office: Office, ten: Any, verb: str, name: str, body: Any
) -> None:
    code = finished(office) if verb != "correct-result" else in_processing(office)
    if name == "hatinh_so":  # never asked: as if it did not exist
        assert Caller(office, name).post(f"/dossiers/{code}/{verb}", body).status_code == 404
        return
    answer = Caller(office, name).post(f"/dossiers/{code}/{verb}", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "move_not_allowed"), answer.content.decode()


@pytest.mark.parametrize(
    ("verb", "name", "body", "field"),
    [
        ("request-payment", "hotich", {"items": [{"text": "Lệ phí", "amount": 8_000}]}, "reason"),
        ("request-payment", "hotich", {"items": [{"text": "Lệ phí", "amount": 0}], "reason": "x"}, "items[0].amount"),
        ("request-payment", "hotich", {"items": [{"text": "Lệ phí", "amount": 1.5}], "reason": "x"}, "items.0.amount"),
        ("request-payment", "hotich", {"items": [{"text": " ", "amount": 1}], "reason": "x"}, "items[0].text"),
        ("request-payment", "hotich", {"items": [{"text": "x" * 10_000, "amount": 1}], "reason": "x"}, "items[0].text"),
        ("request-payment", "hotich", {**TYPED, "reason": "x" * 10_000}, "reason"),
        ("request-payment", "hotich", {**TYPED, "note": "x" * 10_000}, "note"),
        ("consult", "hotich", {**ASKED, "question": "x" * 10_000}, "question"),
        ("consult", "hotich", {**ASKED, "due_at": "2025-07-08T17:00:00"}, "due_at"),
        ("stop", "vanphong", {"reason": "x" * 10_000, "basis": "y"}, "reason"),
        ("stop", "vanphong", {"reason": "Lý do riêng"}, "basis"),
        ("extend", "vanphong", {**EXTENDED, "reason": "x" * 10_000}, "reason"),
        ("extend", "vanphong", {**EXTENDED, "new_due_at": "2025-07-09T17:00:00"}, "new_due_at"),
        ("extend", "vanphong", {**EXTENDED, "new_due_at": "2025-07-07T08:00:00+07:00"}, "new_due_at"),
    ],
)
def test_what_is_wrong_in_a_body_is_422_with_its_field(
    office: Office, ten: Any, verb: str, name: str, body: Any, field: str
) -> None:
    code = in_processing(office)
    answer = Caller(office, name).post(f"/dossiers/{code}/{verb}", body)
    assert answer.status_code == 422, answer.content.decode()
    assert answer.json()["errors"][0]["field"].replace("[", ".").replace("]", "") == field.replace("[", ".").replace(
        "]", ""
    )


@pytest.mark.parametrize(("verb", "name", "body"), VERBS)
def test_a_text_that_no_database_can_hold_is_refused(office: Office, ten: Any, verb: str, name: str, body: Any) -> None:
    code = in_processing(office)
    broken = {k: "a\0b" if isinstance(v, str) and not v[:4].isdigit() else v for k, v in body.items()}
    answer = Caller(office, name).post(f"/dossiers/{code}/{verb}", broken)
    assert answer.status_code in (400, 404, 422), answer.content.decode()
    assert Dossier.objects.get().status == "PROCESSING"


def test_an_unknown_member_is_never_silently_dropped(office: Office, ten: Any) -> None:
    code = in_processing(office)
    answer = Caller(office, "vanphong").post(f"/dossiers/{code}/extend", {**EXTENDED, "due_at": "x"})
    assert answer.status_code == 422
    assert Caller(office, "hotich").post(f"/dossiers/{code}/request-payment", {"amount": 5}).status_code == 422


def test_the_answer_tells_what_waits_to_be_paid_and_when_it_is_due_now(office: Office, ten: Any) -> None:
    code = in_processing(office)
    asked = Caller(office, "hotich").post(f"/dossiers/{code}/request-payment", TYPED).json()
    assert (asked["status"], asked["national_status"]) == ("AWAITING_PAYMENT", 6)
    assert asked["payment_asked"]["amount"] == 8_000
    assert asked["payment_asked"]["reference_code"] == f"{code}-20250707100000"
    assert asked["possible_verbs"] == ["record-payment"]
    assert Caller(office, "lan").get(f"/dossiers/{code}").json()["payment_asked"]["amount"] == 8_000
    (listed,) = Caller(office, "lan").get(f"/dossiers/{code}/payments").json()["items"]
    assert (listed["state"], listed["revenue_unit"]["full_name"]) == ("asked", "Xã Mai Phụ")
    stopped_code = in_processing(office)
    stopped = Caller(office, "vanphong").post(f"/dossiers/{stopped_code}/stop", {"reason": "COURT_ORDER"}).json()
    assert (stopped["status"], stopped["national_status"]) == ("STOPPED", 8)
    assert stopped["stop"]["basis"]
    extended_code = in_processing(office)
    extended = Caller(office, "vanphong").post(f"/dossiers/{extended_code}/extend", EXTENDED).json()
    assert extended["due_at"] == "2025-07-09T17:00:00+07:00"
    assert extended["original_due_at"] == "2025-07-07T17:00:00+07:00"
    assert extended["extension"]["reason"] == "Thiếu người"


def test_the_citizen_sees_money_stops_and_new_appointments_but_no_questions(office: Office, ten: Any) -> None:
    code = in_processing(office)
    for verb, name, body in VERBS:
        assert Caller(office, name).post(f"/dossiers/{code}/{verb}", body).status_code == 200
    items = Caller(office, "lan").get(f"/dossiers/{code}/timeline").json()["items"]
    told = {item["verb"]: item["note"] or "" for item in items}
    assert {"payment_requested", "payment_recorded", "stopped", "resumed", "extended"} <= set(told)
    assert not {"consulted", "consultation_answered"} & set(told)
    assert "8.000" in told["payment_requested"]
    assert "Ngày hẹn đổi từ" in told["extended"]
    assert "Thiếu người" in told["extended"]
    assert Caller(office, "lan").get(f"/dossiers/{code}/consultations").status_code == 403
    (question,) = Caller(office, "hotich").get(f"/dossiers/{code}/consultations").json()["items"]
    assert (question["state"], question["answer"], question["late"]) == ("answered", "Hợp lệ", False)
    assert question["unit"]["full_name"].startswith("Sở Tư pháp")


def test_the_auditor_reads_neither_questions_nor_money(office: Office, ten: Any) -> None:
    code = in_processing(office)
    Caller(office, "hotich").post(f"/dossiers/{code}/consult", ASKED)
    auditor = Caller(office, "thanhtra")
    assert auditor.get(f"/dossiers/{code}/payments").status_code == 403
    assert auditor.get(f"/dossiers/{code}/consultations").status_code == 403
    assert "hợp lệ" not in auditor.get(f"/dossiers/{code}/timeline").content.decode()


def test_the_auditor_reads_what_happened_when_but_nothing_that_somebody_wrote(office: Office, ten: Any) -> None:
    code = in_processing(office)
    for verb, name, body in VERBS:
        assert Caller(office, name).post(f"/dossiers/{code}/{verb}", body).status_code == 200, verb
    clerk = office.who("motcua1", ten)
    reveal.reveal_number(code=code, principal=clerk, at=ten, reason="Đối chiếu giấy tờ")
    auditor = Caller(office, "thanhtra")
    told = {e["verb"]: e["note"] for e in auditor.get(f"/dossiers/{code}/timeline").json()["items"]}
    assert told.pop("id_number_revealed") == "Đối chiếu giấy tờ", "why somebody looked is what an auditor asks"
    assert told.pop("extended") == "Ngày hẹn đổi từ 17:00 07/07/2025 sang 17:00 09/07/2025"
    assert set(told.values()) == {None}
    actors = {e["verb"]: e["actor"] for e in auditor.get(f"/dossiers/{code}/timeline").json()["items"]}
    assert actors["id_number_revealed"] == office.users["motcua1"].full_name, "the journal says which official acted"
    sign_in(auditor.client, office.users["thanhtra"])
    for page in ("", "vi-sao/"):
        shown = auditor.client.get(f"/can-bo/ho-so/{code}/{page}").content.decode()
        for words in ("Thiếu người", "Nghị quyết HĐND", "tòa án"):
            assert words not in shown, (page, words)


def test_what_the_chair_passed_over_is_said_before_and_after(office: Office, ten: Any, client: Client) -> None:
    code = in_processing(office)
    sign_in(client, office.users["chutich"])
    assert "Còn bước chưa xong: Thẩm tra" in client.get(f"/can-bo/ho-so/{code}/").content.decode()
    services.finish(code=code, principal=office.who("chutich"), at=ten, outcome="granted")
    notes = [e["note"] for e in Caller(office, "hotich").get(f"/dossiers/{code}/timeline").json()["items"]]
    assert any(note and note.startswith("Bỏ qua bước chưa xong: Thẩm tra") for note in notes)
    assert all(
        "Bỏ qua" not in (e["note"] or "")
        for e in Caller(office, "lan").get(f"/dossiers/{code}/timeline").json()["items"]
    )


def test_an_answer_brings_its_files(office: Office, ten: Any) -> None:
    code = in_processing(office)
    Caller(office, "hotich").post(f"/dossiers/{code}/consult", ASKED)
    sent = files.store(SimpleUploadedFile("a.pdf", b"%PDF-1.4\n1"), "a.pdf", office.users["hatinh_so"].pk)
    body = {"answer": "Xem văn bản", "file_ids": [str(sent.uid)]}
    assert Caller(office, "hatinh_so").post(f"/dossiers/{code}/answer-consultation", body).status_code == 200
    (question,) = Caller(office, "hotich").get(f"/dossiers/{code}/consultations").json()["items"]
    assert [f["name"] for f in question["files"]] == ["a.pdf"]
    assert Caller(office, "hotich").get(f"/dossiers/{code}").json()["results"] == []


def test_a_replaced_result_says_so(office: Office, ten: Any) -> None:
    code = finished(office)
    again = Caller(office, "chutich").post(f"/dossiers/{code}/correct-result", {"reason": "Sai ngày sinh"})
    assert again.status_code == 200, again.content.decode()
    assert [r["replaced_at"] for r in again.json()["results"]] == ["2025-07-07T10:00:00+07:00"]


@pytest.mark.parametrize("state", ["AWAITING_PAYMENT", "STOPPED"])
def test_everybody_can_look_up_how_far_a_pausing_dossier_is(office: Office, ten: Any, state: str) -> None:
    code = submit(office).dossier.code
    if state == "STOPPED":
        services.stop(code=code, principal=office.who("vanphong"), at=ten, reason="COURT_ORDER")
    else:
        services.request_payment(code=code, principal=office.who("motcua1"), at=ten, **_typed())
    found = Client().get(f"/api/v1/public/dossiers/{code}").json()
    assert found["status"] == state
    assert 0 < found["completion"] < 100
    listed = Caller(office, "motcua1").get(f"/dossiers?status={state}").json()["items"]
    assert [line["code"] for line in listed] == [code]


def _typed() -> dict[str, Any]:
    from thongsuot.dossiers.payments import Item

    return {"items": [Item("FEE", "Lệ phí", 8_000)], "reason": "x"}


def test_every_refusal_of_the_new_operations_is_declared(office: Office) -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    for verb in [v for v, _name, _body in VERBS] + ["withdraw-consultation", "correct-result"]:
        answers = set(paths[f"/api/v1/dossiers/{{code}}/{verb}"]["post"]["responses"])
        assert {"200", "400", "401", "403", "404", "409", "413", "415", "422", "429"} <= answers, verb
