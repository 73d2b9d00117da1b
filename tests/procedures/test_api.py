"""GET /procedures and /procedures/{code}."""

import pytest

from tests.factories.procedures import BIRTH, BUSINESS

pytestmark = pytest.mark.django_db
LIST = "/api/v1/procedures"


def get(client, address, **params):
    return client.get(address, params)


def test_lists_procedures_without_signing_in(six, client):
    answer = get(client, LIST)
    assert answer.status_code == 200
    assert len(answer.json()["items"]) == 6
    assert answer.json()["next"] is None


def test_pages_by_key_and_shows_each_once(six, client):
    seen, cursor = [], None
    while True:
        body = get(client, LIST, limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += [item["code"] for item in body["items"]]
        cursor = body["next"]
        if cursor is None:
            break
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) == 6


def test_finds_by_words_field_and_unit(six, client):
    assert get(client, LIST, q="lam giay khai sinh").json()["items"][0]["code"] == BIRTH
    assert {i["code"] for i in get(client, LIST, field="Hộ tịch").json()["items"]} == {BIRTH, "1.004873"}
    assert len(get(client, LIST, unit="18583", on="2026-11-24").json()["items"]) == 6


def test_pages_of_a_search_go_on_where_they_stopped(six, client):
    first = get(client, LIST, q="đăng ký hộ", limit=1).json()
    everything = [item["code"] for item in get(client, LIST, q="đăng ký hộ").json()["items"]]
    second = get(client, LIST, q="đăng ký hộ", limit=1, cursor=first["next"]).json() if first["next"] else {"items": []}
    assert [i["code"] for i in first["items"] + second["items"]] == everything[:2]


def test_unit_that_is_not_in_force_names_its_successors(six, client):
    answer = get(client, LIST, unit="18670", on="2026-11-24")
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "unit_not_in_force"
    assert body["successors"][0]["code"] == "18583"


@pytest.mark.parametrize(
    "params",
    [{"limit": 0}, {"limit": 101}, {"on": "hôm nay"}, {"cursor": "made-up"}, {"q": "x" * 5000}, {"unit": "00000"}],
)
def test_wrong_questions_are_refused(six, client, params):
    answer = get(client, LIST, **params)
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")


def test_record_says_everything_and_how_sure_we_are(six, client):
    record = get(client, f"{LIST}/{BIRTH}").json()
    assert record["result_code"] == "KQ.G15.000031"
    assert [time["channel"] for time in record["times"]] == ["DIRECT", "ONLINE", "POSTAL", "KIOSK"]
    assert record["times"][0]["duration_unit"] == "SAME_DAY"
    assert [case["code"] for case in record["cases"]] == ["1.001193.01", "1.001193.02"]
    assert record["process"]["certainty"] == "proposed"
    assert [step["key"] for step in record["process"]["steps"]] == ["verify", "sign"]
    assert record["process"]["steps"][-1]["signs"] is True
    assert {component["group"] for component in record["components"]} == {"submit", "present", "note"}
    assert record["form_schema"]["properties"]["child"]["properties"]["name"]["type"] == "string"
    assert record["fees"][0]["amount"] == 0
    assert {note["certainty"] for note in record["notes"]} == {"unverified", "proposed"}


def test_unknown_amounts_are_null(six, client):
    record = get(client, f"{LIST}/{BUSINESS}").json()
    assert record["fees"][0]["amount"] is None
    assert record["times"][0]["certainty"] == "unverified"


@pytest.mark.parametrize("address", [f"{LIST}/9.999999", f"{LIST}/{BIRTH}?on=2025-06-30"])
def test_unknown_procedure_and_day_before_validity_are_not_found(six, client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
