"""Hot statements are planned once per connection, show in the query log, and refuse as all others do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from thongsuot.common import journal, prepared
from thongsuot.common.errors import ClockMovedBack

pytestmark = pytest.mark.django_db
TEXT = "SELECT name FROM common_stamp WHERE value > %s OR name = ANY(%s)"


def ask(times: int = 1) -> list[Any]:
    for _ in range(times):
        with prepared.cursor() as cursor:
            cursor.execute(TEXT, [0, ["org"]])
            found = cursor.fetchall()
    return found


def kept() -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE 'SELECT name FROM common_stamp%'"
        )
        return cursor.fetchall()


def test_the_second_time_a_statement_is_kept_with_one_plan() -> None:
    before = kept()
    ask(1)
    assert kept() == before == []
    ask(4)
    assert kept() == [(4, 0)]  # planned without looking at the values, and never again


def test_other_statements_of_the_connection_are_not_prepared() -> None:
    ask(4)
    for _ in range(9):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM common_counter WHERE value > %s", [1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%common_counter%'")
        assert cursor.fetchone() == (0,)
    assert connection.connection.prepare_threshold is None


def test_the_query_log_has_every_statement() -> None:
    with CaptureQueriesContext(connection) as captured:
        ask(5)
    assert [bool(query["sql"]) for query in captured.captured_queries] == [True] * 5


def test_a_refusal_is_djangos_and_the_connection_goes_on() -> None:
    for value in (0, 1, 1, 1, 0):
        with transaction.atomic(), prepared.cursor() as cursor:
            if value:
                cursor.execute("SELECT 1 / %s::int", [value])
                assert cursor.fetchone() == (1,)
            else:
                with pytest.raises(DataError), transaction.atomic():
                    cursor.execute("SELECT 1 / %s::int", [value])
    assert connection.connection.prepare_threshold is None


def test_json_comes_back_as_text_as_from_every_cursor() -> None:
    for _ in range(4):
        with prepared.cursor() as cursor:
            cursor.execute("SELECT jsonb_build_object('a', %s::int)", [1])
            assert cursor.fetchone() == ('{"a": 1}',)


def test_an_unread_statement_travels_with_the_next_one_and_has_been_done_by_then() -> None:
    with prepared.together(), prepared.cursor() as first, prepared.cursor() as second:
        first.execute("INSERT INTO common_stamp (name, value) VALUES (%s, %s)", ["tried", 7])
        second.execute("SELECT value FROM common_stamp WHERE name = %s", ["tried"])
        assert second.fetchall() == [(7,)]


def test_what_nobody_read_is_refused_at_the_end_of_the_block_with_its_meaning() -> None:
    late = journal.Entry(1, "probe", 1, "begun", datetime(2025, 7, 7, 9, tzinfo=UTC))
    journal.note([late])
    with pytest.raises(ClockMovedBack), transaction.atomic(), prepared.together():
        journal.note([replace(late, at=late.at - timedelta(hours=1))])
    assert [found.verb for found in journal.timeline(1, "probe", 1)] == ["begun"]


def test_a_fault_of_an_unread_statement_is_djangos_and_the_connection_goes_on() -> None:
    with pytest.raises(DataError), transaction.atomic(), prepared.together(), prepared.cursor() as cursor:
        cursor.execute("SELECT 1 / %s::int", [0])
    assert ask(2)[:1] == ask(1)[:1]


def test_moments_are_read_as_everywhere_else():
    """The reader in C gives the same moment in the same zone as Django's own."""
    asked = "SELECT timestamptz '2026-03-02 01:02:03.456+07' AS a, NULL::timestamptz AS b"
    with prepared.cursor() as hot, connection.cursor() as plain:
        hot.execute(asked)
        plain.execute(asked)
        found, expected = hot.fetchone(), plain.fetchone()
    assert found == expected
    assert found[0].tzinfo is expected[0].tzinfo
