"""Another program asks what need not be filed, and files with the references it got."""

import json

import pytest
from django.db import connection

from tests.dossiers.test_api import Caller
from tests.dossiers.test_statements import birth_body
from tests.factories.dossiers import LAN_ID, Office, moment
from tests.factories.results import issued, population  # noqa: F401
from thongsuot.common.now import frozen
from thongsuot.dossiers import held
from thongsuot.dossiers.models import Lookup

pytestmark = pytest.mark.django_db
LAN = {"name": "Nguyễn Thị Lan", "id_number": LAN_ID, "birth_date": "1990-05-20"}


@pytest.fixture(autouse=True)
def _at_nine():
    with frozen(moment(7, 9)):
        yield


def question(office: Office, **changes):
    return {"procedure_code": "1.001193", "receiving_unit": office.world.mai_phu.code, "applicant": LAN, **changes}


def test_a_clerk_gets_references_and_files_with_them(office: Office, population) -> None:  # noqa: F811
    issued(office)
    clerk = Caller(office, "motcua1")
    said = clerk.post("/dossiers/sources", question(office)).json()
    held = {one["code"]: one for one in said["components"]}
    assert held["1.001193-KH"]["source"] == "REUSED"
    assert held["1.001193-TT"]["source"] == "FROM_DATABASE"
    asked = {d["database"]: d["outcome"] for d in said["databases"]}
    assert asked == {"dan-cu": "match"}  # civil status is asked only when this filing needs it
    more = clerk.post("/dossiers/sources", question(office, form={"parents": {"married": True}})).json()
    assert {d["database"] for d in more["databases"]} == {"dan-cu", "ho-tich"}
    body = birth_body(office)
    body["applicant"] = LAN
    body["components"] = [c for c in body["components"] if c["code"] not in held]
    body["components"] += [{k: one[k] for k in ("code", "source", "reference")} for one in held.values()]
    made = clerk.post("/dossiers", body)
    assert made.status_code == 201, made.content.decode()
    origins = {c["code"]: c["origin"] for c in made.json()["components"] if c["origin"]}
    assert origins["1.001193-KH"]["number"] == "12/2025"


def test_a_slow_database_holds_no_transaction(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    outside, blocks = len(connection.atomic_blocks), []

    def look(**asked):
        blocks.append(len(connection.atomic_blocks))
        return held.Found()

    monkeypatch.setattr(held, "look", look)
    clerk = Caller(office, "motcua1")
    answers = [clerk.post("/dossiers/sources", question(office), key="tra-1") for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert blocks == [outside], "asked once, and outside"
    path, body = "/api/v1/dossiers/sources", json.dumps(question(office))
    assert clerk.client.post(path, body, content_type="application/json", headers=clerk.headers).status_code == 200
    assert blocks == [outside] * 2


def test_a_citizen_asks_only_about_himself(office: Office, population) -> None:  # noqa: F811
    assert Caller(office, "lan").post("/dossiers/sources", question(office)).status_code == 200
    refused = Caller(office, "binh").post("/dossiers/sources", question(office))
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert Lookup.objects.filter(asked_by=office.users["binh"]).count() == 0


def test_a_clerk_of_another_commune_does_not_look(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Caller(office, "tk_motcua1").post("/dossiers/sources", question(office)).status_code == 403
    monkeypatch.setattr(held, "codes_reused", lambda version: set())  # a procedure that takes no earlier result
    assert Caller(office, "tk_motcua1").post("/dossiers/sources", question(office)).status_code == 403
    assert not Lookup.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"procedure_code": "9.999"}, "procedure_unknown"),
        ({"receiving_unit": "99999"}, "unit_unknown"),
        ({"applicant": {"name": "Lan"}}, "id_number_invalid"),
        ({"applicant": {"name": "Lan", "id_number": "12"}}, "id_number_invalid"),
    ],
)
def test_bad_questions_are_refused_with_a_code(office: Office, changes, code) -> None:
    refused = Caller(office, "motcua1").post("/dossiers/sources", question(office, **changes))
    assert refused.status_code == 422
    assert refused.json()["code"] == code


def test_submitting_with_claims_takes_two_statements_more(office: Office, client, population) -> None:  # noqa: F811
    import uuid

    from tests.dossiers.test_statements import post, statements
    from tests.factories.accounts import bearer

    issued(office)
    headers = bearer(office.users["motcua1"])
    said = Caller(office, "motcua1").post("/dossiers/sources", question(office)).json()
    body = birth_body(office)
    held = {one["code"]: one for one in said["components"]}
    body["components"] = [c for c in body["components"] if c["code"] not in held]
    body["components"] += [{k: one[k] for k in ("code", "source", "reference")} for one in held.values()]
    assert post(client, office, "", body, headers, uuid.uuid4().hex).status_code == 201
    with statements(10, "nộp hồ sơ có kết quả cũ và lượt tra"):
        assert post(client, office, "", body, headers, uuid.uuid4().hex).status_code == 201
