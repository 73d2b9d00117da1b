"""Decisions publish, amend and abolish by their day; all lines or none; drafts change nothing."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.accounts import make_official, principal_for
from tests.factories.catalogue import AT, decide, make_controller
from tests.factories.procedures import BIRTH, COPY
from thongsuot.accounts.models import Role
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.procedures import decisions
from thongsuot.procedures.decisions import Act, Line
from thongsuot.procedures.models import Decision, Procedure, ProcedureVersion
from thongsuot.procedures.selectors import abolished, version_in_force, versions_of

pytestmark = pytest.mark.django_db
BEFORE, DAY = date(2026, 11, 30), date(2026, 12, 1)
FASTER = [{"channel": "DIRECT", "quantity": 1, "duration_unit": "WORKING_DAY"}]
GUARDIAN = {
    "name": "Đăng ký giám hộ",
    "field": "Hộ tịch",
    "channels": [{"channel": "DIRECT", "quantity": 3, "duration_unit": "WORKING_DAY"}],
    "process": {"template": "standard"},
}


@pytest.fixture
def controller(six):
    return make_controller(six)


def test_amendment_starts_a_new_version_and_ends_the_old_one_that_day(controller):
    decision = decide(controller, Line(BIRTH, "amend", {"channels": FASTER}), on=DAY)
    old, new = versions_of(BIRTH)
    assert (old.valid_to, new.valid_from, new.valid_to) == (DAY, DAY, None)
    assert (old.ended_by.id, new.started_by.id) == (decision.pk, decision.pk)
    assert new.channel("DIRECT").quantity == Decimal(1)
    assert new.channel("ONLINE") is None
    assert version_in_force(BIRTH, BEFORE) is old


def test_amendment_keeps_what_it_does_not_name(controller):
    decide(controller, Line(BIRTH, "amend", {"name": "Đăng ký khai sinh cho trẻ"}), on=DAY)
    old, new = versions_of(BIRTH)
    for name in ("form_schema", "form_layout", "cases", "fees", "components", "results", "settings", "subjects"):
        assert getattr(new, name) == getattr(old, name), name
    assert new.process.steps == old.process.steps
    assert new.decision == "2873/QĐ-UBND"


def test_publication_brings_a_procedure_in(controller):
    decide(controller, Line("1.004837", "publish", GUARDIAN), on=DAY)
    assert version_in_force("1.004837", BEFORE) is None
    assert version_in_force("1.004837", DAY).receivable


def test_abolition_ends_the_version_and_names_what_replaces_it(controller):
    decision = decide(controller, Line(COPY, "abolish", replaced_by=["2.000908"]), on=DAY)
    assert version_in_force(COPY, BEFORE) is not None
    last = abolished(COPY, DAY)
    assert (last.valid_to, last.replaced_by, last.ended_by.number) == (DAY, ("2.000908",), decision.number)
    assert abolished(COPY, BEFORE) is None


def test_an_abolition_that_is_to_come_outlives_an_amendment_with_what_replaces_it(controller):
    abolition = decide(controller, Line(COPY, "abolish", replaced_by=["2.000908"]), on=date(2027, 1, 1))
    decide(controller, Line(COPY, "amend", {"conditions": "x"}), on=DAY, number="2/QĐ")
    old, new = versions_of(COPY)
    assert (old.valid_to, old.replaced_by) == (DAY, ())
    assert (new.valid_to, new.replaced_by, new.ended_by.id) == (date(2027, 1, 1), ("2.000908",), abolition.pk)


def test_a_draft_changes_nothing(controller):
    act = Act(number="1/QĐ-UBND", issuer="UBND tỉnh", effective_on=DAY)
    decisions.draft(act=act, lines=[Line(COPY, "abolish")], by=controller, at=AT)
    assert version_in_force(COPY, DAY) is not None


def test_one_line_that_does_not_fit_stops_all_and_is_named(controller):
    with pytest.raises(Invalid) as refused:
        decide(
            controller,
            Line(BIRTH, "amend", {"channels": FASTER}),
            Line(COPY, "publish", GUARDIAN),
            Line("9.999999", "abolish"),
            on=DAY,
        )
    assert refused.value.code == "decision_does_not_fit"
    assert [error["field"] for error in refused.value.errors] == [f"items.{COPY}", "items.9.999999"]
    assert len(versions_of(BIRTH)) == 1
    assert not ProcedureVersion.objects.filter(ended_by__isnull=False).exists()


def test_two_versions_never_start_on_one_day(controller):
    decide(controller, Line(BIRTH, "amend", {"channels": FASTER}), on=DAY)
    with pytest.raises(Invalid, match="không khớp") as refused:
        decide(controller, Line(BIRTH, "amend", {"channels": FASTER}), on=DAY, number="3000/QĐ-UBND")
    assert "đúng ngày này" in refused.value.errors[0]["message"]


def test_it_is_applied_once_and_written_in_the_journal(controller):
    decision = decide(controller, Line(BIRTH, "amend", {"channels": FASTER}), on=DAY)
    with pytest.raises(MoveNotAllowed):
        decisions.apply(decision_id=decision.pk, by=controller, at=AT)
    chain = journal.timeline(0, "procedure", Procedure.objects.get(code=BIRTH).pk)
    assert [(entry.verb, entry.data["number"]) for entry in chain] == [("amended", "2873/QĐ-UBND")]
    assert [entry.verb for entry in journal.timeline(0, "catalogue", 0)][-2:] == [
        "decision_drafted",
        "decision_applied",
    ]


@pytest.mark.parametrize("missing", [{"number": " "}, {"issuer": ""}])
def test_a_decision_without_number_or_issuer_is_refused(controller, missing):
    act = Act(**({"number": "1/QĐ", "issuer": "UBND"} | missing))
    with pytest.raises(Invalid) as refused:
        decisions.draft(act=act, lines=[], by=controller, at=AT)
    assert refused.value.errors[0]["field"] == next(iter(missing))


def test_a_decision_needs_its_day_and_at_least_one_line(controller):
    for act, code in (
        (Act("1/QĐ", "UBND"), "invalid_input"),
        (Act("2/QĐ", "UBND", effective_on=DAY), "decision_empty"),
    ):
        drafted = decisions.draft(act=act, lines=[], by=controller, at=AT)
        with pytest.raises(Invalid) as refused:
            decisions.apply(decision_id=drafted.pk, by=controller, at=AT)
        assert refused.value.code == code


def test_the_same_number_of_one_issuer_is_refused(controller):
    decide(controller, Line(COPY, "abolish"), on=DAY)
    with pytest.raises(Invalid) as refused:
        decide(controller, Line(BIRTH, "abolish"), on=DAY)
    assert refused.value.code == "decision_exists"
    assert Decision.objects.count() == 1


def test_a_draft_cannot_take_the_number_of_another(controller):
    decide(controller, Line(COPY, "abolish"), on=DAY)
    drafted = decisions.draft(act=Act("1/QĐ", "UBND"), lines=[], by=controller, at=AT)
    other = Act("2873/QĐ-UBND", "Chủ tịch UBND tỉnh Hà Tĩnh")
    with pytest.raises(Invalid) as refused:
        decisions.change(decision_id=drafted.pk, act=other, by=controller, at=AT)
    assert refused.value.code == "decision_exists"


@pytest.mark.parametrize("role", [Role.PROVINCE_ADMIN, Role.CHAIR, Role.AUDITOR])
def test_only_the_procedure_controller_decides(six, role):
    other = principal_for(make_official(six, "ai.khac", role, six.province), AT)
    with pytest.raises(Forbidden):
        decisions.draft(act=Act("1/QĐ", "UBND"), lines=[], by=other, at=AT)
