"""A person of the unit decides what becomes of an item that did not merge by itself; nothing is made twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories.dossiers import MONDAY_9, moment, submit
from tests.offline.conftest import BACK_AT, written
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.dossiers import aliases
from thongsuot.dossiers.models import CodeAlias, Dossier
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.offline import services
from thongsuot.offline.models import Arrival
from thongsuot.offline.selectors import counts, to_settle
from thongsuot.offline.services.settling import Decision

pytestmark = pytest.mark.django_db
LATER = BACK_AT + timedelta(hours=1)


def settle(counter, arrival, solution, *, by="vanphong", note="đã xem giấy", **more):
    """Decide, an hour after the line came back."""
    decision = Decision(solution, note, **more)
    return services.settle(uid=arrival.uid, decision=decision, principal=counter.office.who(by, LATER), at=LATER)


@pytest.fixture
def duplicate(counter):
    """Received at the counter although the person had filed the same."""
    counter.filed = submit(counter.office, by="lan", channel="KIOSK").dossier
    return counter.merge(counter.sent())


def test_accepted_it_is_received_as_it_was_by_who_sat_there(counter, duplicate):
    done = settle(counter, duplicate, "accept")
    dossier = Dossier.objects.get(code=done.dossier_code)
    assert dossier.received_at == MONDAY_9
    assert dossier.received_by_id == counter.office.users["motcua1"].pk
    late = journal.timeline(dossier.province_id, "dossier", dossier.pk)[0].data["backdated"]
    assert late["entered_by"] == counter.office.users["vanphong"].pk
    assert aliases.code_of(duplicate.provisional) == dossier.code


def test_joined_the_number_leads_to_the_dossier_that_exists(counter, duplicate):
    done = settle(counter, duplicate, "join", code=counter.filed.code)
    assert (done.state, done.dossier_code) == (Arrival.State.JOINED, counter.filed.code)
    assert Dossier.objects.count() == 1
    loaded = dossier_for(counter.office.who("motcua1"), duplicate.provisional)
    assert loaded.dossier.code == counter.filed.code
    assert loaded.dossier.clock["offline"]["provisional"] == duplicate.provisional
    verbs = [e.verb for e in journal.timeline(loaded.dossier.province_id, "dossier", loaded.dossier.pk)]
    assert verbs[-1] == "alias_given"


def test_void_the_number_is_accounted_for_and_the_contents_are_gone(counter, duplicate):
    done = settle(counter, duplicate, "void")
    assert (done.state, bytes(done.content)) == (Arrival.State.VOID, b"")
    assert counts([counter.device])[counter.device.pk].void == 1
    assert not CodeAlias.objects.exists()


def test_with_a_clock_that_cannot_be_believed_the_true_time_is_asked_for(counter):
    waiting = counter.merge(counter.sent(at=MONDAY_9 + timedelta(hours=5)))
    with pytest.raises(Invalid) as refused:
        settle(counter, waiting, "accept")
    assert refused.value.errors[0]["field"] == "received_at"
    done = settle(counter, waiting, "accept", received_at=moment(7, 9, 20))
    assert Dossier.objects.get(code=done.dossier_code).received_at == moment(7, 9, 20)


def test_as_of_today_it_is_received_by_who_decides(counter):
    waiting = counter.merge(replace(counter.sent(), dossier=written(procedure_code="9.999999")))
    assert waiting.problem == "procedure_unknown"
    with pytest.raises(Forbidden):
        settle(counter, waiting, "today", procedure="1.001193")
    done = settle(counter, waiting, "today", by="motcua2", procedure="1.001193")
    dossier = Dossier.objects.get(code=done.dossier_code)
    assert (dossier.received_at, dossier.received_by_id) == (LATER, counter.office.users["motcua2"].pk)


def test_what_is_refused_again_goes_on_waiting_with_everything(counter):
    waiting = counter.merge(replace(counter.sent(), dossier=written(components=[])))
    before = bytes(waiting.content)
    with pytest.raises(Invalid):
        settle(counter, waiting, "accept")
    waiting.refresh_from_db()
    assert (waiting.state, bytes(waiting.content)) == (Arrival.State.WAITING, before or bytes(waiting.content))
    assert bytes(waiting.content)


def test_a_decision_needs_a_note_and_is_made_once(counter, duplicate):
    with pytest.raises(Invalid):
        settle(counter, duplicate, "void", note=" ")
    settle(counter, duplicate, "void")
    with pytest.raises(MoveNotAllowed):
        settle(counter, duplicate, "accept")
    entries = journal.timeline(duplicate.province_id, "offline_arrival", duplicate.pk)
    assert [e.verb for e in entries] == ["set_aside", "settled"]


@pytest.mark.parametrize("by", ["hotich", "chutich", "quantri", "tk_motcua1"])
def test_only_counter_and_leader_of_the_unit_decide(counter, duplicate, by):
    with pytest.raises(NotFound):
        settle(counter, duplicate, "void", by=by)


def test_the_counter_that_sends_it_again_learns_what_became_of_it(counter):
    sent = replace(counter.sent(), dossier=written(procedure_code="9.999999"))
    waiting = counter.merge(sent)
    settle(counter, waiting, "today", by="motcua2", procedure="1.001193")
    again = counter.merge(sent, at=LATER)
    assert again.state == Arrival.State.MERGED
    assert again.dossier_code


def test_a_difference_of_the_due_moment_is_told_once(counter):
    done = counter.merge(replace(counter.sent(), printed_due_at=moment(20, 17)))
    who = counter.office.who("motcua1", LATER)
    assert [one.pk for one in to_settle(who)] == [done.pk]
    services.tell_difference(uid=done.uid, note="đã gọi điện", principal=who, at=LATER)
    assert not to_settle(who).exists()
    with pytest.raises(MoveNotAllowed):
        services.tell_difference(uid=done.uid, note="lần nữa", principal=who, at=LATER)
