"""Giờ yên tĩnh và cách báo tin: dated, the commune's words before the province's, urgent news at any hour."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.common.notice_gateways import MAIL, SMS, gateway, message
from thongsuot.common import notices, stamps
from thongsuot.common.models import Notice, NoticePolicy
from thongsuot.common.notices.policy import STAMP, Policy, policy_of

NIGHT = datetime(2025, 7, 7, 15, 0, tzinfo=UTC)  # 22:00 in Hà Tĩnh
MORNING = datetime(2025, 7, 8, 0, 0, tzinfo=UTC)  # 07:00
pytestmark = pytest.mark.django_db


def policy(unit_id, start=date(2025, 7, 1), end=None, **said):
    row = NoticePolicy.objects.create(unit_id=unit_id, valid=DateRange(start, end), made_at=NIGHT, **said)
    stamps.bump(STAMP)
    return row


@pytest.fixture
def sms(settings):
    with gateway() as one:
        settings.SMS_URL = one.url
        yield one


def test_news_of_the_evening_waits_for_the_morning(sms):
    notices.post([message(1, SMS)], at=NIGHT)
    assert Notice.objects.get().next_try_at == MORNING
    assert notices.send_due(lambda: NIGHT) == 0
    assert notices.send_due(lambda: MORNING - timedelta(minutes=1)) == 0
    assert notices.send_due(lambda: MORNING) == 1


def test_urgent_news_goes_out_at_night(sms):
    notices.post([message(1, SMS, urgent=True), message(2, SMS)], at=NIGHT)
    assert notices.send_due(lambda: NIGHT) == 1
    assert [key for key, _asked in sms.asked] == ["thong-bao-42-1-sms"]


def test_a_message_tried_again_in_the_night_waits_too(sms):
    evening = NIGHT - timedelta(hours=1, minutes=2)  # 20:58
    sms.mode = "busy"
    notices.post([message(1, SMS)], at=evening)
    for minutes in (0, 1, 6):
        assert notices.send_due(lambda m=minutes: evening + timedelta(minutes=m)) == 0
    assert len(sms.asked) == 2, "21:04 đã vào giờ yên tĩnh"
    sms.mode = ""
    assert notices.send_due(lambda: MORNING) == 1


def test_mail_may_be_let_out_at_night_by_the_province(tmp_path, settings):
    settings.NOTICE_ROOT = tmp_path
    policy(42, mail_at_night=True)
    notices.post([message(1, MAIL), message(2, SMS)], at=NIGHT)
    assert notices.send_due(lambda: NIGHT) == 1
    assert notices.send_due(lambda: MORNING) == 1


def test_the_commune_speaks_before_its_province_and_the_province_before_the_usual():
    policy(42, channels=["zalo", "sms"], quiet_from=time(20), quiet_to=time(6), unaccented=False)
    policy(18583, channels=["sms"])
    found = policy_of(42, 18583, NIGHT)
    assert found.channels == ("sms",)
    assert (found.quiet_from, found.quiet_to, found.unaccented) == (time(20), time(6), False)
    assert policy_of(42, 18604, NIGHT).channels == ("zalo", "sms")
    assert policy_of(38, None, NIGHT) == Policy()


def test_a_policy_holds_from_its_day():
    policy(42, date(2025, 8, 1), channels=["sms"])
    assert policy_of(42, None, NIGHT).channels == Policy().channels
    assert policy_of(42, None, NIGHT + timedelta(days=30)).channels == ("sms",)


def test_two_policies_of_one_unit_at_one_time_are_refused_by_the_table():
    policy(42)
    with pytest.raises(IntegrityError), transaction.atomic():
        policy(42, date(2025, 9, 1))


@pytest.mark.parametrize(
    ("hour", "quiet"), [(20, False), (21, True), (23, True), (0, True), (6, True), (7, False), (12, False)]
)
def test_quiet_hours_run_over_midnight(hour, quiet):
    at = datetime(2025, 7, 7, tzinfo=UTC) - timedelta(hours=7) + timedelta(hours=hour)
    found = Policy()
    assert found.is_quiet("sms", at) is quiet
    goes = found.may_go_at("sms", at)
    assert (goes == at) is not quiet
    assert not found.is_quiet("sms", goes)
    assert goes - at <= timedelta(hours=10)


def test_no_hour_is_quiet_when_both_ends_are_the_same():
    assert not Policy(quiet_from=time(0), quiet_to=time(0)).is_quiet("sms", NIGHT)
    assert Policy(quiet_from=time(12), quiet_to=time(13)).is_quiet("sms", datetime(2025, 7, 7, 5, 30, tzinfo=UTC))
