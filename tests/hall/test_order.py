"""Thứ tự công bằng: the hall against a simple model, over many invented mornings.

The model knows nothing of tables: a list of numbers with what has happened to each. Nobody is lost, nobody called twice,
and no ordinary number is passed by more younger priority numbers than the rule allows.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.dossiers import MONDAY_9
from tests.factories.hall import Centre
from thongsuot.hall import services
from thongsuot.hall.models import Ticket

pytestmark = pytest.mark.django_db
MOST = 3
TAKES = {1: "AD", 2: "BC", 3: "ABCD"}
CLERKS = {"motcua1": 3, "motcua2": 1}


@dataclass
class Number:
    uid: UUID
    service: str
    priority: bool
    came: int
    state: str = "waiting"
    passed: int = 0
    only: int | None = None
    calls: int = 0


@dataclass
class Model:
    """What ought to happen."""

    numbers: list[Number] = field(default_factory=list)

    def reach(self, counter: int) -> list[Number]:
        waiting = [n for n in self.numbers if n.state == "waiting"]
        return [n for n in waiting if n.only == counter or (n.only is None and n.service in TAKES[counter])]

    def call(self, counter: int) -> Number | None:
        reach = self.reach(counter)
        first = [n for n in reach if n.priority or n.passed >= MOST]
        chosen = min(first or reach, key=lambda n: n.came, default=None)
        if chosen is None:
            return None
        if chosen.priority:
            for other in reach:
                if not other.priority and other.came < chosen.came:
                    other.passed += 1
        chosen.state, chosen.calls = "serving", chosen.calls + 1
        return chosen


class Morning:
    """The hall and the model side by side."""

    def __init__(self, centre: Centre) -> None:
        self.centre, self.model, self.step = centre, Model(), 0
        self.at_desk: dict[str, Number | None] = dict.fromkeys(CLERKS)
        self.clerks = {name: centre.who(name) for name in CLERKS}
        for name, number in CLERKS.items():
            centre.sit(name, number)

    @property
    def at(self) -> datetime:
        return MONDAY_9 + timedelta(seconds=10 * self.step)

    def take(self, service: str, priority: bool) -> None:
        ticket = self.centre.take(service, self.at, priority="elderly" if priority else "")
        self.model.numbers.append(Number(ticket.uid, service, priority, len(self.model.numbers)))

    def call(self, name: str) -> None:
        if (current := self.at_desk[name]) is not None:
            current.state = "finished"
        expected = self.model.call(CLERKS[name])
        ticket = services.call_next(
            unit_id=self.centre.unit_id, press=UUID(int=self.step), principal=self.clerks[name], at=self.at
        )
        assert (ticket and ticket.uid) == (expected and expected.uid)
        if ticket is not None:
            services.start(uid=ticket.uid, principal=self.clerks[name], at=self.at)
        self.at_desk[name] = expected

    def end(self, name: str, how: str) -> None:
        if (current := self.at_desk[name]) is None:
            return
        given: dict[str, Any] = {"uid": current.uid, "principal": self.clerks[name], "at": self.at}
        if how == "finish":
            services.finish(**given)
            current.state = "finished"
        elif how == "absent":
            services.no_show(**given)
            current.state = "no_show"
        elif how == "to_service":
            services.transfer(**given, service_id=self.centre.service("B"))
            current.state, current.service, current.only = "waiting", "B", None
        else:
            services.transfer(**given, counter_id=self.centre.counter(1))
            current.state, current.only = "waiting", 1
        self.at_desk[name] = None

    def back(self) -> None:
        absent = [n for n in self.model.numbers if n.state == "no_show"]
        if absent:
            services.come_back(uid=absent[0].uid, principal=self.clerks["motcua1"], at=self.at)
            absent[0].state = "waiting"

    def cancel(self) -> None:
        waiting = [n for n in self.model.numbers if n.state == "waiting"]
        if waiting:
            services.cancel(uid=waiting[-1].uid, at=self.at)
            waiting[-1].state = "cancelled"


ACTS = st.one_of(
    st.tuples(st.just("take"), st.sampled_from("ABD"), st.booleans()),
    st.tuples(st.just("call"), st.sampled_from(sorted(CLERKS))),
    st.tuples(st.just("call"), st.sampled_from(sorted(CLERKS))),
    st.tuples(
        st.just("end"),
        st.sampled_from(sorted(CLERKS)),
        st.sampled_from(["finish", "absent", "to_service", "to_counter"]),
    ),
    st.tuples(st.just("back")),
    st.tuples(st.just("cancel")),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=5, max_size=30))
def test_a_morning_goes_as_the_model_says(centre: Centre, acts: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        morning = Morning(centre)
        for name, *words in acts:
            morning.step += 1
            getattr(morning, name)(*words)
        found = {t.uid: t for t in Ticket.objects.filter(unit_id=centre.unit_id)}
        assert len(found) == len(morning.model.numbers), "nobody is lost"
        for number in morning.model.numbers:
            assert (found[number.uid].state, found[number.uid].passed) == (number.state, number.passed)
        transaction.set_rollback(True)


def test_an_ordinary_number_is_passed_so_often_and_no_more(centre: Centre) -> None:
    centre.take("A")
    for second in range(1, 9):
        centre.take("A", MONDAY_9 + timedelta(seconds=second), priority="disabled")
    centre.sit()
    order = [centre.serve(at=MONDAY_9 + timedelta(minutes=1)) for _call in range(9)]
    assert order == ["A002", "A003", "A004", "A001", "A005", "A006", "A007", "A008", "A009"]


def test_a_hall_that_changes_its_rule_follows_it_from_that_day(centre: Centre) -> None:
    from thongsuot.hall.services.setup import set_rule

    set_rule(unit_id=centre.unit_id, most_passes=0, grace_minutes=5, principal=centre.who("vanphong"), at=MONDAY_9)
    centre.take("A")
    centre.take("A", MONDAY_9 + timedelta(seconds=1), priority="disabled")
    centre.sit()
    assert centre.serve(at=MONDAY_9 + timedelta(minutes=1)) == "A001"
