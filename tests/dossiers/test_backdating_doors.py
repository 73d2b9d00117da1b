"""Nhập bù at every door: the counter's page, each act of a dossier's page, the bodies of the API."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.dossiers.test_api import Caller
from tests.dossiers.test_backdating import PNG, scan
from tests.dossiers.test_pages import pages_of
from tests.dossiers.test_statements import birth_body
from tests.factories.dossiers import LAN_ID, Office, finished, in_processing, moment, submit
from thongsuot.common import journal
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.backdating import EVIDENCE
from thongsuot.dossiers.models import Dossier, DossierFile, Draft, Status
from thongsuot.dossiers.payments import Item

pytestmark = pytest.mark.django_db
COUNTER = "/can-bo/quay/moi/1.001193/"
TYPED = {"happened_date": "7/7/2025", "happened_time": "9h30", "happened_reason": "Mất mạng từ 8 giờ"}


@pytest.fixture
def tuesday():
    with frozen(moment(8, 8)) as at:
        yield at


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("phieu-giay.png", PNG, content_type="image/png")


def filled(**more: Any) -> dict[str, Any]:
    """The counter's page with everything that a birth registration needs."""
    return {
        "draft": str(Draft.objects.get().uid),
        "name": "Nguyễn Thị Lan",
        "id_number": LAN_ID,
        "component": ["1.001193-TK", "1.001193-CS", "1.001193-TT"],
        "act": "receive",
        **more,
    }


def said(code: str, verb: str) -> dict[str, Any]:
    """What the journal says about back-dating in the entry of this verb."""
    dossier = Dossier.objects.get(code=code)
    entry = next(e for e in journal.timeline(dossier.province_id, "dossier", dossier.pk) if e.verb == verb)
    return {"at": entry.at, **entry.data.get("backdated", {})}


def test_the_counter_enters_yesterdays_paper_and_a_second_press_makes_no_second_dossier(
    office: Office, tuesday: Any
) -> None:
    client = pages_of(office, "motcua1")
    assert "Nhập bù hồ sơ đã nhận trên giấy" in client.get(COUNTER).content.decode()
    first = client.post(COUNTER, filled(**TYPED, happened_file=picture()))
    again = client.post(COUNTER, filled(**TYPED, happened_file=picture()))
    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    dossier = Dossier.objects.get()
    assert (dossier.received_at, dossier.due_at) == (moment(7, 9, 30), moment(7, 17))
    assert dossier.code.split("-")[1] == "250707"
    assert said(dossier.code, "received")["entered_at"] == moment(8, 8).isoformat()
    shown = client.get(f"/can-bo/ho-so/{dossier.code}/").content.decode()
    assert "nhập bù lúc 08:00 08/07/2025" in shown
    assert "phieu-giay.png" in shown


@pytest.mark.parametrize(
    ("typed", "box", "words"),
    [
        ({"happened_date": "31/6/2025"}, "happened_date", "ngày/tháng/năm"),
        ({"happened_time": ""}, "happened_time", "Ghi cả giờ"),
        ({"happened_time": "sáng"}, "happened_time", "giờ:phút"),
        ({"happened_date": "8/7/2025"}, "happened_date", "phải ở quá khứ"),
        ({"happened_date": "7/1/2025"}, "happened_date", "90 ngày"),
        ({"happened_reason": " "}, "happened_reason", "vì sao nhập sau"),
        ({"happened_file": ""}, "happened_file", "bản chụp"),
        ({"happened_kept": "không-phải-mã", "happened_file": ""}, "happened_file", "bản chụp"),
    ],
)
def test_what_is_wrong_stands_at_its_box_in_the_open_part_and_nothing_is_kept(
    office: Office, tuesday: Any, typed: dict[str, Any], box: str, words: str
) -> None:
    client = pages_of(office, "motcua1")
    client.get(COUNTER)
    answer = client.post(COUNTER, filled(**{**TYPED, "happened_file": picture(), **typed}))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f'href="#o-{box}"' in text
    assert words in text
    assert '<details class="more happened" open>' in text
    assert not Dossier.objects.exists()


def test_the_scan_is_kept_when_another_box_was_wrong(office: Office, tuesday: Any) -> None:
    client = pages_of(office, "motcua1")
    client.get(COUNTER)
    wrong = client.post(COUNTER, filled(**TYPED | {"happened_time": ""}, happened_file=picture()))
    kept = wrong.content.decode().split('name="happened_kept" value="')[1].split('"')[0]
    right = client.post(COUNTER, filled(**TYPED, happened_kept=kept))
    assert right.status_code == 302
    assert DossierFile.objects.get(code=EVIDENCE).file_id == uuid.UUID(kept)


def test_nobody_proves_anything_with_somebody_elses_scan(office: Office, tuesday: Any) -> None:
    client = pages_of(office, "motcua1")
    client.get(COUNTER)
    assert client.post(COUNTER, filled(**TYPED, happened_kept=scan(office, "motcua2"))).status_code == 422
    assert not Dossier.objects.exists()


def test_a_whole_life_on_paper_is_entered_on_the_page_of_the_dossier(office: Office, tuesday: Any) -> None:
    code = submit(office, at=moment(7, 9)).dossier.code
    acts = [
        ("vanphong", "assign", "9:30", {"to": "maiphu.hotich"}),
        ("hotich", "complete-step", "10:00", {"step": "verify", "decision": "pass"}),
        ("chutich", "finish", "14:00", {"outcome": "granted"}),
        ("motcua1", "return-result", "16:00", {"taken_by": "Lan"}),
    ]
    for name, verb, hour, words in acts:
        sent = {
            f"{verb}-{k}": v for k, v in {**TYPED, **words, "happened_time": hour, "happened_file": picture()}.items()
        }
        answer = pages_of(office, name).post(f"/can-bo/ho-so/{code}/lam/{verb}/", {"verb": verb, **sent})
        assert answer.status_code == 302, (verb, answer.content.decode())
    dossier = Dossier.objects.get()
    assert (dossier.finished_at, dossier.returned_at) == (moment(7, 14), moment(7, 16))
    assert said(code, "finished")["entered_by"] == office.users["chutich"].pk


def test_an_act_before_the_reception_comes_back_with_what_was_typed_and_the_scan(office: Office, tuesday: Any) -> None:
    code = submit(office, at=moment(7, 9)).dossier.code
    sent = {f"assign-{k}": v for k, v in {**TYPED, "to": "maiphu.hotich", "happened_time": "8:00"}.items()}
    answer = pages_of(office, "vanphong").post(
        f"/can-bo/ho-so/{code}/lam/assign/", {"verb": "assign", **sent, "assign-happened_file": picture()}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "không thể xảy ra trước" in text
    assert 'href="#o-assign-happened_date"' in text
    assert 'name="assign-happened_kept"' in text
    assert Dossier.objects.get().status == Status.RECEIVED


def test_a_reception_is_not_entered_before_the_submission(office: Office, tuesday: Any) -> None:
    code = submit(office, at=moment(7, 9), receive=False).dossier.code
    body = {"happened": said_in_json(office, "motcua1", hour=8)}
    answer = Caller(office, "motcua1").post(f"/dossiers/{code}/receive", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "backdating_invalid")
    assert Dossier.objects.get().status == Status.SUBMITTED


def said_in_json(office: Office, name: str, *, hour: int = 10) -> dict[str, str]:
    return {
        "at": f"2025-07-07T{hour:02}:00:00+07:00",
        "reason": "Làm trên giấy",
        "evidence_file_id": scan(office, name),
    }


def unanswered(office: Office) -> str:
    code = in_processing(office)
    services.consult(
        code=code, principal=office.who("hotich"), at=moment(7, 9), to="42-STP", question="?", due_at=moment(8, 9)
    )
    return code


def unpaid(office: Office) -> str:
    code = in_processing(office)
    services.request_payment(
        code=code, principal=office.who("hotich"), at=moment(7, 9), items=[Item("FEE", "Lệ phí", 8_000)], reason="x"
    )
    return code


def unsupplemented(office: Office) -> str:
    code = in_processing(office)
    services.request_supplement(
        code=code, principal=office.who("hotich"), at=moment(7, 9), items=["CT01"], reason="Thiếu", contact="Hộ tịch"
    )
    return code


def submitted(office: Office) -> str:
    return str(submit(office, receive=False).dossier.code)


def received(office: Office) -> str:
    return str(submit(office).dossier.code)


def stopped(office: Office) -> str:
    code = in_processing(office)
    services.stop(code=code, principal=office.who("chutich"), at=moment(7, 9), reason="COURT_ORDER", basis="")
    return code


def checked(office: Office) -> str:
    code = in_processing(office)
    services.complete_step(code=code, principal=office.who("hotich"), at=moment(7, 9), step="verify", decision="pass")
    return code


PAID = {"amount": 8_000, "method": "cash", "paid_at": "2025-07-07T09:50:00+07:00", "payer": "Lan"}
REFUSED = {"reason": "Sai nơi", "legal_basis": "NĐ 118", "remedy": "Nộp ở xã khác"}
SUPPLEMENT = {"components": [{"code": "1.001193-CS", "originals": 1}]}
VERBS: list[tuple[str, str, Any, dict[str, Any], str]] = [
    ("receive", "motcua1", submitted, {}, "received"),
    ("refuse", "motcua1", submitted, REFUSED, "refused"),
    ("assign", "vanphong", received, {"to": "maiphu.hotich"}, "assigned"),
    ("complete-step", "hotich", in_processing, {"step": "verify", "decision": "pass"}, "step_completed"),
    ("finish", "chutich", checked, {"outcome": "granted"}, "finished"),
    ("return-result", "motcua1", finished, {"method": "COUNTER", "taken_by": "Lan"}, "result_returned"),
    ("record-payment", "motcua1", unpaid, PAID, "payment_recorded"),
    ("request-supplement", "hotich", in_processing, {"items": ["CT01"], "reason": "Thiếu", "contact": "x"},
     "supplement_requested"),
    ("supplement", "motcua1", unsupplemented, SUPPLEMENT, "supplemented"),
    ("answer-consultation", "hatinh_so", unanswered, {"answer": "Được"}, "consultation_answered"),
    ("withdraw", "motcua1", received, {"reason": "Dân xin rút"}, "withdrawn"),
    ("request-payment", "hotich", in_processing, {"items": [{"text": "Lệ phí", "amount": 8_000}], "reason": "x"},
     "payment_requested"),
    ("consult", "hotich", in_processing, {"to": "42-STP", "question": "?", "due_at": "2025-07-09T17:00:00+07:00"},
     "consulted"),
    ("withdraw-consultation", "hotich", unanswered, {"reason": "Đã rõ"}, "consultation_withdrawn"),
    ("stop", "chutich", in_processing, {"reason": "COURT_ORDER"}, "stopped"),
    ("resume", "chutich", stopped, {}, "resumed"),
    ("extend", "chutich", in_processing, {"reason": "Thiếu người", "new_due_at": "2025-07-10T17:00:00+07:00"},
     "extended"),
    ("correct-result", "chutich", finished, {"reason": "Sai tên"}, "result_corrected"),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "name", "before", "body", "entry"), VERBS)
def test_every_verb_of_the_api_takes_what_happened_once_for_each_key(
    office: Office, tuesday: Any, verb: str, name: str, before: Any, body: dict[str, Any], entry: str
) -> None:
    code = before(office)
    caller, key = Caller(office, name), uuid.uuid4().hex
    whole = {**body, "happened": said_in_json(office, name)}
    first = caller.post(f"/dossiers/{code}/{verb}", whole, key)
    again = caller.post(f"/dossiers/{code}/{verb}", whole, key)
    assert first.status_code == 200, first.content.decode()
    assert again.content == first.content
    told = said(code, entry)
    assert (told["at"], told["reason"]) == (moment(7, 10), "Làm trên giấy")
    assert DossierFile.objects.filter(code=EVIDENCE).count() == 1


def test_a_dossier_is_filed_over_the_api_as_it_was_taken_in(office: Office, tuesday: Any) -> None:
    body = {**birth_body(office), "happened": said_in_json(office, "motcua1", hour=9)}
    made = Caller(office, "motcua1").post("/dossiers", body)
    assert made.status_code == 201, made.content.decode()
    assert made.json()["received_at"] == "2025-07-07T09:00:00+07:00"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": "2025-07-07T09:00:00"}, "happened.at"),
        ({"at": "hôm qua"}, "happened.at"),
        ({"at": "2025-07-09T09:00:00+07:00"}, "happened.at"),
        ({"reason": ""}, "happened.reason"),
        ({"evidence_file_id": str(uuid.UUID(int=1))}, "happened.evidence"),
        ({"evidence_file_id": "x" * 65}, "happened.evidence_file_id"),
        ({"by": "ai"}, "happened.by"),
    ],
)
def test_a_wrong_happened_is_422_at_its_field(office: Office, tuesday: Any, changes: Any, field: str) -> None:
    happened = {**said_in_json(office, "motcua1"), **changes}
    answer = Caller(office, "motcua1").post("/dossiers", {**birth_body(office), "happened": happened})
    assert answer.status_code == 422, answer.content.decode()
    assert [e["field"].removeprefix("body.") for e in answer.json()["errors"]] == [field]
    assert not Dossier.objects.exists()


def test_a_citizen_and_another_system_enter_nothing_afterwards(office: Office, tuesday: Any) -> None:
    body = {**birth_body(office), "channel": "ONLINE", "receive": False, "happened": said_in_json(office, "lan")}
    assert Caller(office, "lan").post("/dossiers", body).status_code == 403
    assert not Dossier.objects.exists()


def test_a_scan_of_a_forbidden_kind_is_refused_on_the_page(office: Office, tuesday: Any) -> None:
    client = pages_of(office, "motcua1")
    client.get(COUNTER)
    program = SimpleUploadedFile("phieu.png", b"MZ\x90\x00" + b"\x00" * 200)
    answer = client.post(COUNTER, filled(**TYPED, happened_file=program))
    assert answer.status_code in (415, 422)
    assert "Những gì bạn đã nhập vẫn còn nguyên" in answer.content.decode()
    assert not Dossier.objects.exists()
