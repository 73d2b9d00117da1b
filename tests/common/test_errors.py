"""Lời từ chối: codes, statuses, and what the database means by its errors."""

import re

import psycopg
import pytest
from django.db import DatabaseError, DataError, OperationalError, connection, transaction
from psycopg_pool import PoolTimeout

from thongsuot.common import errors
from thongsuot.common.errors import Invalid, MoveNotAllowed, Refused, TooMany, Unavailable, translate_database_error
from thongsuot.common.refusals import BY_STATUS


def kinds() -> list[type[Refused]]:
    found, waiting = [], [Refused]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting.extend(kind.__subclasses__())
    return [kind for kind in found if kind.__module__.startswith("thongsuot.")]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_stable_code_a_status_and_words(kind):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", kind.code)
    assert 400 <= kind.status < 600
    assert len(str(kind.title)) > 5
    assert len(str(kind.detail)) > 15


def test_a_refusal_reads_well_in_a_log():
    assert str(Invalid("Thiếu tên", code="name_missing")) == "name_missing: Thiếu tên"


def test_what_a_refusal_is_told_comes_first():
    refused = MoveNotAllowed("Đã rút", code="already_withdrawn", errors=[{"field": "x", "message": "y"}], status_now=7)
    assert (refused.code, refused.status, refused.detail) == ("already_withdrawn", 409, "Đã rút")
    assert refused.extra == {"status_now": 7}
    assert refused.errors == [{"field": "x", "message": "y"}]


def test_waiting_times_go_into_the_header():
    assert TooMany(retry_after=0).headers == {"Retry-After": "1"}
    assert Unavailable(retry_after=30).headers == {"Retry-After": "30"}
    assert Unavailable().status == 503


def test_statuses_lead_to_refusals_of_that_status():
    assert all(kind().status == status for status, kind in BY_STATUS.items())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "code", "status"),
    [
        ("TS001", "clock_moved_back", 409),
        ("TS002", "series_closed", 409),
        ("TS003", "journal_immutable", 409),
        ("40P01", "unavailable", 503),
        ("57014", "unavailable", 503),
        ("22003", "out_of_range", 422),
        ("22P05", "unreadable_text", 400),
    ],
)
def test_states_of_the_database_become_refusals(state, code, status):
    with pytest.raises(DatabaseError) as raised, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$")
    refused = translate_database_error(raised.value)
    assert refused is not None
    assert (refused.code, refused.status) == (code, status)


@pytest.mark.django_db
def test_a_fault_of_ours_is_no_refusal():
    with pytest.raises(DatabaseError) as raised, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM there_is_no_such_table")
    assert translate_database_error(raised.value) is None
    assert translate_database_error(ValueError("x")) is None


def test_a_lost_connection_means_try_again():
    for lost in (OperationalError("gone"), psycopg_pool_timeout()):
        refused = translate_database_error(lost)
        assert isinstance(refused, Unavailable)
        assert refused.headers["Retry-After"].isdigit()


def psycopg_pool_timeout() -> Exception:
    return PoolTimeout("no connection in time")


@pytest.mark.django_db
def test_a_number_too_large_for_its_column_is_the_senders_mistake():
    with pytest.raises(DataError) as raised, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::bigint", ["9" * 30])
    assert isinstance(translate_database_error(raised.value), Invalid)


def test_the_module_names_no_unused_state():
    assert set(errors.BY_SQLSTATE) == {"TS001", "TS002", "TS003"}
    assert issubclass(psycopg.errors.DeadlockDetected, psycopg.OperationalError)
