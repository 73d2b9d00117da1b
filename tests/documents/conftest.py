"""Fixtures of the documents' tests."""

import pytest

from tests.documents.outgoing_story import AT, Office, StandInGate
from thongsuot.documents import gate
from thongsuot.documents.services import signing


@pytest.fixture
def signs(monkeypatch):
    """A stand-in for the room that signs; the clock stands at the story's moment."""
    stand_in, before = StandInGate(), gate.current()
    gate.use(stand_in)
    monkeypatch.setattr(signing, "now", lambda: AT)
    yield stand_in
    gate.use(before)


@pytest.fixture
def office(world, signs):
    return Office(world, signs)
