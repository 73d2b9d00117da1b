"""Lists over HTTP: what each kind of person finds in them, page by page."""

from typing import Any

import pytest

from tests.dossiers.test_api import Caller
from tests.dossiers.test_statements import birth_body
from tests.factories.dossiers import LAN_ID, Office, moment, submit
from thongsuot.common.now import frozen
from thongsuot.dossiers.intake_data import Applicant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine():
    with frozen(moment(7, 9)) as at:
        yield at


def codes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content.decode()
    return [row["code"] for row in answer.json()["items"]]


def all_pages(caller: Caller, path: str) -> list[str]:
    """Every code, one to a page."""
    found: list[str] = []
    cursor = ""
    for _page in range(10):
        answer = caller.get(f"{path}&limit=1{cursor}")
        found += codes(answer)
        if not answer.json()["next"]:
            return found
        cursor = f"&cursor={answer.json()['next']}"
    raise AssertionError("danh sách không có trang cuối")


def test_a_line_bears_the_same_id_as_its_dossier(office: Office) -> None:
    clerk = Caller(office, "motcua1")
    made = clerk.post("/dossiers", birth_body(office), key="khoa-1").json()
    for path in ("/dossiers", "/dossiers?status=RECEIVED", "/dossiers?idempotency_key=khoa-1"):
        assert [row["id"] for row in clerk.get(path).json()["items"]] == [made["id"]]


def test_a_citizen_pages_through_open_dossiers(office: Office) -> None:
    mine = [submit(office).dossier.code for _n in range(3)]
    submit(office, applicant=Applicant(name="Lê Văn Bình", id_number="042098004321"))
    assert all_pages(Caller(office, "lan"), "/dossiers?status=RECEIVED") == mine[::-1]
    assert len(all_pages(Caller(office, "binh"), "/dossiers?status=RECEIVED")) == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("unit=18583", 1),
        ("unit=18604", 0),
        ("due_before=2025-07-07T09:00:00%2B07:00", 0),
        ("due_before=2025-07-10T09:00:00%2B07:00", 1),
        ("q=nguyen", 1),
        ("q=nobody", 0),
        ("national_status=2", 1),
        ("status=FINISHED", 0),
    ],
)
def test_filters_hold_for_citizens_as_for_officials(office: Office, asked: str, found: int) -> None:
    submit(office)
    for name in ("lan", "motcua1"):
        assert len(codes(Caller(office, name).get(f"/dossiers?{asked}"))) == found, name


def test_an_auditor_lists_the_province_without_persons(office: Office) -> None:
    here = submit(office).dossier.code
    there = submit(office, by="tk_motcua1", receiving_unit=office.world.thach_khe.code).dossier.code
    auditor = Caller(office, "thanhtra")
    assert all_pages(auditor, "/dossiers?status=RECEIVED") == [there, here]
    answer = auditor.get(f"/dossiers?q={here}")
    assert codes(answer) == [here]
    assert answer.json()["items"][0]["applicant_name"] is None
    assert codes(auditor.get("/dossiers?q=nguyen")) == []
    assert LAN_ID not in answer.content.decode()


def test_administrators_list_nothing(office: Office) -> None:
    submit(office)
    assert codes(Caller(office, "quantri").get("/dossiers")) == []
