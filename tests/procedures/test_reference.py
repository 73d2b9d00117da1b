"""The files that ship: every fact has its mark, every form is a valid schema, every process ends with a signature.

Each test reads the whole catalogue and names the procedures that fail it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema_rs
import pytest

from tests.factories.procedures import BIRTH, BUSINESS, COPY, MARRIAGE_STATUS, RESIDENCE, file_code
from thongsuot.accounts.models import Role
from thongsuot.org.models import OrganKind
from thongsuot.procedures import words
from thongsuot.procedures.eform import ONE_LINE, fields
from thongsuot.procedures.fees import TARIFFS
from thongsuot.procedures.form_pages import suggestion_lists
from thongsuot.procedures.load import reference_files
from thongsuot.procedures.models import Certainty, DurationUnit
from thongsuot.procedures.process import first_steps, problems
from thongsuot.procedures.selectors import Version, all_in_force, duration_for, version_in_force
from thongsuot.procedures.services import SIX

ON = date(2026, 11, 24)
CODES = [file_code(path) for path in reference_files()]
SCAN_POLICIES = {"required", "not_e_filed", "presented_only", "inter_agency", "secret"}
WORKERS = {Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _whole(whole):
    return whole


@pytest.fixture
def versions() -> list[Version]:
    return all_in_force(ON)


def test_there_are_at_least_a_hundred_and_all_are_in_force(versions):
    assert len(CODES) >= 100
    assert {v.code for v in versions} == set(CODES)
    assert set(CODES) >= set(SIX)


def test_none_is_in_force_before_the_two_tier_government():
    assert all_in_force(date(2025, 6, 30)) == []


def test_every_form_is_a_valid_json_schema(versions):
    for version in versions:
        assert version.form_schema["$schema"] == "https://json-schema.org/draft/2020-12/schema", version.code
        jsonschema_rs.meta.validate(version.form_schema)


def test_whoever_can_file_online_finds_a_form(versions):
    assert [v.code for v in versions if v.channel("ONLINE") and not v.form_layout["sections"]] == []


def test_every_form_is_made_of_sections_with_keys_of_their_own_and_ends_with_a_pledge(versions):
    for version in versions:
        keys = [part["key"] for part in version.form_layout["sections"]]
        assert len(keys) == len(set(keys)), version.code
        paths = [field.path for _part, field in fields(version)]
        assert len(paths) == len(set(paths)), version.code
        assert not keys or "pledge" in keys or version.field == "Chứng thực", version.code


def test_every_process_leads_from_a_start_to_a_signing_end(versions):
    assert {v.code: problems(v.process) for v in versions if problems(v.process)} == {}


def test_a_published_process_names_its_decision_and_a_proposed_one_says_so(versions):
    for version in versions:
        process = version.process
        if process.certainty == Certainty.PUBLISHED:
            assert "/QĐ-" in process.source, version.code
            assert "quy trình đã công bố" in process.note, version.code
        else:
            assert "xuất" in process.note, version.code


def test_steps_name_roles_and_organs_that_exist(versions):
    for version in versions:
        for step in version.process.steps:
            assert step.role in WORKERS, version.code
            assert not step.organ_kind or step.organ_kind in OrganKind.values, version.code
            assert step.product, version.code
            assert words.who_words(step.role, step.organ_kind, step.agency)


def test_who_signs_is_not_who_prepared(versions):
    """Four eyes; certifying signatures and copies are done by two people in any case, without a rule of the process."""
    blind = [v.code for v in versions if not any(s.four_eyes_with for s in v.process.steps)]
    assert {version_in_force(code, ON).field for code in blind} <= {"Chứng thực"}


def test_every_process_fits_into_the_legal_time_at_the_counter(versions):
    assert [v.code for v in versions if over(v, v.channels[0].channel)] == []


def test_a_process_longer_than_a_channel_allows_is_said_in_its_note(versions):
    for version in versions:
        if any(over(version, rule.channel) for rule in version.channels):
            assert "dài hơn" in version.process.note, version.code


def over(version: Version, channel: str) -> bool:
    """Whether the steps take longer than this way of filing allows."""
    limit = duration_for(version, "", channel)
    if limit is None:
        return False
    quantity, unit = limit
    minutes = {DurationUnit.SAME_DAY: Decimal(480), DurationUnit.HOUR: quantity * 60}.get(unit, quantity * 480)
    return version.process.minutes > minutes


def test_a_procedure_without_a_time_limit_gives_its_steps_none(versions):
    for version in versions:
        if duration_for(version, "", version.channels[0].channel) is None:
            assert version.channels[0].certainty == Certainty.UNVERIFIED, version.code
            assert version.process.certainty == Certainty.PROPOSED, version.code


def test_conditions_ask_for_fields_of_the_form(versions):
    for version in versions:
        known = {field.path for _part, field in fields(version)}
        conditions = [c.condition for c in version.components] + [s.condition for s in version.process.steps]
        for part, field in fields(version):
            conditions += [part.when, field.when, field.same_when]
            assert not field.same_as or field.same_as in known, version.code
            assert not field.not_before or field.not_before in known, version.code
        assert set().union(*(asked(condition) for condition in conditions)) <= known, version.code


def asked(condition: Mapping[str, Any] | None) -> set[str]:
    """Paths a condition looks at."""
    if condition is None:
        return set()
    for word in ("all", "any"):
        if word in condition:
            return set().union(*(asked(part) for part in condition[word]))
    return asked(condition["not"]) if "not" in condition else {condition["field"]}


def test_every_fact_has_a_known_mark(versions):
    for version in versions:
        marks = [*version.settings["certainty"].values(), *(note["certainty"] for note in version.settings["notes"])]
        for facts in (version.channels, version.cases, version.fees, version.components):
            marks += [fact.certainty for fact in facts]
        assert set(marks) <= set(Certainty.values), version.code
        assert {law["checked"] for law in version.legal_basis} <= set(words.CHECKED), version.code


def test_what_was_not_found_does_not_pass_for_published(versions):
    for version in versions:
        certainty = version.settings["certainty"]
        assert (certainty["decision"] == Certainty.PUBLISHED) == bool(version.decision), version.code
        assert (certainty["result"] == Certainty.PUBLISHED) == bool(version.result_code), version.code
        if certainty["components"] != Certainty.PUBLISHED and version.code not in SIX:
            listed = [c for c in version.components if not c.note_only and c.certainty == Certainty.PUBLISHED]
            notes = [c.name for c in version.components if c.note_only and c.certainty == Certainty.UNVERIFIED]
            assert notes or listed, version.code


def test_every_procedure_rests_on_a_law_and_speaks_to_somebody(versions):
    for version in versions:
        assert version.legal_basis, version.code
        assert version.subjects, version.code
        assert version.conditions, version.code
        assert version.executing_agency, version.code
        assert version.result_name, version.code
        assert version.keywords, version.code


def test_fees_are_whole_sums_or_say_who_sets_them(versions):
    for version in versions:
        for fee in version.fees:
            assert fee.amount is None or 0 <= fee.amount <= 1_000_000, version.code
            assert fee.note, version.code
            assert fee.amount is not None or "Hội đồng nhân dân" in fee.note or "pháp luật" in fee.note, version.code


def test_words_of_the_data_are_known(versions):
    for version in versions:
        assert {component.scan_policy for component in version.components} <= SCAN_POLICIES, version.code
        assert {component.group for component in version.components} <= {"submit", "present", "note"}, version.code
        assert {fee.tariff for fee in version.fees} <= set(TARIFFS), version.code
        assert set(version.pause_policies.values()) <= {"RESTART", "RESUME", "NO_STOP"}, version.code
        lists = {f.suggestions for _part, field in fields(version) for f in (field, *field.columns)} - {""}
        assert lists <= set(suggestion_lists()), version.code


def test_notes_are_never_papers(versions):
    for version in versions:
        for component in version.components:
            assert component.note_only == (component.group == "note"), component.code
            assert component.note_only or component.originals + component.copies > 0, component.code


def test_one_line_texts_have_a_length_limit(versions):
    for version in versions:
        for shape, path in one_line_shapes(version):
            assert {"maxLength", "enum", "pattern", "format"} & set(shape), f"{version.code} {path}"


def one_line_shapes(version: Version) -> Iterator[tuple[dict[str, Any], str]]:
    """Schema of every box of one line, also in the rows of a group."""
    for _part, field in fields(version):
        shape = version.form_schema
        for part in field.path.split("."):
            shape = shape["properties"][part]
        if field.kind in ONE_LINE:
            yield shape, field.path
        for column in field.columns:
            if column.kind in ONE_LINE:
                yield shape["items"]["properties"][column.path], f"{field.path}.{column.path}"


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


def test_land_change_asks_the_department_unless_it_is_neither_rice_nor_forest():
    change = version_in_force("1.013949", ON).process
    consult = change.step("consult")
    assert consult.agency == "Sở Nông nghiệp và Môi trường"
    assert [step.key for step in change.steps if "consult" in step.after] == ["decide"]
    for answers, asks in (({}, True), ({"from": "rice"}, True), ({"from": "perennial"}, False)):
        first = [step.key for step in first_steps(change, {"change": answers})]
        assert first == (["appraise", "consult"] if asks else ["appraise"])
