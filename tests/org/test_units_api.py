"""Units over HTTP, as contracts.md promises."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.units import HA_TINH_ID
from thongsuot.common import stamps
from thongsuot.common.now import frozen
from thongsuot.common.ratelimit import Here
from thongsuot.org import api

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
UNITS = "/api/v1/units"


@pytest.fixture
def get(world, client):
    """Ask the API on 24/11/2026."""

    def ask(path="", status=200):
        with frozen(NOW):
            answer = client.get(f"{UNITS}{quote(path, safe='/?&=%')}")
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return ask


def test_a_code_means_the_unit_of_the_day(world, get):
    (now,) = get("?code=18583")["items"]
    assert now == {
        "id": world.mai_phu.id,
        "code": "18583",
        "name": "Mai Phụ",
        "full_name": "Xã Mai Phụ",
        "kind": "commune",
        "organ_kind": None,
        "parent": HA_TINH_ID,
        "province_code": "42",
        "identifier": "H27.18583",
        "identifier_is_demo": True,
        "valid_from": "2025-07-01",
        "valid_to": None,
    }
    (then,) = get("?code=18583&on=2025-06-30")["items"]
    assert (then["name"], then["valid_from"], then["valid_to"]) == ("Thạch Châu", None, "2025-07-01")


def test_a_code_not_in_force_is_refused_with_its_successors(world, get):
    problem = get("?code=18670", 422)
    assert problem["code"] == "unit_not_in_force"
    assert [row["unit"] for row in problem["successors"]] == [world.mai_phu.id]
    assert get("?code=99999")["items"] == []


def test_search_province_and_kind(get):
    assert [row["full_name"] for row in get("?q=mai phu")["items"]] == ["Xã Mai Phụ"]
    assert [row["full_name"] for row in get("?q=thạch&on=2025-06-30&kind=commune")["items"]] == [
        "Xã Thạch Châu", "Xã Thạch Hải", "Xã Thạch Khê", "Xã Thạch Mỹ",
    ]  # fmt: skip
    assert {row["province_code"] for row in get("?province=38")["items"]} == {"38"}
    assert {row["kind"] for row in get("?kind=service_centre")["items"]} == {"service_centre"}


@pytest.mark.parametrize("query", ["?limit=5", "?limit=3&q=t", "?limit=4&province=42&kind=ward"])
def test_pages_show_everything_once(get, query):
    whole = [row["id"] for row in get(query.replace(query.split("&")[0], "?limit=100"))["items"]]
    seen, cursor = [], None
    for _page in range(40):
        answer = get(query + (f"&cursor={cursor}" if cursor else ""))
        seen += [row["id"] for row in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert len(whole) > 4
    assert seen == whole


@pytest.mark.parametrize(
    "query",
    ["?on=hom-nay", "?on=2025-02-30", "?limit=0", "?limit=101", "?cursor=abc", "?kind=kingdom", f"?q={'a' * 300}"],
)
def test_bad_input_is_refused_in_words(get, query):
    problem = get(query, 422)
    assert problem["errors"][0]["field"] == query[1:].split("=")[0]


def test_a_unit_over_time(world, get):
    record = get(f"/{world.thach_chau.id}")
    assert (record["full_name"], record["in_force"]) == ("Xã Thạch Châu", False)
    assert [version["valid_to"] for version in record["versions"]] == ["2025-07-01"]
    assert get(f"/{world.thach_chau.id}?on=2025-06-01")["in_force"]
    assert get("/987654321", 404)["code"] == "not_found"


def test_successors_and_predecessors(world, get):
    ways = get(f"/{world.ky_loi.id}/successors")["items"]
    assert {row["name"]: row["relation"] for row in ways} == {
        "Vũng Áng": "whole_area",
        "Sông Trí": "part_people",
        "Hoành Sơn": "part_people",
    }
    assert {row["effective_on"] for row in ways} == {"2025-07-01"}
    assert get(f"/{world.ky_loi.id}/successors?on=2025-06-30")["items"] == []
    before = get(f"/{world.mai_phu.id}/predecessors")["items"]
    assert sorted(row["code"] for row in before) == ["18493", "18577", "18583", "18670"]
    assert get("/987654321/successors", 404)["code"] == "not_found"
    assert get("/987654321/predecessors", 404)["code"] == "not_found"


def test_resolve_decides_only_when_there_is_one(world, get):
    one = get("/resolve?name=Thạch Châu&district=Thạch Hà&province=Hà Tĩnh")
    assert one["decided"]
    assert (one["items"][0]["unit"], one["items"][0]["relation"]) == (world.mai_phu.id, "whole")
    assert one["items"][0]["came_from"]["id"] == world.thach_chau.id
    many = get("/resolve?name=xã kỳ lợi")
    assert (many["decided"], len(many["items"])) == (False, 3)
    assert get("/resolve?name=Không Có") == {"items": [], "decided": False}
    assert get("/resolve", 422)["errors"][0]["field"] == "name"


def test_a_warm_process_answers_with_a_fixed_number_of_statements(world, get):
    paths = ["?code=18583", "?limit=100", "?q=thach", "/resolve?name=ky loi", f"/{world.mai_phu.id}/predecessors"]
    for path in paths:
        get(path)
    for path in paths:
        with CaptureQueriesContext(connection) as seen:
            get(path)
        assert len(seen) <= 1, f"{path}: chỉ được hỏi mốc dữ liệu, còn lại lấy từ sổ trong bộ nhớ"


def test_an_unchanged_answer_is_not_sent_again(world, client):
    first = client.get("/api/v1/units/resolve", {"name": "Thạch Châu"})
    assert first["Cache-Control"].startswith("public, max-age=")
    again = client.get("/api/v1/units/resolve", {"name": "Thạch Châu"}, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    stamps.bump(stamps.ORG)
    changed = client.get("/api/v1/units/resolve", {"name": "Thạch Châu"}, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_before_midnight_an_answer_is_kept_only_until_the_day_ends(world, client):
    with frozen(datetime(2025, 6, 30, 16, 59, 40, tzinfo=UTC)):  # 23:59:40 in Việt Nam, the evening before
        answer = client.get("/api/v1/units/resolve", {"name": "Thạch Châu"})
    assert answer["Cache-Control"] == "public, max-age=20"
    assert answer.json()["items"][0]["unit"] == world.thach_chau.id


def test_whoever_asks_too_often_is_slowed_down(world, client, monkeypatch):
    monkeypatch.setattr(api, "PACE", Here(limit=3, seconds=60))
    with frozen(datetime(2026, 11, 24, 2, tzinfo=UTC)):
        answers = [client.get("/api/v1/units/resolve", {"name": "Kỳ Lợi"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert int(answers[-1]["Retry-After"]) > 0


@pytest.mark.django_db(transaction=True)
def test_a_warm_process_resolves_without_a_statement(world, client, settings):
    settings.REFERENCE_MAY_LAG = 60.0
    client.get("/api/v1/units/resolve", {"name": "ky loi"})
    with CaptureQueriesContext(connection) as seen:
        answer = client.get("/api/v1/units/resolve", {"name": "ky loi"})
        other = client.get("/api/v1/units/resolve", {"name": "thach chau"})
    assert (len(answer.json()["items"]), other.json()["decided"]) == (3, True)
    assert len(seen) == 0, "units/resolve phải trả lời từ bộ nhớ, kể cả câu chưa ai hỏi"
