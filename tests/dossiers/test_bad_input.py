"""What people send by mistake: each refused with the field, a stable code and words that say what to do."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.dossiers.test_api import Caller
from tests.dossiers.test_statements import birth_body
from tests.factories.dossiers import Office, moment, submit
from thongsuot.common import files
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, DossierFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine():
    with frozen(moment(7, 9)) as at:
        yield at


def refusal(answer: Any) -> tuple[int, str, list[str]]:
    problem = answer.json()
    return answer.status_code, problem["code"], [error["field"] for error in problem["errors"]]


def uploaded(office: Office, name: str, content: bytes = b"%PDF-1.4\n1") -> str:
    stored = files.store(SimpleUploadedFile("a.pdf", content), "a.pdf", office.users[name].pk)
    return str(stored.uid)


def test_one_file_for_two_papers_is_refused(office: Office) -> None:
    body = birth_body(office)
    body["components"][0]["file_ids"] = body["components"][1]["file_ids"] = [uploaded(office, "motcua1")]
    answer = Caller(office, "motcua1").post("/dossiers", body)
    assert refusal(answer) == (422, "file_twice", ["components[1].file_ids"])
    assert not Dossier.objects.exists()


def test_one_file_as_two_results_is_refused_and_nothing_is_finished(office: Office) -> None:
    code = submit(office).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9), to="maiphu.hotich")
    given = {"file_id": uploaded(office, "chutich")}
    answer = Caller(office, "chutich").post(
        f"/dossiers/{code}/finish", {"outcome": "granted", "results": [given, given]}
    )
    assert answer.status_code == 422
    assert Dossier.objects.get(code=code).status == "PROCESSING"
    assert not DossierFile.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"applicant": {"name": "A" * 10_000}}, "invalid_input", "applicant.name"),
        ({"applicant": {"name": " \u200b "}}, "invalid_input", "applicant.name"),
        ({"applicant": {"name": "Lan", "id_number": "04219000123"}}, "id_number_invalid", "applicant.id_number"),
        ({"submitter": {"name": " "}}, "invalid_input", "submitter.name"),
        ({"submitter": {"name": "B" * 300}}, "invalid_input", "submitter.name"),
        ({"submitter": {"name": "Hoà", "id_number": "12"}}, "id_number_invalid", "submitter.id_number"),
        ({"submitter": {"name": "Hoà", "phone": "không có"}}, "invalid_input", "submitter.phone"),
    ],
)
def test_persons_are_checked_with_the_field_named(office: Office, changes: Any, code: str, field: str) -> None:
    answer = Caller(office, "motcua1").post("/dossiers", {**birth_body(office), **changes})
    assert refusal(answer) == (422, code, [field])
    assert "Một số mục chưa đúng" not in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("refuse", {"reason": "x" * 3_000, "legal_basis": "a", "remedy": "b"}, "reason"),
        ("request-supplement", {"items": ["x" * 600], "reason": "a", "contact": "b"}, "items"),
        ("request-supplement", {"items": ["x"], "reason": "a", "contact": "b" * 300}, "contact"),
        ("withdraw", {"reason": "x" * 3_000}, "reason"),
    ],
)
def test_a_text_too_long_names_its_field(office: Office, verb: str, body: Any, field: str) -> None:
    code = submit(office, receive=False).dossier.code
    answer = Caller(office, "motcua1").post(f"/dossiers/{code}/{verb}", body)
    assert refusal(answer) == (422, "invalid_input", [field])


@pytest.mark.parametrize("name", ["lan", "hotich", "chutich", "thanhtra"])
def test_a_closed_dossier_refuses_first_who_never_might(office: Office, name: str) -> None:
    code = submit(office).dossier.code
    services.withdraw(code=code, principal=office.who("lan"), at=moment(7, 9))
    path = f"/dossiers/{code}/return-result"
    body = {"method": "COUNTER", "taken_by": "Lan"}
    assert Caller(office, name).post(path, body).status_code == 403
    assert refusal(Caller(office, "motcua1").post(path, body))[:2] == (409, "move_not_allowed")
