"""The files that ship: every fact has its mark, every form is a valid schema, every process ends with a signature."""

from datetime import date
from decimal import Decimal

import jsonschema_rs
import pytest

from tests.factories.procedures import BIRTH, BUSINESS, COPY, FULL_FORMS, MARRIAGE_STATUS, RESIDENCE
from thongsuot.accounts.models import Role
from thongsuot.org.models import OrganKind
from thongsuot.procedures import words
from thongsuot.procedures.eform import ONE_LINE, fields
from thongsuot.procedures.fees import TARIFFS
from thongsuot.procedures.form_pages import suggestion_lists
from thongsuot.procedures.forms import validate
from thongsuot.procedures.models import Certainty, DurationUnit
from thongsuot.procedures.process import problems
from thongsuot.procedures.selectors import all_in_force, duration_for, version_in_force
from thongsuot.procedures.services import SIX

ON = date(2026, 11, 24)
SCAN_POLICIES = {"required", "not_e_filed", "presented_only", "inter_agency", "secret"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _six(six):
    return six


@pytest.fixture(params=SIX)
def version(request):
    return version_in_force(request.param, ON)


def test_all_six_are_in_force():
    assert {v.code for v in all_in_force(ON)} == set(SIX)


def test_none_is_in_force_before_the_two_tier_government():
    assert all_in_force(date(2025, 6, 30)) == []


def test_form_is_a_valid_json_schema(version):
    assert version.form_schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(version.form_schema)


def test_complete_declaration_is_accepted_online(version):
    form = FULL_FORMS[version.code]
    cleaned = validate(version, "", form, "ONLINE", today=ON)
    assert cleaned == form


def test_process_leads_from_a_start_to_a_signing_end(version):
    assert problems(version.process) == []
    assert version.process.certainty == Certainty.PROPOSED
    assert "Không tìm thấy" in version.process.note or "xuất" in version.process.note


def test_steps_name_roles_and_organs_that_exist(version):
    for step in version.process.steps:
        assert step.role in Role.values
        assert step.role in {Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR}
        assert not step.organ_kind or step.organ_kind in OrganKind.values
        assert step.product
        assert words.who_words(step.role, step.organ_kind, step.agency)


def test_process_fits_into_the_legal_time(version):
    quantity, unit = duration_for(version, "", "DIRECT")
    days = Decimal(1) if unit == DurationUnit.SAME_DAY else quantity
    assert version.process.minutes <= days * 480


def test_conditions_ask_for_fields_of_the_form(version):
    known = {field.path for _part, field in fields(version)}

    def asked(condition):
        if condition is None:
            return set()
        for word in ("all", "any"):
            if word in condition:
                return set().union(*(asked(part) for part in condition[word]))
        return asked(condition["not"]) if "not" in condition else {condition["field"]}

    conditions = [c.condition for c in version.components] + [s.condition for s in version.process.steps]
    for part, field in fields(version):
        conditions += [part.when, field.when, field.same_when]
        assert not field.same_as or field.same_as in known
        assert not field.not_before or field.not_before in known
    assert set().union(*(asked(condition) for condition in conditions)) <= known


def test_every_fact_has_a_known_mark(version):
    marks = [*version.settings["certainty"].values(), *(note["certainty"] for note in version.settings["notes"])]
    for facts in (version.channels, version.cases, version.fees, version.components):
        marks += [fact.certainty for fact in facts]
    assert set(marks) <= set(Certainty.values)
    assert {law["checked"] for law in version.legal_basis} <= set(words.CHECKED)


def test_words_of_the_data_are_known(version):
    assert {component.scan_policy for component in version.components} <= SCAN_POLICIES
    assert {component.group for component in version.components} <= {"submit", "present", "note"}
    assert {fee.tariff for fee in version.fees} <= set(TARIFFS)
    assert set(version.pause_policies.values()) <= {"RESTART", "RESUME", "NO_STOP"}
    lists = {f.suggestions for _part, field in fields(version) for f in (field, *field.columns)} - {""}
    assert lists <= set(suggestion_lists())


def test_notes_are_never_papers(version):
    for component in version.components:
        assert component.note_only == (component.group == "note")
        assert component.note_only or component.originals + component.copies > 0


def test_one_line_texts_have_a_length_limit(version):
    def limited(shape):
        return "maxLength" in shape or "enum" in shape or "pattern" in shape or "format" in shape

    for _part, field in fields(version):
        for one in (field, *field.columns):
            if one.kind in ONE_LINE:
                assert limited(shape_of(version, field, one)), one.path


def shape_of(version, field, column):
    shape = version.form_schema
    for part in field.path.split("."):
        shape = shape["properties"][part]
    return shape["items"]["properties"][column.path] if column is not field else shape


def test_birth_is_a_matter_of_the_same_day_unless_a_case_says_otherwise():
    birth = version_in_force(BIRTH, ON)
    assert duration_for(birth, "", "DIRECT") == (Decimal(1), DurationUnit.SAME_DAY)
    assert duration_for(birth, "1.001193.01", "DIRECT") == (Decimal(1), DurationUnit.WORKING_DAY)
    assert birth.result_code == "KQ.G15.000031"


def test_known_times_and_unknown_ones_are_told_apart():
    assert duration_for(version_in_force(MARRIAGE_STATUS, ON), "", "ONLINE") == (Decimal(3), DurationUnit.WORKING_DAY)
    assert duration_for(version_in_force(RESIDENCE, ON), "", "ONLINE") == (Decimal(7), DurationUnit.WORKING_DAY)
    business = version_in_force(BUSINESS, ON)
    assert {time.certainty for time in business.channels} == {Certainty.UNVERIFIED}


def test_certified_copy_is_immediate_and_direct_only():
    copy = version_in_force(COPY, ON)
    assert copy.immediate
    assert [time.channel for time in copy.channels] == ["DIRECT"]
    assert copy.settings["max_extension"] == {"quantity": 2, "duration_unit": "WORKING_DAY"}


def test_residence_is_resolved_by_the_police():
    residence = version_in_force(RESIDENCE, ON)
    assert residence.executing_agency == "Công an cấp xã"
    assert {step.agency for step in residence.process.steps} == {"Công an xã"}
