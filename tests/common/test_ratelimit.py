"""Giới hạn nhịp."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thongsuot.common.errors import TooMany
from thongsuot.common.models import RateHit
from thongsuot.common.ratelimit import Here, client_address, forget_old, hit

AT = datetime(2025, 7, 7, 7, 30, tzinfo=UTC)


def tries(count: int, *, key: str = "a", at: datetime = AT, limit: int = 5) -> list[bool]:
    results = []
    for _ in range(count):
        try:
            hit("look-up", key, limit=limit, seconds=60, at=at)
            results.append(True)
        except TooMany:
            results.append(False)
    return results


@pytest.mark.django_db
def test_the_limit_is_the_limit():
    assert tries(7) == [True] * 5 + [False] * 2
    assert tries(1, key="b") == [True]


@pytest.mark.django_db
def test_it_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert tries(1) == [True]


@pytest.mark.django_db
def test_a_window_does_not_forget_at_once():
    tries(5)
    assert tries(1, at=AT + timedelta(seconds=61)) == [False]
    assert tries(3, at=AT + timedelta(seconds=100)) == [True, True, False]
    assert tries(5, at=AT + timedelta(minutes=10)) == [True] * 5


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 8),
    st.lists(st.floats(0, 100), min_size=1, max_size=30),
)
def test_who_waits_as_long_as_told_is_served(limit, pauses):
    RateHit.objects.all().delete()
    at = AT
    for pause in pauses:
        at += timedelta(seconds=pause / 10)
        try:
            hit("x", "k", limit=limit, seconds=60, at=at)
        except TooMany as refused:
            wait = refused.retry_after
        else:
            continue
        assert 1 <= wait <= 120
        at += timedelta(seconds=wait)
        hit("x", "k", limit=limit, seconds=60, at=at)


@pytest.mark.django_db(transaction=True)
def test_simultaneous_hits_are_all_counted():
    def one(_turn: int) -> bool:
        try:
            return tries(1, limit=10)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(one, range(30))) == 10


@pytest.mark.django_db
def test_old_counters_are_forgotten():
    tries(1)
    assert forget_old(datetime.now(UTC)) == 0
    assert forget_old(datetime.now(UTC) + timedelta(days=2)) == 1


@pytest.mark.django_db
def test_the_counters_are_not_logged_to_disk_twice():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'common_ratehit'")
        assert cursor.fetchone() == ("u",)


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "198.51.100.7, 10.0.0.3", "198.51.100.7"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("::1", "2001:db8::5", "2001:db8::5"),
        ("", "198.51.100.7", "unknown"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, remote, forwarded, expected):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "::1"]
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


def test_in_memory_it_counts_like_in_the_database_and_forgets():
    pace, start = Here(limit=3, seconds=60, most=4), datetime(2026, 11, 24, 2, tzinfo=UTC)
    for _ in range(3):
        pace.hit("a", start)
    with pytest.raises(TooMany) as refused:
        pace.hit("a", start)
    assert refused.value.retry_after > 0
    pace.hit("b", start)
    pace.hit("a", start + timedelta(seconds=refused.value.retry_after))
    for key in range(100):  # a crowd of strangers does not grow the memory
        pace.hit(str(key), start + timedelta(minutes=5))
        assert len(pace._seen) <= pace.most
