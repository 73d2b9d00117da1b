"""Nửa đêm, khởi động lại, hẹn trước: days are never mixed; an appointment and a walk-in stand in one line."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.dossiers import MONDAY_9, moment
from tests.factories.hall import Centre
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.hall import services
from thongsuot.hall.models import Spell, Ticket
from thongsuot.hall.selectors.bookings import bookable_days, hours_of, slots_of
from thongsuot.hall.selectors.line import ahead_of, booked_with_code, short_code
from thongsuot.hall.selectors.setup import hall_of

pytestmark = pytest.mark.django_db
TUESDAY_7 = moment(8, 7)
TEN = moment(7, 10)


def book(centre: Centre, at: object = MONDAY_9, slot: object = TEN, letter: str = "A") -> Ticket:
    return services.book(unit_id=centre.unit_id, service_id=centre.service(letter), slot_at=slot, uid=uuid4(), at=at)


def test_the_first_act_of_a_day_closes_the_day_before(centre: Centre) -> None:
    waiting = centre.take(said={"name": "Lan"}, priority="pregnant")
    served = centre.take("B")
    centre.sit("motcua1", 2)
    centre.serve()
    tomorrow = centre.take("A", TUESDAY_7)
    assert tomorrow.label == "A001"
    waiting.refresh_from_db(), served.refresh_from_db()
    assert (waiting.state, waiting.prefill, served.state) == ("no_show", None, "finished")
    assert waiting.ended_at.date() == MONDAY_9.date(), "it ended on its own day"
    entries = timeline(waiting.province_id, "ticket", waiting.pk)
    assert entries[-1].verb == "day_ended"
    assert waiting.priority == "*", "that somebody went first is kept, why is not"
    assert "pregnant" not in str([entry.data for entry in entries])
    assert not Spell.objects.filter(ended_at=None).exists()
    centre.sit("motcua1", 3, TUESDAY_7)
    assert centre.serve(at=TUESDAY_7) == "A001"
    assert Ticket.objects.get(pk=tomorrow.pk).state == "serving"


def test_the_job_after_midnight_closes_halls_where_nobody_came(centre: Centre) -> None:
    centre.take()
    assert services.close_past_everywhere(MONDAY_9) == 0
    assert services.close_past_everywhere(moment(8, 0, 7)) == 1
    assert services.close_past_everywhere(moment(8, 0, 8)) == 0
    assert Ticket.objects.get().state == "no_show"


def test_an_absent_person_of_yesterday_does_not_come_back(centre: Centre) -> None:
    ticket = centre.take()
    centre.take(at=TUESDAY_7)
    with pytest.raises(MoveNotAllowed):
        services.come_back(uid=ticket.uid, principal=centre.who("motcua1", TUESDAY_7), at=TUESDAY_7)


def test_what_is_known_of_the_line_stands_in_the_tables_alone(centre: Centre) -> None:
    centre.take(), centre.take()
    centre.sit()
    centre.serve()
    hall_of.clear()
    assert centre.serve() == "A002"
    assert centre.take().label == "A003"


def test_hours_follow_the_calendar(centre: Centre) -> None:
    shown = [f"{at:%H:%M}" for at in hours_of(centre.unit_id, TEN.date())]
    assert shown == ["07:00", "08:00", "09:00", "10:00", "11:00", "13:30", "14:30", "15:30", "16:30"]
    assert hours_of(centre.unit_id, moment(12, 9).date()) == [], "Saturday"
    assert moment(12, 9).date() not in bookable_days(centre.unit_id, MONDAY_9)


def test_a_slot_takes_its_capacity_and_not_one_more(centre: Centre) -> None:
    booked = [book(centre) for _n in range(6)]
    with pytest.raises(MoveNotAllowed, match="slot_full"):
        book(centre)
    services.cancel(uid=booked[0].uid, at=MONDAY_9)
    book(centre)
    assert next(s.left for s in slots_of(centre.unit_id, centre.service("A"), TEN.date(), MONDAY_9) if s.at == TEN) == 0


@pytest.mark.parametrize("slot", [moment(7, 8), moment(7, 10, 5), moment(12, 9), moment(31, 9)])
def test_an_hour_that_is_not_offered_is_refused(centre: Centre, slot: object) -> None:
    with pytest.raises(Invalid, match="slot_unknown"):
        book(centre, slot=slot)


def test_whoever_keeps_the_appointment_is_called_at_its_hour_before_those_who_walked_in(centre: Centre) -> None:
    booked = book(centre)
    for minute in range(3):
        centre.take("A", moment(7, 9, 30 + minute))
    centre.sit()
    services.check_in(uid=booked.uid, at=moment(7, 9, 50))
    assert centre.serve(at=moment(7, 9, 55)) == "A001", "before its hour it waits like everybody"
    assert centre.serve(at=moment(7, 10, 1)) == "A004"
    assert Ticket.objects.get(pk=booked.pk).label == "A004"
    assert centre.serve(at=moment(7, 10, 2)) == "A002"


def test_whoever_comes_too_late_stands_in_the_line_like_everybody(centre: Centre) -> None:
    booked = book(centre)
    centre.take("A", moment(7, 10, 5))
    services.check_in(uid=booked.uid, at=moment(7, 10, 11))
    centre.sit()
    assert centre.serve(at=moment(7, 10, 12)) == "A001"


def test_checking_in_is_for_the_day_and_once(centre: Centre) -> None:
    booked = book(centre, slot=moment(8, 10))
    with pytest.raises(MoveNotAllowed, match="booking_early"):
        services.check_in(uid=booked.uid, at=MONDAY_9)
    first = services.check_in(uid=booked.uid, at=TUESDAY_7)
    assert services.check_in(uid=booked.uid, at=TUESDAY_7 + timedelta(minutes=1)).number == first.number
    missed = book(centre, at=TUESDAY_7, slot=moment(8, 9))
    with pytest.raises(MoveNotAllowed, match="booking_over"):
        services.check_in(uid=missed.uid, at=moment(9, 8))


def test_an_appointment_is_found_by_its_short_code_on_its_day_only(centre: Centre) -> None:
    booked = book(centre)
    code = short_code(booked.uid)
    found = booked_with_code(centre.unit_id, MONDAY_9.date(), code.lower())
    assert found is not None
    assert found.pk == booked.pk
    assert booked_with_code(centre.unit_id, TUESDAY_7.date(), code) is None


def test_the_phone_counts_who_is_ahead_as_the_counter_will_call(centre: Centre) -> None:
    first, second = centre.take("A"), centre.take("A", MONDAY_9 + timedelta(minutes=1))
    centre.take("B")
    assert (ahead_of(first, MONDAY_9), ahead_of(second, MONDAY_9)) == (0, 1)
    centre.take("A", MONDAY_9 + timedelta(minutes=2), priority="pregnant")
    assert ahead_of(second, MONDAY_9 + timedelta(minutes=3)) == 2
