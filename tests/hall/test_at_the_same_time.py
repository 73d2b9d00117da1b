"""Two counters at once: real threads on the real database never call one number twice nor lose one."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from config.run.waiting import PATIENCE
from tests.factories.dossiers import MONDAY_9, make_office
from tests.factories.hall import Centre, make_centre
from tests.factories.units import make_world
from thongsuot.common import stamps
from thongsuot.common.journal_verify import verify
from thongsuot.hall import services
from thongsuot.hall.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd(django_db_serialized_rollback: Any) -> Iterator[Centre]:
    with stamps.of_one_request():
        yield make_centre(make_office(make_world()))


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    gate, results = threading.Barrier(count), [None] * count

    def run(index: int) -> None:
        try:
            gate.wait()
            results[index] = act(index)
        except Exception as exc:
            results[index] = exc
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    return results


def test_counters_that_press_at_once_call_everybody_once_and_in_order(crowd: Centre) -> None:
    for _person in range(12):
        crowd.take("A")
    crowd.sit("motcua1", 1)
    crowd.sit("motcua2", 3)
    clerks = [crowd.who("motcua1"), crowd.who("motcua2")]

    def work(index: int) -> list[str]:
        called = []
        for _turn in range(6):
            ticket = services.call_next(unit_id=crowd.unit_id, press=uuid4(), principal=clerks[index], at=MONDAY_9)
            assert ticket is not None
            called.append(ticket.label)
            services.start(uid=ticket.uid, principal=clerks[index], at=MONDAY_9)
        return called

    first, second = together(2, work)
    assert sorted(first + second) == [f"A{n:03d}" for n in range(1, 13)]
    assert first == sorted(first)
    assert second == sorted(second)


def test_one_button_pressed_four_times_at_once_calls_one_number(crowd: Centre) -> None:
    for _person in range(4):
        crowd.take("A")
    crowd.sit("motcua1", 1)
    clerk, press = crowd.who("motcua1"), uuid4()
    results = together(
        4, lambda _i: services.call_next(unit_id=crowd.unit_id, press=press, principal=clerk, at=MONDAY_9)
    )
    assert {ticket.label for ticket in results} == {"A001"}
    assert Ticket.objects.filter(state="called").count() == 1


def test_numbers_taken_at_once_have_no_gap_and_no_twin(crowd: Centre) -> None:
    labels = [ticket.label for ticket in together(8, lambda _i: crowd.take("A"))]
    assert sorted(labels) == [f"A{n:03d}" for n in range(1, 9)]
    assert verify().ok


def test_a_number_being_given_up_is_not_called(crowd: Centre) -> None:
    for _round in range(5):
        tickets = [crowd.take("A") for _person in range(2)]
        crowd.sit("motcua1", 1)
        clerk = crowd.who("motcua1")

        def act(index: int, tickets: Any = tickets, clerk: Any = clerk) -> Any:
            if index:
                return services.cancel(uid=tickets[0].uid, at=MONDAY_9)
            return services.call_next(unit_id=crowd.unit_id, press=uuid4(), principal=clerk, at=MONDAY_9)

        called, given_up = together(2, act)
        states = set(Ticket.objects.filter(pk=tickets[0].pk).values_list("state", flat=True))
        assert states <= {"called", "cancelled"}
        assert isinstance(given_up, Exception) == (states == {"called"}), (called, given_up)
        services.finish(uid=called.uid, principal=clerk, at=MONDAY_9)
        for left in Ticket.objects.filter(state="waiting"):
            services.cancel(uid=left.uid, at=MONDAY_9)


def test_the_first_acts_of_a_morning_close_yesterday_once(crowd: Centre) -> None:
    from datetime import timedelta

    for _person in range(5):
        crowd.take("A")
    tomorrow = MONDAY_9 + timedelta(days=1)
    results = together(6, lambda _i: crowd.take("A", tomorrow))
    assert sorted(ticket.label for ticket in results) == [f"A{n:03d}" for n in range(1, 7)]
    assert Ticket.objects.filter(day=MONDAY_9.date(), state="no_show").count() == 5
    assert Ticket.objects.filter(day=tomorrow.date(), state="waiting").count() == 6
    assert verify().ok
