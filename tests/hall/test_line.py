"""Một lượt ở sảnh: taken, called, served; every step once, by whom it may be, with its entry in the journal."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.dossiers import MONDAY_9
from tests.factories.hall import Centre
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.journal import timeline
from thongsuot.hall import prefill, services
from thongsuot.hall.models import Spell, Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def states(centre: Centre) -> dict[str, str]:
    return dict(Ticket.objects.filter(unit_id=centre.unit_id).values_list("label", "state"))


def test_numbers_run_per_service_and_day(centre: Centre) -> None:
    labels = [centre.take(letter).label for letter in "AABA"]
    assert labels == ["A001", "A002", "B001", "A003"]
    assert centre.take("A", MONDAY_9 + timedelta(days=1)).label == "A001"


def test_the_same_paper_asked_for_twice_is_one_ticket(centre: Centre) -> None:
    uid = uuid4()
    assert centre.take(uid=uid).pk == centre.take(uid=uid).pk
    assert Ticket.objects.count() == 1


def test_a_turn_from_the_kiosk_to_its_end_stands_in_the_journal(centre: Centre) -> None:
    ticket = centre.take(said={"name": "Nguyễn Thị Lan", "id_number": "042190001234", "religion": "x"})
    assert prefill.opened(ticket.uid, ticket.prefill) == {"name": "Nguyễn Thị Lan", "id_number": "042190001234"}
    assert b"042190001234" not in bytes(ticket.prefill)
    centre.sit()
    called = centre.call(at=MONDAY_9 + MINUTE)
    assert called is not None
    assert called.pk == ticket.pk
    clerk = centre.who("motcua1")
    services.recall(uid=ticket.uid, principal=clerk, at=MONDAY_9 + 2 * MINUTE)
    services.start(uid=ticket.uid, principal=clerk, at=MONDAY_9 + 3 * MINUTE)
    done = services.finish(uid=ticket.uid, principal=clerk, at=MONDAY_9 + 9 * MINUTE)
    assert (done.state, done.calls, done.prefill) == ("finished", 2, None)
    entries = timeline(ticket.province_id, "ticket", ticket.pk)
    assert [entry.verb for entry in entries] == ["taken", "called", "recalled", "started", "finished"]
    assert "Lan" not in str([entry.data for entry in entries])
    assert services.finish(uid=ticket.uid, principal=clerk, at=MONDAY_9 + 10 * MINUTE).ended_at == done.ended_at


def test_calling_the_next_finishes_who_was_served(centre: Centre) -> None:
    for _person in range(3):
        centre.take()
    centre.sit()
    assert [centre.serve(), centre.serve()] == ["A001", "A002"]
    assert states(centre) == {"A001": "finished", "A002": "serving", "A003": "waiting"}


def test_the_same_press_calls_the_same_number(centre: Centre) -> None:
    centre.take(), centre.take()
    centre.sit()
    press = uuid4()
    first, again = centre.call(press=press), centre.call(press=press)
    assert first is not None
    assert again is not None
    assert first.pk == again.pk
    assert states(centre)["A002"] == "waiting"


def test_who_was_called_and_did_not_come_must_be_said_before_the_next_call(centre: Centre) -> None:
    first, _second = centre.take(), centre.take()
    centre.sit()
    centre.call()
    with pytest.raises(MoveNotAllowed, match="nobody_came"):
        centre.call()
    services.no_show(uid=first.uid, principal=centre.who("motcua1"), at=MONDAY_9)
    assert centre.serve() == "A002"
    services.come_back(uid=first.uid, principal=centre.who("motcua1"), at=MONDAY_9 + MINUTE)
    assert centre.serve(at=MONDAY_9 + MINUTE) == "A001"


def test_a_transferred_number_keeps_its_age(centre: Centre) -> None:
    early = centre.take("A", MONDAY_9)
    centre.take("B", MONDAY_9 + MINUTE)
    centre.sit("motcua1", 1)
    centre.sit("motcua2", 2)
    at = MONDAY_9 + 5 * MINUTE
    centre.serve("motcua1", at)
    moved = services.transfer(uid=early.uid, principal=centre.who("motcua1"), at=at, service_id=centre.service("B"))
    assert (moved.state, moved.ready_at) == ("waiting", early.ready_at)
    assert centre.serve("motcua2", at) == "A001", "it came before B001 and is called before it"


def test_a_number_sent_to_one_counter_waits_for_that_counter_until_it_closes(centre: Centre) -> None:
    ticket = centre.take("A")
    centre.sit("motcua1", 3)
    centre.serve()
    clerk, other = centre.who("motcua1"), centre.who("motcua2")
    with pytest.raises(MoveNotAllowed, match="counter_closed"):
        services.transfer(uid=ticket.uid, principal=clerk, at=MONDAY_9, counter_id=centre.counter(1))
    centre.sit("motcua2", 1)
    services.transfer(uid=ticket.uid, principal=clerk, at=MONDAY_9, counter_id=centre.counter(1))
    assert centre.call("motcua1") is None
    services.leave(unit_id=centre.unit_id, principal=other, at=MONDAY_9)
    assert centre.serve("motcua1") == "A001"


def test_a_counter_takes_only_its_services(centre: Centre) -> None:
    centre.take("A")
    centre.sit("motcua1", 2)
    assert centre.call() is None


def test_only_a_seated_clerk_of_this_hall_calls(centre: Centre) -> None:
    centre.take()
    with pytest.raises(MoveNotAllowed, match="not_seated"):
        centre.call()
    with pytest.raises(Forbidden):
        centre.call("vanphong")
    with pytest.raises(NotFound):
        centre.call("tk_motcua1")
    centre.sit()
    services.rest(unit_id=centre.unit_id, principal=centre.who("motcua1"), at=MONDAY_9)
    with pytest.raises(MoveNotAllowed, match="on_break"):
        centre.call()


def test_only_who_called_a_number_acts_on_it(centre: Centre) -> None:
    ticket = centre.take()
    centre.sit("motcua1", 1)
    centre.sit("motcua2", 3)
    centre.call("motcua1")
    for verb in (services.start, services.finish, services.no_show, services.recall):
        with pytest.raises(NotFound):
            verb(uid=ticket.uid, principal=centre.who("motcua2"), at=MONDAY_9)


def test_one_person_sits_at_one_counter_and_one_counter_has_one_person(centre: Centre) -> None:
    centre.sit("motcua1", 1)
    with pytest.raises(MoveNotAllowed, match="counter_taken"):
        centre.sit("motcua2", 1)
    centre.sit("motcua1", 2, MONDAY_9 + MINUTE)
    centre.sit("motcua2", 1, MONDAY_9 + 2 * MINUTE)
    assert Spell.objects.filter(ended_at=None).count() == 2
    services.leave(
        unit_id=centre.unit_id, principal=centre.who("vanphong"), at=MONDAY_9 + 3 * MINUTE, counter_id=centre.counter(1)
    )
    assert Spell.objects.filter(ended_at=None).count() == 1


def test_an_open_turn_keeps_its_clerk_at_the_counter(centre: Centre) -> None:
    centre.take()
    centre.sit()
    centre.serve()
    clerk = centre.who("motcua1")
    for leave in (services.rest, services.leave):
        with pytest.raises(MoveNotAllowed, match="turn_open"):
            leave(unit_id=centre.unit_id, principal=clerk, at=MONDAY_9)


def test_numbers_can_be_stopped_for_the_day(centre: Centre) -> None:
    leader = centre.who("vanphong")
    services.give_numbers(unit_id=centre.unit_id, giving=False, principal=leader, at=MONDAY_9)
    with pytest.raises(MoveNotAllowed, match="numbers_stopped"):
        centre.take()
    with pytest.raises(Forbidden):
        services.give_numbers(unit_id=centre.unit_id, giving=True, principal=centre.who("motcua1"), at=MONDAY_9)
    assert centre.take(at=MONDAY_9 + timedelta(days=1)).label == "A001"


def test_an_unknown_group_or_a_foreign_service_is_refused(centre: Centre) -> None:
    with pytest.raises(Invalid, match="priority_unknown"):
        centre.take(priority="friend_of_the_clerk")
    with pytest.raises(NotFound):
        services.take(
            unit_id=centre.office.world.thach_khe.id,
            service_id=centre.service("A"),
            uid=uuid4(),
            source="kiosk",
            at=MONDAY_9,
        )
