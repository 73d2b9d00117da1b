"""Số tạm của máy quầy vào ngày của sảnh: true times, the number of the paper, one with its dossier, counted in the figures."""

from datetime import timedelta

import pytest

from tests.factories.dossiers import MONDAY_9, moment
from tests.factories.hall import make_centre
from tests.offline.conftest import written
from tests.offline.test_settle import settle
from thongsuot.common import journal
from thongsuot.dossiers.models import TicketDossier
from thongsuot.hall.models import HallDay, Ticket
from thongsuot.hall.selectors.figures import figures
from thongsuot.offline.turns import turn_uid

pytestmark = pytest.mark.django_db
CAME, BEGAN = MONDAY_9 - timedelta(minutes=25), MONDAY_9 - timedelta(minutes=10)


@pytest.fixture
def hall(counter):
    """The hall of Mai Phụ, where the PC is a counter."""
    return make_centre(counter.office)


def turn(counter, ticket="T1-03", came=CAME, began=BEGAN, **more):
    """A dossier received in a turn that the PC gave."""
    said = {"ticket": ticket, "ticket_at": came, "began_at": began}
    told = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in said.items() if value}
    return counter.sent(dossier=written(**told), **more)


def test_the_turn_stands_in_the_day_with_its_true_times_and_is_one_with_the_dossier(counter, hall):
    done = counter.merge(turn(counter))
    ticket = Ticket.objects.get()
    assert (ticket.label, ticket.number, ticket.state, ticket.source) == ("T1-03", 3, "finished", "offline")
    assert (ticket.taken_at, ticket.ready_at, ticket.started_at, ticket.ended_at) == (CAME, CAME, BEGAN, MONDAY_9)
    assert ticket.staff_id == counter.office.users["motcua1"].pk
    link = TicketDossier.objects.get()
    assert (link.ticket_uid, link.code, link.label) == (ticket.uid, done.dossier_code, "T1-03")
    assert ticket.uid == turn_uid(done.uid)
    verbs = [entry.verb for entry in journal.timeline(ticket.province_id, "ticket", ticket.pk)]
    assert verbs == ["served_without_the_line"]


def test_waiting_and_service_are_counted_with_those_of_the_hall(counter, hall):
    hall.sit("motcua2", 3)
    hall.take("A", at=MONDAY_9)
    hall.serve("motcua2")
    counter.merge(turn(counter))
    [whole] = figures(hall.unit_id, MONDAY_9.date(), MONDAY_9.date())["all"]
    assert (whole.turns, whole.finished) == (2, 1)
    assert whole.waited == pytest.approx((15 * 60 + 0) / 2)
    assert whole.served == pytest.approx(10 * 60)


def test_sent_again_there_is_one_turn(counter, hall):
    sent = turn(counter)
    counter.merge(sent)
    counter.merge(sent, at=moment(7, 11))
    assert Ticket.objects.count() == TicketDossier.objects.count() == 1


def test_a_clock_that_was_wrong_all_along_tells_the_true_times(counter, hall):
    wrong = timedelta(hours=3)
    sent = turn(counter, came=CAME - wrong, began=BEGAN - wrong, at=MONDAY_9 - wrong, offset=wrong)
    counter.merge(sent, offset=wrong)
    assert list(Ticket.objects.values_list("taken_at", "started_at", "ended_at")) == [(CAME, BEGAN, MONDAY_9)]


def test_who_came_straight_to_the_counter_waited_for_nobody(counter, hall):
    counter.merge(turn(counter, came=None))
    ticket = Ticket.objects.get()
    assert ticket.taken_at == ticket.started_at == BEGAN


@pytest.mark.parametrize(
    ("came", "began"), [(MONDAY_9 + timedelta(hours=1), MONDAY_9 + timedelta(minutes=5)), (moment(1, 9), moment(2, 9))]
)
def test_times_that_cannot_be_are_those_of_the_reception(counter, hall, came, began):
    counter.merge(turn(counter, came=came, began=began))
    ticket = Ticket.objects.get()
    assert ticket.taken_at == ticket.started_at == ticket.ended_at == MONDAY_9


@pytest.mark.parametrize("label", [None, "", "xyz", "T1-", "T1-٣"])
def test_without_a_number_of_that_shape_the_dossier_comes_alone(counter, hall, label):
    assert counter.merge(turn(counter, label)).dossier_code
    assert not Ticket.objects.exists()


def test_a_unit_without_a_hall_receives_all_the_same(counter):
    assert counter.merge(turn(counter)).dossier_code
    assert not Ticket.objects.exists()


def test_a_number_given_twice_by_a_pc_that_lost_its_store_is_told_apart(counter, hall):
    counter.merge(turn(counter))
    other = turn(counter)
    counter.merge(other.__class__(**{**_fields(other), "dossier": _other_person(other.dossier)}))
    assert sorted(Ticket.objects.values_list("label", flat=True)) == ["T1-03", "T1-03b"]


def test_the_day_is_named_and_what_is_open_today_stays_open(counter, hall):
    """Merged the day after: yesterday's turn joins yesterday, and closes nothing of today."""
    waiting = hall.take("A", at=moment(8, 7, 30))
    counter.merge(turn(counter), at=moment(8, 8))
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert set(HallDay.objects.values_list("day", flat=True)) == {MONDAY_9.date(), moment(8, 8).date()}


def test_received_as_of_today_the_turn_still_was_then(counter, hall):
    counter.device.revoked_at = None
    wrong = turn(counter, offset=timedelta(hours=5))
    waiting = counter.merge(wrong)
    assert waiting.problem == "clock_skew"
    settle(counter, waiting, "today", by="motcua1")
    ticket = Ticket.objects.get()
    assert ticket.ended_at - ticket.started_at == timedelta(minutes=10)


def _fields(sent):
    return {name: getattr(sent, name) for name in sent.__slots__}


def _other_person(dossier):
    return {**dossier, "applicant": {"name": "Trần Văn Khác", "phone": "0912345679"}}
