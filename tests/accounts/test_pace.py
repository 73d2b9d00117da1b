"""A stranger's wrong tries slow the stranger down, and nobody who belongs here."""

from datetime import UTC, datetime, timedelta

import pytest

from thongsuot.accounts.models import SignInPace
from thongsuot.accounts.pace import CODE, PASSWORD, Attempt, Ladder, forget_old, forgive, network_of, seconds_to_wait

NOW = datetime(2025, 7, 7, 2, tzinfo=UTC)
STRANGER = Attempt(PASSWORD, "maiphu.chutich", "203.0.113.9")
OWNER_AT_OFFICE = Attempt(PASSWORD, "maiphu.chutich", "198.51.100.4", device="thiet-bi-quen")
OWNER_ELSEWHERE = Attempt(PASSWORD, "maiphu.chutich", "192.0.2.77")

pytestmark = pytest.mark.django_db


def attack(attempt, times, start=NOW, every=timedelta(seconds=1)):
    """Try again and again; returns the moment after the last try and how many tries were let through."""
    let_through = 0
    for n in range(times):
        let_through += seconds_to_wait(attempt, start + n * every) == 0
    return start + times * every, let_through


def test_five_tries_are_free_then_the_wait_doubles():
    at = NOW
    for _ in range(5):
        assert seconds_to_wait(STRANGER, at) == 0
    waits = []
    for _ in range(8):
        wait = seconds_to_wait(STRANGER, at)
        waits.append(wait)
        at += timedelta(seconds=wait)
        assert seconds_to_wait(STRANGER, at) == 0
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300]


def test_a_try_during_the_wait_is_not_counted_and_does_not_lengthen_it():
    attack(STRANGER, 5, every=timedelta(0))
    assert seconds_to_wait(STRANGER, NOW) == 5
    for n in range(4):
        assert seconds_to_wait(STRANGER, NOW + timedelta(seconds=n)) == 5 - n
    assert seconds_to_wait(STRANGER, NOW + timedelta(seconds=5)) == 0


def test_fifty_wrong_tries_of_a_stranger_do_not_touch_the_owners_known_device():
    at, _ = attack(STRANGER, 50)
    assert seconds_to_wait(OWNER_AT_OFFICE, at) == 0


def test_a_new_device_of_the_owner_gets_in_after_the_stated_wait_while_the_attack_goes_on():
    networks = [Attempt(PASSWORD, "maiphu.chutich", f"203.0.113.{n}") for n in range(60)]
    for attempt in networks:
        for _ in range(5):
            seconds_to_wait(attempt, NOW)
    wait = seconds_to_wait(OWNER_ELSEWHERE, NOW)
    assert 0 < wait <= 60
    for second in range(wait):
        for attempt in networks[:10]:
            seconds_to_wait(attempt, NOW + timedelta(seconds=second))
    assert seconds_to_wait(OWNER_ELSEWHERE, NOW + timedelta(seconds=wait)) == 0


def test_a_distributed_attack_is_slow():
    let_through = 0
    for minute in range(30):
        for n in range(20):
            attempt = Attempt(PASSWORD, "maiphu.chutich", f"203.0.113.{n}")
            let_through += seconds_to_wait(attempt, NOW + timedelta(minutes=minute)) == 0
    assert let_through <= 20 * 14, let_through


def test_trying_many_names_from_one_network_makes_each_wait():
    for n in range(60):
        seconds_to_wait(Attempt(PASSWORD, f"nguoi{n}", "203.0.113.9"), NOW)
    assert seconds_to_wait(Attempt(PASSWORD, "nguoi-moi", "203.0.113.9"), NOW) > 0
    assert seconds_to_wait(Attempt(PASSWORD, "nguoi-moi", "198.51.100.1"), NOW) == 0


def test_a_known_device_has_its_own_ladder_and_loses_its_privilege_after_ten_wrong_tries():
    at = NOW
    for _ in range(10):
        while wait := seconds_to_wait(OWNER_AT_OFFICE, at):
            at += timedelta(seconds=wait)
    row = SignInPace.objects.get(key=OWNER_AT_OFFICE.key("device"))
    assert row.failures == 10
    seconds_to_wait(OWNER_AT_OFFICE, at)
    assert SignInPace.objects.filter(key=OWNER_AT_OFFICE.key("pair")).exists()


def test_a_right_try_forgives():
    for _ in range(4):
        seconds_to_wait(STRANGER, NOW)
    forgive(STRANGER)
    assert SignInPace.objects.get(key=STRANGER.key("account")).failures == 3
    assert not SignInPace.objects.filter(key=STRANGER.key("pair")).exists()


def test_quiet_hours_halve_what_is_remembered():
    for _ in range(5):
        seconds_to_wait(STRANGER, NOW)
    later = NOW + timedelta(hours=1)
    assert [seconds_to_wait(STRANGER, later) for _ in range(3)] == [0, 0, 0]
    assert SignInPace.objects.get(key=STRANGER.key("pair")).failures == 5


def test_codes_have_steeper_ladders_than_passwords():
    assert CODE.pair.seconds(10) > PASSWORD.pair.seconds(10)
    assert CODE.account.cap > PASSWORD.account.cap


@pytest.mark.parametrize("failures", [0, 1, 7, 50, 10_000, 2**31])
def test_a_ladder_never_falls_and_never_exceeds_its_cap(failures):
    ladder = Ladder(free=5, first=5, factor=2, cap=300)
    assert 0 <= ladder.seconds(failures) <= ladder.seconds(failures + 1) <= 300


def test_old_counters_are_forgotten():
    seconds_to_wait(STRANGER, NOW)
    assert forget_old(NOW + timedelta(days=1, seconds=1)) == 3
    assert not SignInPace.objects.exists()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", "unknown"),
        ("không phải", "unknown"),
    ],
)
def test_networks(address, network):
    assert network_of(address) == network
