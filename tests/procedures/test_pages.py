"""Public pages: find a procedure, read what it takes."""

import re
from datetime import date

import pytest

from tests.factories.catalogue import AT, decide, make_controller
from tests.factories.procedures import BIRTH, BUSINESS, COPY, RESIDENCE
from thongsuot.common import stamps
from thongsuot.common.now import frozen
from thongsuot.procedures.decisions import Line
from thongsuot.procedures.models import ProcedureVersion
from thongsuot.procedures.selectors import version_in_force
from thongsuot.procedures.services import SIX

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize("code", SIX)
def test_every_procedure_has_a_page_with_what_one_needs(six, client, code):
    answer = client.get(f"/thu-tuc/{code}/")
    assert answer.status_code == 200
    html, text = answer.content.decode(), text_of(answer)
    version = version_in_force(code, ON)
    assert html.count("<h1") == 1
    assert version.short_name in text
    for component in version.components:
        assert component.name in text
    for step in version.process.steps:
        assert step.name in text
    assert "đề xuất" in text
    assert "Căn cứ pháp lý" in text
    assert "style=" not in html
    assert "<script>" not in html


def test_button_to_file_is_there_only_when_it_can_be_filed_here(six, client, settings):
    settings.ONLINE_INTAKE = ["own"]
    assert f"/nop-ho-so/{BIRTH}/" in client.get(f"/thu-tuc/{BIRTH}/").content.decode()
    assert "/nop-ho-so/" not in client.get(f"/thu-tuc/{COPY}/").content.decode()
    settings.ONLINE_INTAKE = ["national"]
    national = client.get(f"/thu-tuc/{BIRTH}/").content.decode()
    assert "/nop-ho-so/" not in national
    assert "https://dichvucong.gov.vn/" in national


def test_doubtful_facts_are_marked(six, client):
    assert "chưa xác minh" in text_of(client.get(f"/thu-tuc/{BUSINESS}/"))
    assert "Hội đồng nhân dân tỉnh quy định" in text_of(client.get(f"/thu-tuc/{BUSINESS}/"))
    assert "Công an" in text_of(client.get(f"/thu-tuc/{RESIDENCE}/"))


def test_papers_that_stand_for_each_other_are_said_together(six, client):
    assert "Một trong các giấy sau:" in text_of(client.get(f"/thu-tuc/{BIRTH}/"))


def test_finds_in_the_words_of_people(six, client):
    answer = client.get("/thu-tuc/", {"q": "lam giay khai sinh"})
    assert f"/thu-tuc/{BIRTH}/" in answer.content.decode()
    assert "1 thủ tục" in text_of(answer)


def test_says_what_to_do_when_nothing_is_found(six, client):
    assert "Hãy thử từ khác" in text_of(client.get("/thu-tuc/", {"q": "xyzzy"}))


def test_answers_htmx_with_the_list_alone(six, client):
    html = client.get("/thu-tuc/", {"q": "sinh con"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert BIRTH in html


@pytest.mark.parametrize("q", ["x" * 5000, "\u202e", "<script>", "' OR 1=1"])
def test_strange_words_find_nothing_and_break_nothing(six, client, q):
    answer = client.get("/thu-tuc/", {"q": q})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_unknown_procedure_is_a_clear_404(six, client):
    answer = client.get("/thu-tuc/9.999999/")
    assert answer.status_code == 404
    assert "Hãy tìm theo tên" in text_of(answer)


def test_pages_need_few_statements(six, client, django_assert_max_num_queries):
    client.get(f"/thu-tuc/{BIRTH}/")
    with django_assert_max_num_queries(2):
        assert "Đăng ký khai sinh" in client.get(f"/thu-tuc/{BIRTH}/").content.decode()


def test_procedures_between_agencies_are_not_shown_to_citizens(six, client):
    ProcedureVersion.objects.filter(procedure__code=COPY).update(kind="STANDARD_INTERNAL")
    stamps.bump(stamps.CATALOGUE)
    assert COPY not in client.get("/thu-tuc/", {"q": "chứng thực"}).content.decode()


def test_an_abolished_procedure_names_its_decision_and_what_replaces_it(six, client):
    with frozen(AT):
        decide(make_controller(six), Line(COPY, "abolish", replaced_by=["2.000908"]), on=AT.date())
        page, api = client.get(f"/thu-tuc/{COPY}/"), client.get(f"/api/v1/procedures/{COPY}")
        filing = client.get(f"/nop-ho-so/{COPY}/")
    for answer in (page, filing):
        assert answer.status_code == 404
        assert "2873/QĐ-UBND" in text_of(answer)
        assert "2.000908" in text_of(answer)
    assert api.json()["replaced_by"] == ["2.000908"]
