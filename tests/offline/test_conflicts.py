"""What cannot become a dossier by itself is kept for a person, with its reason and its contents; nothing is dropped."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tests.factories.accounts import make_official, principal_for
from tests.factories.catalogue import decide, make_controller
from tests.factories.dossiers import LAN_ID, MONDAY_9, moment, papers_for, submit
from tests.factories.procedures import BIRTH
from tests.offline.conftest import BACK_AT, KEY, LAST_CONTACT, Counter, written
from thongsuot.accounts.models import Post, Role
from thongsuot.common import journal
from thongsuot.common.errors import Unavailable
from thongsuot.dossiers.models import Dossier
from thongsuot.offline import services
from thongsuot.offline.models import Arrival
from thongsuot.offline.selectors import content_of
from thongsuot.offline.services import merging
from thongsuot.procedures.decisions import Line

pytestmark = pytest.mark.django_db


def waits(counter, arrival, problem):
    """It waits for that reason, holds all it came with, and the journal says so."""
    arrival.refresh_from_db()
    assert (arrival.state, arrival.problem) == (Arrival.State.WAITING, problem)
    assert arrival.problem_text
    assert content_of(arrival)["applicant"]
    entries = journal.timeline(arrival.province_id, "offline_arrival", arrival.pk)
    assert [(e.verb, e.data["problem"]) for e in entries] == [("set_aside", problem)]
    return True


def test_the_same_person_filed_the_same_by_himself_meanwhile(counter):
    filed = submit(counter.office, by="lan", channel="KIOSK").dossier
    done = counter.merge(counter.sent())
    assert waits(counter, done, "possible_duplicate")
    assert [one["code"] for one in done.facts["alike"]] == [filed.code]
    assert Dossier.objects.count() == 1


def test_the_same_person_was_received_twice_at_two_counters(counter):
    assert counter.merge(counter.sent()).state == Arrival.State.MERGED
    assert waits(counter, counter.merge(counter.sent()), "possible_duplicate")


def test_another_procedure_of_the_same_person_is_no_duplicate(counter):
    counter.merge(counter.sent())
    other = counter.merge(replace(counter.sent(), dossier=written(procedure_code="2.000815", components=_copy())))
    assert other.state == Arrival.State.MERGED


def test_a_procedure_abolished_before_the_day_of_reception(counter):
    sent = counter.sent()
    controller = make_controller(counter.office.world, at=LAST_CONTACT)
    decide(controller, Line(BIRTH, "abolish", replaced_by=["2.000908"]), on=date(2025, 7, 7), at=LAST_CONTACT)
    assert waits(counter, counter.merge(sent), "procedure_abolished")


def test_a_procedure_abolished_after_the_reception_was_still_received(counter):
    controller = make_controller(counter.office.world, at=LAST_CONTACT)
    decide(controller, Line(BIRTH, "abolish", replaced_by=["2.000908"]), on=date(2025, 7, 8), at=LAST_CONTACT)
    assert counter.merge(counter.sent(), at=moment(8, 8)).state == Arrival.State.MERGED


def test_a_version_that_asks_for_more_papers(counter):
    done = counter.merge(replace(counter.sent(), dossier=written(components=[])))
    assert waits(counter, done, "component_missing")
    assert done.facts["errors"]


def test_a_version_with_another_time_limit_is_received_and_the_difference_is_told(counter):
    controller = make_controller(counter.office.world, at=LAST_CONTACT)
    slower = [{"channel": "DIRECT", "quantity": 5, "duration_unit": "WORKING_DAY"}]
    decide(controller, Line(BIRTH, "amend", {"channels": slower}), on=date(2025, 7, 7), at=LAST_CONTACT)
    done = counter.merge(replace(counter.sent(), printed_due_at=moment(7, 17)))
    assert (done.state, done.due_differs, done.told_difference) == (Arrival.State.MERGED, True, False)


@pytest.mark.parametrize(
    ("taken", "offset", "present"),
    [
        (timedelta(0), timedelta(0), timedelta(minutes=6)),  # somebody moved the clock after the reception
        (timedelta(hours=2), timedelta(0), timedelta(0)),  # ahead of the server
        (timedelta(hours=-2), timedelta(0), timedelta(0)),  # before the last contact
    ],
)
def test_a_clock_that_cannot_be_believed(counter, taken, offset, present):
    done = counter.merge(counter.sent(at=MONDAY_9 + taken, offset=offset), offset=present)
    assert waits(counter, done, "clock_skew")


def test_a_clerk_whose_post_ended_meanwhile(counter):
    user = counter.office.users["motcua1"]
    Post.objects.filter(user=user).update(valid=DateTimeTZRange(LAST_CONTACT - timedelta(days=3), BACK_AT))
    done = counter.merge(counter.sent(), at=BACK_AT + timedelta(minutes=1))
    assert waits(counter, done, "post_ended")


def test_a_machine_that_was_revoked(counter):
    services.revoke(device_uid=counter.device.uid, why="mất máy", principal=counter.office.who("quantri"), at=MONDAY_9)
    assert waits(counter, counter.merge(counter.sent()), "device_revoked")


def test_a_number_that_was_never_reserved_for_this_machine(counter):
    sent = counter.sent()
    foreign = replace(sent, number=sent.number + 500, provisional=sent.provisional.replace("0001", "0501"))
    assert waits(counter, counter.merge(foreign), "number_not_reserved")


def test_a_number_that_another_item_carries_already(counter):
    first = counter.sent()
    counter.merge(first)
    other = replace(counter.sent(), number=first.number, provisional=first.provisional)
    other = replace(other, dossier=written(applicant={"name": "Trần Văn Hai"}))
    assert waits(counter, counter.merge(other), "number_taken")


def test_a_unit_that_is_no_longer_in_force_is_the_work_of_its_successor(office):
    world, before = office.world, moment(30, 9, month=6)
    user = make_official(
        world, "thachchau.motcua", Role.COUNTER_CLERK, world.thach_chau, since=before - timedelta(days=9)
    )
    who = principal_for(user, before)
    device = services.register(unit="18583", name="Quầy cũ", principal=who, at=before)
    block = services.reserve_block(device_uid=device.uid, principal=who, at=before)
    services.keep_vault(device_uid=device.uid, key=KEY, principal=who, at=before)
    old = Counter(office, device, block)
    sent = old.sent(at=before + timedelta(hours=1), synced_at=before)
    done = services.merge(sent, merging.Hand(device, principal_for(user, BACK_AT), BACK_AT, timedelta(0)))
    assert waits(old, done, "unit_not_in_force")
    assert done.unit_id == world.mai_phu.id


def test_contents_that_cannot_be_read(counter):
    done = counter.merge(replace(counter.sent(), dossier=written(mau_la="x")))
    assert waits(counter, done, "unreadable_item")


def test_sent_again_while_it_waits_it_still_waits_once(counter):
    sent = replace(counter.sent(), dossier=written(components=[]))
    first, second = counter.merge(sent), counter.merge(sent)
    assert first.pk == second.pk
    assert waits(counter, second, "component_missing")


def test_a_fault_that_passes_keeps_nothing_here_so_that_the_counter_sends_again(counter, monkeypatch):
    def busy(**_given):
        raise Unavailable

    sent = counter.sent()
    with monkeypatch.context() as patch:
        patch.setattr(merging.dossiers, "submit", busy)
        with pytest.raises(Unavailable):
            counter.merge(sent)
    assert not Arrival.objects.exists()
    assert counter.merge(sent).state == Arrival.State.MERGED


def _copy():
    return [{"code": c.code, "originals": 1} for c in papers_for("2.000815")]


def test_the_id_number_is_nowhere_in_plain(counter):
    done = counter.merge(replace(counter.sent(), dossier=written(components=[])))
    assert LAN_ID.encode() not in bytes(done.content)
    assert LAN_ID not in str(done.facts)
