"""Simultaneous tries: the counters hold when many come at once, in many connections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from thongsuot.accounts.models import SignInPace
from thongsuot.accounts.pace import PASSWORD, Attempt, seconds_to_wait

NOW = datetime(2025, 7, 7, 2, tzinfo=UTC)
TOGETHER = 6


def one_try(attempt):
    try:
        return seconds_to_wait(attempt, NOW)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_thirty_simultaneous_tries_are_thirty_tries():
    attempt = Attempt(PASSWORD, "maiphu.chutich", "203.0.113.9")
    with ThreadPoolExecutor(TOGETHER) as pool:
        waits = list(pool.map(one_try, [attempt] * 30))
    assert waits.count(0) == 5
    assert SignInPace.objects.get(key=attempt.key("pair")).failures == 5


@pytest.mark.django_db(transaction=True)
def test_crossing_names_and_networks_never_wait_for_each_other():
    attempts = [Attempt(PASSWORD, f"nguoi{n % 3}", f"203.0.113.{n % 4}") for n in range(48)]
    with ThreadPoolExecutor(TOGETHER) as pool:
        waits = list(pool.map(one_try, attempts))
    assert waits.count(0) == 48  # twelve pairs, four tries each
    assert (
        sum(SignInPace.objects.get(key=Attempt(PASSWORD, f"nguoi{n}", "x").key("account")).failures for n in range(3))
        == 48
    )
