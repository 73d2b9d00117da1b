"""The hall of Mai Phụ, as the demo data sets it up, for tests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.factories.dossiers import MONDAY_9, Office
from thongsuot.accounts.principal import Principal
from thongsuot.hall import load, services
from thongsuot.hall.models import Spell, Ticket
from thongsuot.hall.selectors.setup import Hall, hall_of


@dataclass
class Centre:
    """Trung tâm: the hall and its people."""

    office: Office

    @property
    def unit_id(self) -> int:
        return self.office.world.mai_phu.id

    @property
    def hall(self) -> Hall:
        return hall_of(self.unit_id)

    def who(self, name: str, at: datetime = MONDAY_9) -> Principal:
        return self.office.who(name, at)

    def service(self, letter: str) -> int:
        return next(s.id for s in self.hall.services if s.letter == letter)

    def counter(self, number: int) -> int:
        return next(c.id for c in self.hall.counters if c.number == number)

    def take(self, letter: str = "A", at: datetime = MONDAY_9, **more: Any) -> Ticket:
        return services.take(
            unit_id=self.unit_id, service_id=self.service(letter), at=at,
            **{"uid": uuid4(), "source": "kiosk", **more},
        )  # fmt: skip

    def sit(self, name: str = "motcua1", number: int = 3, at: datetime = MONDAY_9) -> Spell:
        return services.sit(unit_id=self.unit_id, counter_id=self.counter(number), principal=self.who(name, at), at=at)

    def call(self, name: str = "motcua1", at: datetime = MONDAY_9, **more: Any) -> Ticket | None:
        return services.call_next(
            unit_id=self.unit_id, principal=self.who(name, at), at=at, **{"press": uuid4(), **more}
        )

    def serve(self, name: str = "motcua1", at: datetime = MONDAY_9) -> str:
        """Call the next one and receive him; the label called, empty when nobody waits."""
        ticket = self.call(name, at)
        if ticket is None:
            return ""
        services.start(uid=ticket.uid, principal=self.who(name, at), at=at)
        return ticket.label


def make_centre(office: Office) -> Centre:
    """Set the hall up, inside the caller's transaction."""
    load.load_priorities()
    centre = Centre(office)
    load.load_demo(centre.unit_id, MONDAY_9)
    return centre


@pytest.fixture
def centre(office: Office) -> Centre:
    """The hall of Mai Phụ."""
    return make_centre(office)
