"""Forms of their own, tried on a complete declaration and on one with answers taken away; one sample per form."""

from copy import deepcopy
from datetime import date

import pytest

from tests.factories.procedures import FULL_FORMS, form_samples
from thongsuot.common.errors import Invalid
from thongsuot.procedures.eform import drop, fields
from thongsuot.procedures.forms import validate
from thongsuot.procedures.selectors import all_in_force, version_in_force

ON = date(2026, 11, 24)
SAMPLES = form_samples()
# A short declaration, shared by procedures that have no form of their own yet.
SHORT = {"request.content", "pledge.truthful"}
pytestmark = pytest.mark.django_db


def own_form(version):
    paths = {field.path for _part, field in fields(version)}
    return bool(paths) and paths != SHORT


def test_every_form_of_its_own_has_a_sample(whole):
    own = {version.code for version in all_in_force(ON) if own_form(version)}
    assert own == set(SAMPLES) | set(FULL_FORMS)
    assert len(own) >= 20


@pytest.mark.parametrize("code", sorted({**SAMPLES, **FULL_FORMS}))
def test_complete_declaration_is_accepted_as_it_is(whole, code):
    form = SAMPLES[code]["form"] if code in SAMPLES else FULL_FORMS[code]
    assert validate(version_in_force(code, ON), "", form, "ONLINE", today=ON) == form


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_missing_answers_are_named_each_at_its_field(whole, code):
    form = deepcopy(SAMPLES[code]["form"])
    for path in SAMPLES[code]["without"]:
        drop(form, path)
    with pytest.raises(Invalid) as refused:
        validate(version_in_force(code, ON), "", form, "ONLINE", today=ON)
    assert refused.value.code == "form_invalid"
    named = {error["field"]: error["message"] for error in refused.value.errors}
    assert set(named) == {f"form.{path}" for path in SAMPLES[code]["named"]}
    assert all(message and message[0].isupper() for message in named.values())


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_half_a_declaration_is_kept_at_the_counter(whole, code):
    form = deepcopy(SAMPLES[code]["form"])
    for path in SAMPLES[code]["without"]:
        drop(form, path)
    assert validate(version_in_force(code, ON), "", form, "DIRECT", partial=True, today=ON)


def test_the_short_declaration_asks_what_is_wanted_and_no_more(whole):
    for version in all_in_force(ON):
        if version.channel("ONLINE") and not own_form(version):
            form = {"request": {"content": "Xin giải quyết theo giấy tờ kèm theo."}, "pledge": {"truthful": True}}
            assert validate(version, "", form, "ONLINE", today=ON) == form, version.code
            with pytest.raises(Invalid) as refused:
                validate(version, "", {"pledge": {"truthful": True}}, "ONLINE", today=ON)
            assert [error["field"] for error in refused.value.errors] == ["form.request.content"], version.code
