"""Tìm trong hai vạn hồ sơ: each stage by its index, in one statement, the same number of statements at any size."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.dossiers.test_statements import statements
from tests.factories.accounts import bearer, sign_in
from tests.factories.dossiers import Office, moment, submit
from tests.factories.plans import kept_plan
from thongsuot.common.now import frozen
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.selectors import search
from thongsuot.dossiers.selectors.lists import Wanted

pytestmark = pytest.mark.django_db
ROWS = 20_000
PAGE = 21
# Twenty thousand copies of one dossier under Vietnamese names, spread over ten units, every tenth of them Mai Phụ.
COPIES = """
INSERT INTO dossiers_dossier ({columns})
SELECT {values} FROM dossiers_dossier d, generate_series(1, %(rows)s) AS n WHERE d.id = %(id)s
"""
FAMILY = "(ARRAY['nguyen', 'tran', 'le', 'pham', 'hoang', 'phan', 'vu', 'dang', 'bui', 'do'])[1 + n %% 10]"
MIDDLE = "(ARRAY['van', 'thi', 'duc', 'ngoc', 'minh'])[1 + (n / 10) %% 5]"
GIVEN = "(ARRAY['an', 'binh', 'chi', 'dung', 'giang', 'hai', 'khanh', 'lan', 'mai', 'nam', 'oanh', 'phuc'])[1 + (n / 7) %% 12]"


def fill(office: Office) -> Dossier:
    one = Dossier.objects.get(pk=submit(office).dossier.pk)
    changed = {
        "uid": "gen_random_uuid()",
        "code": "'X-' || n",
        "applicant_name": f"initcap({FAMILY} || ' ' || {MIDDLE} || ' ' || {GIVEN})",
        "applicant_bare": f"{FAMILY} || ' ' || {MIDDLE} || ' ' || {GIVEN}",
        "competent_unit_id": "CASE WHEN n %% 10 = 0 THEN d.competent_unit_id ELSE %(other)s END",
        "receiving_unit_id": "CASE WHEN n %% 10 = 0 THEN d.competent_unit_id ELSE %(other)s END",
    }
    columns = [f.column for f in Dossier._meta.concrete_fields if f.column != "id"]
    values = [changed.get(column, f"d.{column}") for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            COPIES.format(columns=", ".join(columns), values=", ".join(values)),
            {"rows": ROWS, "id": one.pk, "other": office.world.thach_khe.id},
        )
        cursor.execute("ANALYZE dossiers_dossier")
    return one


@pytest.fixture
def crowd(office: Office) -> Iterator[Office]:
    with frozen(moment(7, 11)):
        fill(office)
        yield office


def plan_of(
    office: Office, text: str, after: tuple[str, ...] | None = None, *, wide: bool = False
) -> list[dict[str, Any]]:
    """Nodes of the plan that were run, with the index each used."""
    scope = (search.wide_scope if wide else search.own_scope)(office.who("motcua1"))
    sql, params = search.statement(scope, Wanted(text=text), after=after)
    return [node for node in kept_plan(sql, params) if node.get("Actual Loops")]


def scans(nodes: list[dict[str, Any]]) -> set[str]:
    return {node["Index Name"] for node in nodes if "Index Name" in node}


def read_whole(nodes: list[dict[str, Any]]) -> list[str]:
    """Big partitions that were read from end to end."""
    return [n["Relation Name"] for n in nodes if n["Node Type"] == "Seq Scan" and n["Actual Rows"] > 100]


@pytest.mark.parametrize("typed", ["nguyen van", "Nguyễn Văn", "nguyen van lan"])
def test_the_beginning_of_a_name_is_found_by_unit_and_name(crowd: Office, typed: str) -> None:
    nodes = plan_of(crowd, typed)
    assert not read_whole(nodes)
    assert any("competent_unit_id_applicant_bare" in name for name in scans(nodes)), scans(nodes)


@pytest.mark.parametrize("wide", [False, True], ids=["own units", "the province"])
@pytest.mark.parametrize(
    "after", [None, (str(search.BEGINS), "nguyen ngoc", "0", "0")], ids=["first page", "next page"]
)
def test_a_page_of_a_common_name_is_read_and_not_sorted(crowd: Office, after: Any, wide: bool) -> None:
    for node in plan_of(crowd, "nguyen", after, wide=wide):
        if str(node.get("Relation Name", "")).startswith("dossiers_dossier"):
            assert node["Actual Rows"] * node["Actual Loops"] <= PAGE, node


def test_a_full_page_of_names_leaves_the_words_alone(crowd: Office) -> None:
    assert not any("tsvector" in name for name in scans(plan_of(crowd, "nguyen")))


def test_words_inside_a_name_are_found_by_full_text(crowd: Office) -> None:
    nodes = plan_of(crowd, "ngoc khanh")
    assert not read_whole(nodes)
    assert any("tsvector" in name for name in scans(nodes)), scans(nodes)
    touched = max(n["Actual Rows"] * n["Actual Loops"] for n in nodes if n["Node Type"] == "Bitmap Heap Scan")
    assert touched < ROWS / 50, "the units are words of the query, so other units' rows are not touched"


def test_a_code_is_found_by_its_index(crowd: Office) -> None:
    nodes = plan_of(crowd, "X-4000")
    assert not read_whole(nodes)
    assert any("code" in name for name in scans(nodes)), scans(nodes)


def test_searching_takes_the_same_statements_at_any_size(crowd: Office, client: Client) -> None:
    headers = bearer(crowd.users["motcua1"])
    client.get("/api/v1/dossiers?q=lan", headers=headers)
    with statements(2, "tìm qua API: phiên và câu hỏi"):
        answer = client.get("/api/v1/dossiers?q=ngoc+lan&limit=100", headers=headers)
    assert answer.status_code == 200
    assert {row["applicant_name"].split()[-1] for row in answer.json()["items"]} == {"Lan"}
    sign_in(client, crowd.users["motcua1"])
    client.get("/can-bo/ho-so/?q=ngoc+lan")
    with statements(3, "trang tìm hồ sơ"):
        page = client.get("/can-bo/ho-so/?q=ngoc+lan")
    assert page.content.decode().count("data-item") == 20
