"""Fixtures of the documents' tests."""

import pytest

from tests.documents.outgoing_story import AT, Office, signed_by_stand_in


@pytest.fixture
def signs(monkeypatch):
    """A stand-in for the room that signs; the clock stands at the story's moment."""
    with signed_by_stand_in(AT, monkeypatch) as stand_in:
        yield stand_in


@pytest.fixture
def office(world, signs):
    return Office(world, signs)
