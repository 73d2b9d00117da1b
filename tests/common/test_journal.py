"""Nhật ký: the one way in, order, refusals."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from thongsuot.common.errors import ClockMovedBack, JournalImmutable, translate_database_error
from thongsuot.common.journal import Entry, append, timeline
from thongsuot.common.models import Counter, JournalEntry, JournalHead
from thongsuot.common.numbering import next_number

AT = datetime(2025, 7, 7, 7, 30, tzinfo=UTC)


def entry(subject: int = 1, verb: str = "received", at: datetime = AT, **data: object) -> Entry:
    return Entry(42, "dossier", subject, verb, at, actor_id=7, unit_id=18583, data=data)


@pytest.mark.django_db
def test_an_entry_is_read_as_it_was_written():
    [entry_id] = append([entry(note="Đủ giấy tờ", fee=Decimal("8000.50"), on=date(2025, 7, 8), parts={"b", "a"})])
    [found] = timeline(42, "dossier", 1)
    assert (found.id, found.seq, found.verb, found.at, found.actor_id, found.unit_id) == (
        entry_id,
        1,
        "received",
        AT,
        7,
        18583,
    )
    assert found.data == {"note": "Đủ giấy tờ", "fee": "8000.50", "on": "2025-07-08", "parts": ["a", "b"]}


@pytest.mark.django_db
def test_many_entries_cost_one_statement_and_keep_their_order(django_assert_num_queries):
    verbs = [(1, "submitted"), (2, "submitted"), (1, "received"), (1, "assigned"), (2, "received")]
    with django_assert_num_queries(1):
        ids = append([entry(subject, verb) for subject, verb in verbs])
    assert ids == sorted(ids)
    assert [recorded.verb for recorded in timeline(42, "dossier", 1)] == ["submitted", "received", "assigned"]
    assert [recorded.seq for recorded in timeline(42, "dossier", 2)] == [1, 2]
    rows = JournalEntry.objects.in_bulk(ids)
    assert [(rows[i].subject_id, rows[i].verb) for i in ids] == verbs


@pytest.mark.django_db
def test_no_entries_cost_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert append([]) == []


@pytest.mark.django_db
def test_the_head_follows_the_chain():
    append([entry(), entry(verb="assigned")])
    head = JournalHead.objects.get(subject_id=1)
    last = JournalEntry.objects.get(subject_id=1, seq=2)
    assert (head.seq, bytes(head.hash)) == (2, bytes(last.hash))
    assert bytes(last.prev_hash) == bytes(JournalEntry.objects.get(subject_id=1, seq=1).hash)


@pytest.mark.django_db
def test_a_clock_that_moved_back_is_refused():
    append([entry()])
    with pytest.raises(ClockMovedBack) as refused, transaction.atomic():
        append([entry(verb="assigned", at=AT - timedelta(minutes=1))])
    assert "đồng hồ" in str(refused.value.detail)
    assert len(timeline(42, "dossier", 1)) == 1


@pytest.mark.django_db
def test_seconds_between_two_servers_are_no_clock_moved_back():
    append([entry(), entry(verb="assigned", at=AT - timedelta(seconds=4))])
    assert len(timeline(42, "dossier", 1)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE common_journalentry SET verb = 'x'",
        "DELETE FROM common_journalentry",
        "TRUNCATE common_journalentry",
    ],
)
def test_even_the_owner_cannot_change_an_entry(statement):
    append([entry()])
    with pytest.raises(Exception) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(translate_database_error(refused.value), JournalImmutable)


@pytest.mark.django_db(transaction=True)
def test_if_the_entry_cannot_be_written_the_act_is_refused():
    @transaction.atomic
    def act() -> None:
        next_number("act", "2025")
        append([entry(at=AT - timedelta(hours=1))])

    append([entry()])
    with pytest.raises(ClockMovedBack):
        act()
    assert not Counter.objects.filter(series="act").exists()


@pytest.mark.django_db(transaction=True)
def test_side_by_side_writers_of_the_same_subjects_neither_break_chains_nor_wait_in_a_circle():
    def write(turn: int) -> int:
        subjects = [1, 2, 3, 4] if turn % 2 else [4, 3, 2, 1]
        try:
            return len(append([entry(subject, f"v{turn}") for subject in subjects]))
        finally:
            connection.close()

    append([entry(subject, "opened") for subject in (1, 2, 3, 4)])
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(write, range(40))) == 160
    for subject in (1, 2, 3, 4):
        rows = list(JournalEntry.objects.filter(subject_id=subject).order_by("seq"))
        assert [row.seq for row in rows] == list(range(1, 42))
        for before, after in itertools.pairwise(rows):
            assert bytes(after.prev_hash) == bytes(before.hash)
