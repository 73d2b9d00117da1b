"""Publication in time: days before the law takes effect, working days until the national database has it."""

from datetime import date

import pytest

from thongsuot.org.calendars import calendar_for
from thongsuot.procedures.models import Decision
from thongsuot.procedures.publication import checks

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def states(world, **days):
    decision = Decision(number="1/QĐ", **days)
    published, entered = checks(decision, calendar_for(world.province.id, TODAY), TODAY)
    return (published.state, published.due_on), (entered.state, entered.due_on)


def test_a_ministry_publishes_twenty_days_before(world):
    law = date(2026, 11, 30)
    assert states(world, law_effective_on=law, signed_on=date(2026, 11, 10))[0] == ("on_time", date(2026, 11, 10))
    assert states(world, law_effective_on=law, signed_on=date(2026, 11, 11))[0] == ("late", date(2026, 11, 10))


def test_a_provincial_chair_publishes_five_days_before(world):
    law = date(2026, 11, 30)
    assert states(world, rank="province", law_effective_on=law)[0] == ("waiting", date(2026, 11, 25))
    assert states(world, rank="province", law_effective_on=date(2026, 11, 28))[0] == ("overdue", date(2026, 11, 23))


def test_the_fast_track_has_three_days_after(world):
    law = date(2026, 11, 20)
    assert states(world, fast_track=True, law_effective_on=law, signed_on=date(2026, 11, 23))[0][0] == "on_time"


@pytest.mark.parametrize(
    ("about", "due"),
    [
        ({"rank": "ministry"}, date(2026, 11, 25)),  # 24 November is a day off
        ({"rank": "province"}, date(2026, 11, 17)),
        ({"rank": "province", "fast_track": True}, date(2026, 11, 12)),
    ],
)
def test_entry_counts_working_days_from_the_signature(world, about, due):
    assert states(world, signed_on=date(2026, 11, 10), **about)[1][1] == due


def test_nothing_is_judged_when_the_day_is_not_known(world):
    assert [state for state, _due in states(world)] == ["unknown", "unknown"]
