"""Một bút toán cho nhiều việc: what one statement writes is what the one door would have written, subject by subject."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thongsuot.common import journal
from thongsuot.common.errors import ClockMovedBack, database_refusals
from thongsuot.common.journal_verify import verify
from thongsuot.common.models import FeedNote, JournalEntry, JournalHead

AT = datetime(2025, 7, 1, 1, tzinfo=UTC)
DATA = {"plan": "thử", "from": 1, "to": 2}


def many(subjects: list[int], at: datetime = AT, data: dict[str, Any] = DATA, kind: str = "dossier") -> int:
    with connection.cursor() as cursor, database_refusals():
        cursor.execute(
            "SELECT journal_append_many(42, %s, %s, 'transferred', %s, 9, 2, %s::jsonb)",
            [kind, subjects, at, orjson.dumps(data).decode()],
        )
        return int(cursor.fetchone()[0])


def one(subject: int, verb: str = "submitted", at: datetime = AT) -> None:
    journal.append([journal.Entry(42, "dossier", subject, verb, at, 9, 1, {"status": "X"})])


@given(
    before=st.dictionaries(st.integers(1, 12), st.integers(1, 3), max_size=6),
    told=st.lists(st.integers(1, 12), unique=True, max_size=12),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_chains_hold_whatever_was_there_before(db: None, before: dict[int, int], told: list[int]) -> None:
    with transaction.atomic():
        for subject, entries in before.items():
            for n in range(entries):
                one(subject, at=AT - timedelta(hours=entries - n))
        assert many(told) == len(told)
        one(3, at=AT + timedelta(hours=1))
        last = {e.subject_id: (e.verb, e.seq) for e in JournalEntry.objects.filter(verb="transferred")}
        assert last == {subject: ("transferred", before.get(subject, 0) + 1) for subject in told}
        assert verify().ok
        transaction.set_rollback(True)


def test_feeds_are_not_told(db: None) -> None:
    notes = FeedNote.objects.count()
    many([1, 2, 3])
    assert FeedNote.objects.count() == notes


def test_a_clock_that_moved_back_is_refused_for_all(db: None) -> None:
    one(5, at=AT + timedelta(minutes=1))
    with pytest.raises(ClockMovedBack), transaction.atomic():
        many([4, 5])
    assert not JournalHead.objects.filter(subject_id=4).exists()
    many([4, 5], data=DATA | {"backdated": True})
    assert JournalHead.objects.get(subject_id=5).at == AT + timedelta(minutes=1)
    assert verify().ok
