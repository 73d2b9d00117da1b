"""Nguồn tin từ nhật ký: each entry reaches each feed of its kind once, in order, however its transaction ended."""

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection, transaction

from thongsuot.common import feeds, journal
from thongsuot.common.journal import Entry

AT = datetime(2025, 7, 7, 2, 0, tzinfo=UTC)


@pytest.fixture
def feed(monkeypatch):
    """A feed of the kind "thing"."""
    monkeypatch.setattr(feeds, "_registered", {"test_feed": "thing"})
    feeds.write_registered()
    return "test_feed"


def entry(subject, verb="moved", **data):
    return Entry(42, "thing", subject, verb, AT, data=data)


def read(feed, limit=100):
    with feeds.take(feed, limit) as news:
        return [(one.subject_id, one.entry.verb) for one in news]


@pytest.mark.django_db
def test_every_entry_of_the_kind_is_handed_out_once(feed):
    journal.append([entry(1, "a"), entry(2, "b"), entry(1, "c"), Entry(42, "other", 1, "x", AT)])
    assert read(feed) == [(1, "a"), (2, "b"), (1, "c")]
    assert read(feed) == []


@pytest.mark.django_db
def test_news_tell_the_state_that_was_before(feed):
    journal.append([entry(1, status="RECEIVED"), entry(1, status="PROCESSING")])
    with feeds.take(feed) as news:
        assert [(one.status_before, one.entry.data["status"]) for one in news] == [
            (None, "RECEIVED"),
            ("RECEIVED", "PROCESSING"),
        ]


@pytest.mark.django_db
def test_entries_without_a_state_leave_the_one_before_them(feed):
    journal.append([entry(1, status="PROCESSING"), entry(1, "task_claimed"), entry(1, status="FINISHED")])
    with feeds.take(feed) as news:
        assert [one.status_before for one in news] == [None, "PROCESSING", "PROCESSING"]


@pytest.mark.django_db
def test_a_reader_that_fails_gets_its_news_again(feed):
    journal.append([entry(1)])
    with pytest.raises(RuntimeError), feeds.take(feed):
        raise RuntimeError
    assert read(feed) == [(1, "moved")]


@pytest.mark.django_db
def test_an_entry_that_was_undone_is_no_news(feed):
    with transaction.atomic():
        journal.append([entry(1)])
        transaction.set_rollback(True)
    assert feeds.waiting(feed) == 0


@pytest.mark.django_db
def test_a_feed_that_nobody_registers_any_more_takes_no_notes(feed, monkeypatch):
    monkeypatch.setattr(feeds, "_registered", {})
    feeds.write_registered()
    journal.append([entry(1)])
    assert feeds.waiting(feed) == 0


@pytest.mark.django_db(transaction=True)
def test_a_late_commit_is_not_missed_and_two_readers_share(feed):
    """The entry with the lower number is committed after the higher one was read: the trap of "id above the last"."""
    with transaction.atomic():
        journal.append([entry(1, "early number, late commit")])
        done = []
        other = Thread(target=_append_and_read, args=(feed, done))
        other.start()
        other.join()
        assert done == [[(2, "late number, early commit")]]
    assert read(feed) == [(1, "early number, late commit")]


def _append_and_read(feed, done):
    try:
        journal.append([entry(2, "late number, early commit")])
        done.append(read(feed))
    finally:
        connection.close()
