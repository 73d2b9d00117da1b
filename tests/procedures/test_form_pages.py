"""The same form as one dense page and as one section a page: every field there, labelled, with value, error, origin."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.template import engines
from django.test import RequestFactory

from tests.factories.procedures import ALLOWANCE, BIRTH, COPY, FULL_FORMS, MARRIAGE_STATUS, RESIDENCE
from thongsuot.procedures import form_pages
from thongsuot.procedures.eform import applicable_sections, fields, prefill, section
from thongsuot.procedures.form_pages import form_view, in_words, lists_used, section_view, summary
from thongsuot.procedures.forms import form_from_post, validate
from thongsuot.procedures.selectors import version_in_force
from thongsuot.procedures.services import SIX

ON = date(2026, 11, 24)
DENSE = """{% from "procedures/_form.html" import dense_form, suggestion_lists with context %}
{{ dense_form(view) }}{{ suggestion_lists(lists) }}"""
ONE = """{% from "procedures/_form.html" import section_fields with context %}{% for part in view %}{{ section_fields(part) }}{% endfor %}"""
READ = (
    """{% from "procedures/_summary.html" import form_summary with context %}{{ form_summary(parts, "/x/{key}/") }}"""
)


class Inputs(HTMLParser):
    """Inputs, labels, ids and selected values of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.named: dict[str, str] = {}
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.select = self.area = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = {key: value if value is not None else "" for key, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if tag == "select":
            self.select = given["name"]
            self.named.setdefault(self.select, "")
        if tag == "option" and "selected" in given and self.select:
            self.named[self.select] = given["value"]
        if tag in ("input", "textarea") and given.get("name", "").startswith("form."):
            chosen = given.get("type") not in ("radio", "checkbox") or "checked" in given
            if chosen:
                self.named[given["name"]] = given.get("value", "")
            else:
                self.named.setdefault(given["name"], "")

        if tag == "textarea":
            self.area = given["name"]

    def handle_data(self, data):
        if self.area:
            self.named[self.area] += data

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            self.area = ""


def rendered(source: str, **context) -> str:
    return engines["jinja2"].from_string(source).render(context, RequestFactory().get("/"))


@pytest.fixture(params=SIX)
def version(six, request):
    return version_in_force(request.param, ON)


def test_dense_form_has_every_field_once_and_labelled(version):
    view = form_view(version, FULL_FORMS[version.code])
    page = Inputs(rendered(DENSE, view=view, lists=lists_used(view)))
    for _part, field in fields(version):
        if field.kind != "rows":
            assert field.html_name in page.named
    assert len(page.ids) == len(set(page.ids))
    assert {id for id in page.ids if id.startswith("o-form")} >= {i for i in page.labelled if i.startswith("o-form")}


def test_dense_form_sent_back_unchanged_is_the_same_form(version):
    form = FULL_FORMS[version.code]
    view = form_view(version, form)
    page = Inputs(rendered(DENSE, view=view, lists={}))
    assert validate(version, "", form_from_post(version, page.named), "ONLINE", today=ON) == form


def test_sections_sent_back_unchanged_are_the_same_form(version):
    form = FULL_FORMS[version.code]
    page = Inputs(rendered(ONE, view=form_view(version, form)))
    assert validate(version, "", form_from_post(version, page.named), "ONLINE", today=ON) == form


def test_summary_says_every_answer_in_words(version):
    html = rendered(READ, parts=summary(version, FULL_FORMS[version.code]))
    text = re.sub(r"<[^>]+>", " ", html)
    for part, lines in summary(version, FULL_FORMS[version.code]):
        assert f"/x/{part.key}/" in html
        assert all(label in text for label, _words in lines)
    assert "true" not in text
    assert "2025-07-01" not in text


def test_errors_stand_at_their_field_and_typed_values_stay(six):
    version = version_in_force(BIRTH, ON)
    errors = [{"field": "form.child.birth_date", "message": "Ngày không có thật"}]
    view = form_view(version, {"child": {"birth_date": "31/2/2025"}}, errors=errors)
    html = rendered(DENSE, view=view, lists={})
    assert 'id="o-form-child-birth_date-loi"' in html
    assert 'value="31/2/2025"' in html
    child = section_view(view, "child")
    assert child is not None
    assert child.wrong
    assert not section_view(view, "place").wrong
    assert section_view(view, "no such part") is None


def test_typed_parts_of_an_impossible_date_stay_in_their_boxes(six):
    view = form_view(version_in_force(BIRTH, ON), {"child": {"birth_date": "31/2/2025"}})
    html = rendered(ONE, view=view)
    for part, typed in (("day", "31"), ("month", "2"), ("year", "2025")):
        assert re.search(rf'name="form.child.birth_date_{part}"[^>]*value="{typed}"', html)


def test_known_answers_are_filled_and_say_where_they_come_from(six):
    version = version_in_force(BIRTH, ON)
    known = {"applicant": {"name": "Nguyễn Thị Lan", "birth_date": date(1996, 2, 3), "address": "Mai Phụ"}}
    form = prefill(version, known, {"requester": {"relation": "mother"}})
    assert form["requester"]["name"] == form["mother"]["name"] == "Nguyễn Thị Lan"
    assert form["requester"]["birth_date"] == "1996-02-03"
    assert form["child"]["ethnicity"] == "Kinh"
    assert "father" not in form
    html = rendered(DENSE, view=form_view(version, form, known=known), lists={})
    assert "(lấy từ thông tin chủ hồ sơ)" in html
    assert "(lấy từ câu trả lời ở trên)" in html


def test_prefill_never_overwrites_an_answer(six):
    version = version_in_force(MARRIAGE_STATUS, ON)
    given = {"person": {"name": "Lê Văn Bình"}, "requester": {"relation": "self"}}
    form = prefill(version, {"applicant": {"name": "Người khác"}}, given)
    assert form["person"]["name"] == "Lê Văn Bình"
    assert given == {"person": {"name": "Lê Văn Bình"}, "requester": {"relation": "self"}}


def test_conditional_fields_say_when_they_count(six):
    view = form_view(version_in_force(MARRIAGE_STATUS, ON), {})
    spouse = section_view(view, "status").fields[1]
    assert spouse.hint.startswith("Chỉ điền khi “Tình trạng hôn nhân hiện tại” là “Đang có vợ hoặc chồng” hoặc")
    mother = section_view(form_view(version_in_force(BIRTH, ON), {}), "mother")
    assert "Không cần điền khi “Hoàn cảnh của trẻ” là “Trẻ bị bỏ rơi”" in mother.hint


def test_sections_follow_the_answers(six):
    version = version_in_force(BIRTH, ON)
    keys = [part.key for part in applicable_sections(version, {"child": {"situation": "abandoned"}})]
    assert "mother" not in keys
    assert section(version, "mother").title == "Người mẹ"
    assert section(version, "nothing") is None


def test_more_rows_come_when_asked_for_and_not_beyond_the_limit(six):
    version = version_in_force(COPY, ON)
    assert len(form_view(version, {})[0].fields[0].rows) == 1
    assert len(form_view(version, {}, rows={"documents": 2})[0].fields[0].rows) == 3
    assert len(form_view(version, {}, rows={"documents": 99})[0].fields[0].rows) == 20
    members = section_view(form_view(version_in_force(RESIDENCE, ON), {}), "members")
    assert len(members.fields[0].rows) == 1


def test_suggestions_hold_the_54_peoples_once(six):
    peoples = form_pages.suggestion_lists()["ethnicities"]
    assert len(peoples) == len(set(peoples)) == 54
    view = form_view(version_in_force(ALLOWANCE, ON), {})
    html = rendered(DENSE, view=view, lists=lists_used(view))
    assert html.count('<datalist id="goi-y-ethnicities">') == 1


def test_text_of_people_is_escaped(six):
    view = form_view(version_in_force(BIRTH, ON), {"child": {"name": '"><script>alert(1)</script>'}})
    assert "<script>" not in rendered(DENSE, view=view, lists={})


def test_answers_in_words(six):
    version = version_in_force(BIRTH, ON)
    by_path = {field.path: field for _part, field in fields(version)}
    assert in_words(by_path["child.sex"], "male") == "Nam"
    assert in_words(by_path["child.birth_date"], "2025-07-01") == "01/07/2025"
    assert in_words(by_path["parents.married"], False) == "Không"
    assert in_words(by_path["copies.quantity"], 1200) == "1.200"
    assert in_words(by_path["child.name"], None) == ""
