"""Báo phát: signed, repeated, late, in the wrong order, about nothing of ours."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.common.notice_gateways import MAIL, SMS, gateway, message
from thongsuot.common import notices
from thongsuot.common.models import Notice, NoticeCause, NoticeState
from thongsuot.common.notices import lanes, reports
from thongsuot.common.notices.lanes import Lane
from thongsuot.common.notices.reports import Report
from thongsuot.common.notices.senders import Proof

AT = datetime(2025, 7, 7, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)
pytestmark = pytest.mark.django_db
KEY = "thong-bao-42-1-sms"
DELIVERED, LOST = Report(KEY, "delivered"), Report(KEY, "undeliverable", "address", "số không có thật")


@pytest.fixture
def sent(settings):
    with gateway() as one:
        settings.SMS_URL = one.url
        notices.post([message(1, SMS, MAIL)], at=AT)
        assert notices.send_due(lambda: AT) == 1
        yield one


def take(*told, channel="sms", at=LATER):
    return reports.take(channel, told, at=at)


def test_delivered_is_noted_once_with_its_moment(sent):
    assert take(DELIVERED, DELIVERED) == {"noted": 1, "known": 1, "unknown": 0}
    row = Notice.objects.get()
    assert (row.state, row.delivered_at, row.sent_at) == (NoticeState.DELIVERED, LATER, AT)


def test_undeliverable_leads_to_the_next_way(sent):
    assert take(LOST)["noted"] == 1
    first, second = Notice.objects.order_by("id")
    assert (first.state, first.cause, first.needs_person) == (NoticeState.UNDELIVERABLE, NoticeCause.ADDRESS, False)
    assert (second.channel, second.state, second.key) == ("mail", NoticeState.WAITING, "1")
    assert take(LOST)["known"] == 1
    assert Notice.objects.count() == 2


def test_delivered_after_undeliverable_corrects_it_and_not_the_reverse(sent):
    Notice.objects.update(others=[])
    take(LOST)
    assert Notice.objects.get().needs_person
    assert take(DELIVERED)["noted"] == 1
    assert (Notice.objects.get().state, Notice.objects.get().needs_person) == (NoticeState.DELIVERED, False)
    assert take(LOST)["known"] == 1
    assert Notice.objects.get().state == NoticeState.DELIVERED


def test_a_report_that_overtakes_our_own_note_is_kept(settings):
    notices.post([message(1, SMS)], at=AT)
    [leased] = lanes.lease(Lane(42, "sms"), at=AT, limit=1)
    assert take(DELIVERED)["noted"] == 1
    lanes.went_out(leased, Proof("g-1", "202 accepted"), at=LATER)
    row = Notice.objects.get()
    assert (row.state, row.proof) == (NoticeState.DELIVERED, "g-1")


def test_a_report_about_what_was_never_tried_changes_nothing():
    notices.post([message(1, SMS)], at=AT)
    assert take(DELIVERED)["known"] == 1
    assert Notice.objects.get().state == NoticeState.WAITING


@pytest.mark.parametrize(
    "reference",
    ["", "thong-bao-42-9-sms", "thong-bao-42-1-zalo", "la", "thong-bao--1-sms", f"thong-bao-{'9' * 40}-1-sms"],
)
def test_what_we_never_sent_is_unknown(sent, reference):
    assert take(Report(reference, "delivered"))["unknown"] == 1


def test_a_bounced_mail_is_reported_by_its_message_id(settings, tmp_path):
    settings.NOTICE_ROOT = tmp_path
    notices.post([message(1, MAIL)], at=AT)
    notices.send_due(lambda: AT)
    told = Report("<thong-bao-42-1-mail@localhost>", "undeliverable", "address", "550 no such user")
    assert take(told, channel="mail")["noted"] == 1
    assert Notice.objects.get().needs_person


def test_a_signature_counts_for_its_body_its_minute_and_its_channel(settings):
    settings.NOTICE_SECRETS = {"sms": "bi-mat"}
    now, body = str(int(AT.timestamp())), b'{"reports":[]}'
    good = reports.sign("bi-mat", now, body)
    assert reports.is_signed("sms", now, good, body, at=AT)
    assert not reports.is_signed("sms", now, good, body + b" ", at=AT)
    assert not reports.is_signed("sms", now, good, body, at=AT + timedelta(minutes=6))
    assert not reports.is_signed("zalo", now, good, body, at=AT)
    assert not reports.is_signed("sms", now, "chữ ký", body, at=AT)
    assert not reports.is_signed("sms", "hôm nay", good, body, at=AT)
    assert not reports.is_signed("sms", now, "", body, at=AT)


@pytest.mark.parametrize("said", [None, [], {}, {"id": KEY, "status": "maybe"}, {"status": 5}])
def test_what_makes_no_sense_is_no_report(said):
    assert Report.of(said) is None


def test_an_unknown_cause_becomes_the_usual_one():
    told = Report.of({"id": KEY, "status": "undeliverable", "cause": "la", "detail": "x" * 900})
    assert told is not None
    assert (told.cause, len(told.detail)) == ("address", 280)
