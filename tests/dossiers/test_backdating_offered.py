"""Nhập bù được mời ở mọi động từ: on the page wherever a verb is offered, and in the API's description of each."""

import re
import uuid
from typing import Any

import pytest

from config.api import api
from tests.dossiers.test_backdating_doors import (
    Caller,
    checked,
    received,
    said,
    said_in_json,
    submitted,
    tuesday,  # noqa: F401
    unanswered,
    unpaid,
    unsupplemented,
)
from tests.factories.accounts import sign_in
from tests.factories.dossiers import finished, in_processing, moment
from tests.page_client import PageClient
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.backdating import EVIDENCE
from thongsuot.dossiers.models import DossierFile
from thongsuot.dossiers.states import VERBS

pytestmark = pytest.mark.django_db
AT = moment(7, 11)
PEOPLE = ("motcua1", "hotich", "vanphong", "chutich", "hatinh_so")


def stopped(office):
    """The unit has stopped it."""
    code = in_processing(office)
    services.stop(code=code, principal=office.who("vanphong"), at=moment(7, 10), reason="Chờ", basis="Văn bản 5")
    return code


STAGES = (submitted, received, in_processing, checked, unpaid, unsupplemented, unanswered, stopped, finished)


def offered(office, code):
    """{verb: whether its form takes what happened}, over everybody who works on the dossier."""
    found = {}
    for name in PEOPLE:
        client = PageClient()
        sign_in(client, office.users[name])
        with frozen(AT):
            answer = client.get(f"/can-bo/ho-so/{code}/")
        if answer.status_code == 404:
            continue
        for form in re.findall(rf'<form action="/can-bo/ho-so/{code}/lam/.*?</form>', answer.content.decode(), re.S):
            [verb, *_second] = re.findall(r'name="verb" value="([a-z-]+)"', form)
            boxes = ("happened_date", "happened_time", "happened_reason", "happened_file")
            found[verb] = found.get(verb, True) and all(f'name="{verb}-{box}"' in form for box in boxes)
    return found


def test_wherever_a_verb_is_offered_its_form_takes_when_it_really_happened(office):
    found = {}
    for stage in STAGES:
        found |= offered(office, stage(office))
    assert [verb for verb, takes in found.items() if not takes] == []
    assert set(VERBS) - set(found) <= {"submit"}, "động từ chưa thấy ở trang nào"


def test_every_verb_of_the_api_says_that_it_takes_what_happened():
    described = api.get_openapi_schema()
    takes = {
        name
        for name, schema in described["components"]["schemas"].items()
        if "happened" in schema.get("properties", {})
    }
    missing = []
    for path, methods in described["paths"].items():
        if not re.fullmatch(r"/api/v1/dossiers(/\{code\}/[a-z-]+)?", path) or "post" not in methods:
            continue
        body = str(methods["post"]["requestBody"]["content"]["application/json"]["schema"])
        if not any(f"/{name}'" in body for name in takes):
            missing.append(path)
    assert missing == []


QUESTION = {"to": "42-STP", "question": "Có gì cần lưu ý?", "due_at": "2025-07-09T17:00:00+07:00"}
MORE: list[tuple[str, str, Any, dict[str, Any], str]] = [
    ("request-payment", "hotich", in_processing, {"items": [{"text": "Phí", "amount": 1_000}], "reason": "x"},
     "payment_requested"),
    ("consult", "hotich", in_processing, QUESTION, "consulted"),
    ("withdraw-consultation", "hotich", unanswered, {"reason": "đã rõ"}, "consultation_withdrawn"),
    ("stop", "vanphong", in_processing, {"reason": "COURT_ORDER"}, "stopped"),
    ("resume", "vanphong", stopped, {}, "resumed"),
    ("extend", "vanphong", in_processing, {"reason": "Mất điện", "new_due_at": "2025-07-10T16:00:00+07:00"}, "extended"),
    ("withdraw", "motcua1", in_processing, {"reason": "đổi ý"}, "withdrawn"),
    ("correct-result", "chutich", finished, {"reason": "Sai ngày sinh"}, "result_corrected"),
]  # fmt: skip


@pytest.mark.usefixtures("tuesday")
@pytest.mark.parametrize(("verb", "name", "before", "body", "entry"), MORE)
def test_money_opinions_and_pauses_are_entered_afterwards_too(office, verb, name, before, body, entry):
    code = before(office)
    whole = {**body, "happened": said_in_json(office, name)}
    answer = Caller(office, name).post(f"/dossiers/{code}/{verb}", whole, uuid.uuid4().hex)
    assert answer.status_code == 200, answer.content.decode()
    told = said(code, entry)
    assert (told["at"], told["reason"]) == (moment(7, 10), "Làm trên giấy")
    assert DossierFile.objects.filter(code=EVIDENCE).count() == 1
