"""Questions to the catalogue: no SQL when warm, the version of the day, time, papers."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.procedures import BIRTH, BUSINESS, COPY, MARRIAGE_STATUS, RESIDENCE
from thongsuot.common import stamps
from thongsuot.procedures.selectors import (
    assigned,
    components_for,
    duration_for,
    fees_for,
    missing_components,
    notes_of,
    version_by_id,
    version_in_force,
)

ON = date(2026, 11, 24)


@pytest.fixture
def birth(six):
    return version_in_force(BIRTH, ON)


def test_asks_the_database_nothing_when_warm(six, django_assert_num_queries):
    with stamps.of_one_request():
        version = version_in_force(BIRTH, ON)
        assigned(six.mai_phu.id, ON)
        with django_assert_num_queries(0):
            assert version_by_id(version_in_force(BIRTH, ON).id) is version
            assert BIRTH in assigned(six.mai_phu.id, ON)


def test_unknown_code_and_unknown_id(six):
    assert version_in_force("9.999999", ON) is None
    with pytest.raises(KeyError):
        version_by_id(-1)


def test_case_wins_over_channel_and_unknown_channel_has_no_time(birth):
    assert duration_for(birth, "1.001193.02", "ONLINE") == (Decimal(1), "WORKING_DAY")
    assert duration_for(birth, "", "ONLINE") == (Decimal(1), "SAME_DAY")
    assert duration_for(version_in_force(COPY, ON), "", "ONLINE") is None


def test_fees_follow_the_channel(six):
    residence = version_in_force(RESIDENCE, ON)
    assert [fee.amount for fee in fees_for(residence, "", "ONLINE")] == [10000]
    assert [fee.amount for fee in fees_for(residence, "", "DIRECT")] == [20000]


def test_notes_are_left_out_of_the_papers(birth):
    codes = {component.code for component in components_for(birth)}
    assert "1.001193-N1" not in codes
    assert {note.code for note in notes_of(birth)} == {"1.001193-N1", "1.001193-N2"}


def test_papers_that_depend_on_an_answer_are_not_required_while_it_is_unknown(birth):
    by_code = {component.code: component for component in components_for(birth)}
    assert not by_code["1.001193-UQ"].required
    assert by_code["1.001193-TT"].required


def test_papers_follow_the_answers(birth):
    asked = {c.code for c in components_for(birth, "", {"requester": {"relation": "authorised"}})}
    assert "1.001193-UQ" in asked
    assert "1.001193-BR" not in asked


def test_one_of_several_papers_is_enough(birth):
    form = {"child": {"situation": "ordinary"}}
    missing = missing_components(birth, "", {"1.001193-TT"}, form)
    assert len(missing) == 1
    assert missing[0].name.startswith("Một trong: Giấy chứng sinh")
    assert missing_components(birth, "", {"1.001193-TT", "1.001193-CD"}, form) == []


def test_abandoned_child_needs_the_minutes_instead_of_the_birth_notice(birth):
    missing = missing_components(birth, "", {"1.001193-TT"}, {"child": {"situation": "abandoned"}})
    assert [c.code for c in missing] == ["1.001193-BR"]


def test_declaration_is_missing_only_when_neither_paper_nor_form_is_there(six):
    status = version_in_force(MARRIAGE_STATUS, ON)
    given = {"1.004873-TT"}
    assert [c.code for c in missing_components(status, "", given, {})] == ["1.004873-TK"]
    assert missing_components(status, "", given, {"status": {"kind": "never"}}) == []


def test_family_business_needs_its_minutes(six):
    business = version_in_force(BUSINESS, ON)
    missing = missing_components(business, "", set(), {"founder": {"kind": "family"}})
    assert {c.code for c in missing} == {"1.001612-BBH", "1.001612-UQH"}
