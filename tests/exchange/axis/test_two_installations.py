"""Mai Phụ and a ward of Thanh Hoá, each with a database of its own, write to each other through an axis that fails.

Nothing is lost and nothing comes twice: a letter, its answer, a recall, a replacement, with the axis down in between.
"""

from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.conf import settings

from simulators.axis.server import Server
from tests.exchange.axis import messages
from tests.exchange.axis.house import AT, House
from tests.exchange.books import Clock
from tests.factories.installations import Installation, installations
from tests.factories.units import World, make_world
from thongsuot.documents.models import Direction, Document, DocumentLink, Recipient, State
from thongsuot.exchange.models import AxisIn, AxisOut, System

KINDS = {"MAI-PHU": "mai_phu", "HAM-RONG": "ham_rong"}
CODES = {"MAI-PHU": "H27.18583", "HAM-RONG": "H56.14758"}


@dataclass
class Site(House):
    """One installation with its unit; `with site:` works in its database."""

    name: str
    place: Installation
    world: World
    axis: Server
    clock: Clock

    @property
    def unit(self):
        return getattr(self.world, KINDS[self.name])

    @contextmanager
    def at_work(self):
        before = settings.DOCUMENT_AXIS
        settings.DOCUMENT_AXIS = {
            "address": self.axis.address, "system": self.name, "secret": "bi-mat", "agencies": [CODES[self.name]],
        }  # fmt: skip
        try:
            with self.place.at_work():
                yield self
        finally:
            settings.DOCUMENT_AXIS = before

    def turn(self):
        """Everything its jobs would do once."""
        with self.at_work():
            self.send()
            self.receive()
            self.send()

    def out(self, **facts):
        with self.at_work():
            return self.issued(CODES["HAM-RONG" if self.name == "MAI-PHU" else "MAI-PHU"], **facts)


@pytest.fixture(scope="module")
def two(django_db_setup, django_db_blocker, tmp_path_factory):
    server = Server("127.0.0.1", 0)
    server.in_thread()
    for name, code in CODES.items():
        server.post.connect({"id": name, "secret": "bi-mat", "agencies": [{"organ_id": code, "name": name}]})
    clock, folder = Clock(AT), tmp_path_factory.mktemp("hai-noi")
    with django_db_blocker.unblock(), installations(["axis_one", "axis_two"], folder) as made:
        sites = []
        for name, place in zip(KINDS, made.values(), strict=True):
            with place.at_work():
                sites.append(Site(name, place, make_world(), server, clock))
        yield sites
    server.shutdown()
    server.server_close()
    server.post.close()


def exchange(sites, times=4, minutes=20):
    """Both installations work on for a while."""
    for _turn in range(times):
        for site in sites:
            site.turn()
        sites[0].clock.move(minutes=minutes)


def received(site):
    with site.at_work():
        return list(Document.objects.filter(direction=Direction.INCOMING).order_by("id"))


def status_of(site, document):
    with site.at_work():
        return Recipient.objects.get(document_id=document.pk).status


def pdf(number):
    """Bytes of their own: the same file twice would be the same letter."""
    return messages.PDF + b"%% " + number.encode()


def test_they_write_to_each_other_and_nothing_is_lost_or_comes_twice(two):
    ours, theirs = two
    faults = ours.axis.faults
    letter = ours.out(number="1", pdf=pdf("1"))
    faults.put({"mode": "down"})
    exchange(two, times=2)
    assert received(theirs) == []
    faults.clear()
    faults.put({"mode": "500_after", "count": 2})
    faults.put({"mode": "twice", "count": 2})
    exchange(two, minutes=60)
    [came] = received(theirs)
    assert (came.number, came.issuer_code, came.issuer_name) == ("1", "H27.18583", "Xã Mai Phụ")
    assert status_of(ours, letter) == "01"

    with theirs.at_work():
        for verb in ("registered", "assigned", "started", "done"):
            theirs.tell(came, verb)
    exchange(two, times=2)
    assert status_of(ours, letter) == "06"

    with theirs.at_work():
        answer = theirs.outgoing(CODES["MAI-PHU"], number="9", pdf=pdf("9"))
        theirs.link(answer, DocumentLink.Kind.ANSWERS, came)
        theirs.tell(answer, "issued")
    exchange(two, times=2)
    [back] = received(ours)
    assert (back.number, back.issuer_code) == ("9", "H56.14758")
    with ours.at_work():
        assert back.links.get().other_id == letter.pk

    wrong = ours.out(number="2", pdf=pdf("2"))
    exchange(two, times=1)
    faults.put({"mode": "down"})
    with ours.at_work():
        ours.tell(wrong, "recalled", reason="Sai số liệu")
    exchange(two, times=2)
    faults.clear()
    faults.put({"mode": "disorder", "count": 3})
    exchange(two, minutes=60)
    assert [one.state for one in received(theirs)] == [State.ARRIVED, State.RECALLED]
    assert status_of(ours, wrong) == "13"

    first = ours.out(number="3", pdf=pdf("3"))
    exchange(two, times=2)
    with ours.at_work():
        better = ours.outgoing(CODES["HAM-RONG"], number="4", pdf=pdf("4"))
        ours.link(better, DocumentLink.Kind.REPLACES, first)
        ours.tell(better, "issued", reason="Thiếu phụ lục")
    faults.put({"mode": "twice", "count": 3})
    exchange(two, times=3)
    *_before, old, new = received(theirs)
    assert (old.number, old.state, new.number, new.state) == ("3", State.REPLACED, "4", State.ARRIVED)
    assert status_of(ours, first) == "15"
    assert status_of(ours, better) == "01"

    for site in two:
        with site.at_work():
            assert not AxisOut.objects.exclude(state="sent").exists()
            assert not AxisIn.objects.exclude(state="done").exists()
            assert System.objects.get(key="document-axis").failures == 0
    assert len(received(theirs)) == 4
    assert ours.axis.post.counts()["waiting"] == 0
