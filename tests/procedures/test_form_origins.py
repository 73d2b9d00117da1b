"""Fields say what they are of the applicant, by themselves or by the group they stand in; pages say the source."""

import pytest

from tests.factories.procedures import BIRTH, BUSINESS, MARRIAGE_STATUS, RESIDENCE
from thongsuot.procedures.eform import fields, prefill
from thongsuot.procedures.form_pages import form_view, section_view, summary
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db
KNOWN = {"applicant": {"name": "Trần Thị An", "sex": "female", "ethnicity": "Tày"}}


def version(code):
    from datetime import date

    return version_in_force(code, date(2025, 7, 7))


def origins(code):
    return {item.path: item.origin for _part, item in fields(version(code))}


def test_a_group_named_after_the_applicant_is_about_the_applicant(six):
    assert origins(BUSINESS)["owner.sex"] == "applicant.sex"
    assert origins(RESIDENCE)["person.sex"] == "applicant.sex"


def test_a_child_or_somebody_asked_for_only_sometimes_is_not(six):
    assert origins(BIRTH)["child.sex"] == ""
    assert origins(MARRIAGE_STATUS)["person.sex"] == ""
    assert prefill(version(BIRTH), KNOWN)["child"].get("sex") is None


def shown(form):
    view = form_view(
        version(BUSINESS),
        form,
        known=KNOWN,
        sources={"applicant.name": "từ tài khoản", "applicant.sex": "từ hồ sơ H27-1"},
    )
    return {item.field.path: item.origin for item in section_view(view, "owner").fields}


def test_the_source_stands_at_the_field_and_a_change_says_so(six):
    said = shown({"owner": {"name": "Trần Thị An", "sex": "female"}})
    assert (said["owner.name"], said["owner.sex"]) == ("từ tài khoản", "từ hồ sơ H27-1")
    said = shown({"owner": {"name": "Trần Thị Ân"}})
    assert said["owner.name"] == "bạn đã sửa; ban đầu từ tài khoản"
    assert said["owner.sex"] == ""  # an empty box comes from nowhere


def test_a_summary_with_notes_has_a_third_part(six):
    form = {"owner": {"name": "Trần Thị An", "sex": "female"}}
    lines = dict(summary(version(BUSINESS), form, {"owner.name": "từ tài khoản"}))
    owner = next(rows for part, rows in lines.items() if part.key == "owner")
    assert ("Nữ", "") in [(row[1], row[2]) for row in owner]
    assert ("Trần Thị An", "từ tài khoản") in [(row[1], row[2]) for row in owner]
    assert all(len(row) == 2 for _part, rows in summary(version(BUSINESS), form) for row in rows)
