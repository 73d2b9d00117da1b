"""Cổng SMS, Zalo: what goes over the wire, which way is taken when one fails, and what each answer means."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.common.notice_gateways import MAIL, SMS, ZALO, gateway, message
from thongsuot.common import notices
from thongsuot.common.models import Notice, NoticeCause, NoticeState
from thongsuot.common.notices import senders, ways
from thongsuot.common.notices.lanes import WAITS

AT = datetime(2025, 7, 7, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def sms(settings):
    with gateway() as one:
        one.secret = "bi-mat"
        settings.SMS_URL, settings.NOTICE_SECRETS = one.url, {"sms": "bi-mat"}
        yield one


def send(at=AT):
    return notices.send_due(lambda: at)


def states():
    return dict(Notice.objects.values_list("channel", "state"))


def test_a_short_message_goes_out_with_key_and_secret_and_its_id_is_kept(sms):
    notices.post([message(1, SMS)], at=AT)
    assert send() == 1
    [(key, asked)] = sms.asked
    assert key == "thong-bao-42-1-sms"
    assert asked == {"id": key, "to": "+84912345678", "text": "Ho so 1: da tiep nhan"}
    row = Notice.objects.get()
    assert (row.proof, row.answer, row.sent_at) == ("g-o-42-1-sms"[-14:], "202 accepted", AT) or row.proof.startswith(
        "g-"
    )


def test_a_zalo_message_carries_template_and_values(settings):
    with gateway() as zalo:
        settings.ZALO_URL = zalo.url
        notices.post([message(1, ZALO)], at=AT)
        assert send() == 1
        assert zalo.asked[0][1]["template"] == "t_received"
        assert zalo.asked[0][1]["params"] == {"code": "1"}


def test_a_number_that_does_not_exist_leads_to_the_next_way_and_not_to_a_person(sms, settings, tmp_path):
    settings.NOTICE_ROOT = tmp_path
    sms.mode = "no-such-number"
    notices.post([message(1, SMS, MAIL)], at=AT)
    assert send() == 0
    assert states() == {"sms": NoticeState.FAILED, "mail": NoticeState.WAITING}
    first = Notice.objects.get(channel="sms")
    assert (first.cause, first.needs_person) == (NoticeCause.ADDRESS, False)
    assert (Notice.objects.get(channel="mail").others, Notice.objects.get(channel="mail").key) == ([], "1")


def test_when_the_last_way_fails_too_a_person_has_to_look(sms, settings):
    settings.ZALO_URL = sms.url
    sms.mode, settings.NOTICE_SECRETS = "no-such-number", {"sms": "bi-mat", "zalo": "bi-mat"}
    notices.post([message(1, SMS, ZALO)], at=AT)
    send()
    send()
    assert states() == {"sms": NoticeState.FAILED, "zalo": NoticeState.FAILED}
    assert list(Notice.objects.filter(needs_person=True).values_list("channel", flat=True)) == ["zalo"]


def test_with_every_way_at_once_one_that_arrives_is_enough(sms, settings):
    with gateway() as zalo:
        settings.ZALO_URL = zalo.url
        sms.mode = "no-such-number"
        notices.post([message(1, SMS, ZALO, every=True)], at=AT)
        assert send() == 1
    assert not Notice.objects.filter(needs_person=True).exists()


def test_a_gateway_that_is_away_is_left_for_another_way_after_hours_not_days(sms, settings):
    sms.mode = "500"
    notices.post([message(1, SMS, MAIL)], at=AT)
    at = AT
    for wait in WAITS[:4]:
        assert send(at) == 0
        at += wait
    send(at)
    assert states() == {"sms": NoticeState.FAILED, "mail": NoticeState.WAITING}
    assert at - AT < timedelta(hours=3)


@pytest.mark.parametrize("mode", ["500", "busy"])
def test_an_answer_that_says_nothing_about_the_person_is_tried_again(sms, mode):
    sms.mode = mode
    notices.post([message(1, SMS)], at=AT)
    assert send() == 0
    sms.mode = ""
    assert send(AT + WAITS[0]) == 1


def test_a_wrong_secret_loses_nothing(sms, settings):
    settings.NOTICE_SECRETS = {"sms": "khac"}
    notices.post([message(1, SMS)], at=AT)
    assert send() == 0
    assert Notice.objects.get().state == NoticeState.WAITING
    assert "401" in Notice.objects.get().problem


def test_500_after_the_work_is_one_message_for_the_person(sms):
    sms.mode = "500-after-work"
    notices.post([message(1, SMS)], at=AT)
    assert send() == 0
    sms.mode = ""
    assert send(AT + WAITS[0]) == 1
    assert len(sms.asked) == 2
    assert len(sms.sent) == 1
    assert Notice.objects.get().answer.startswith("409")


def test_each_province_may_have_its_own_gateway(sms, settings):
    with gateway() as other:
        settings.SMS_URL, settings.NOTICE_SECRETS = f"42={sms.url},38={other.url}", {"sms": "bi-mat"}
        notices.post([message(1, SMS), message(2, SMS, province=38), message(3, SMS, province=1)], at=AT)
        assert send() == 3
        assert [key for key, _asked in other.asked] == ["thong-bao-38-2-sms"]
        assert {key for key, _asked in sms.asked} == {"thong-bao-42-1-sms", "thong-bao-1-3-sms"}


def test_as_soon_as_one_channel_is_real_nobody_is_told_into_a_folder(settings):
    assert senders.on_hand() == ("mail", "sms", "zalo")
    settings.SMTP_URL = "smtp://thu.vi.example"
    assert senders.on_hand() == ("mail",)


def test_a_wish_comes_before_the_habit_of_the_office_and_leaves_out_what_was_not_wished():
    known = ways.addresses("lan@vi.example", "0912 345 678")
    usual, all_of_them = ("mail", "zalo", "sms"), ("mail", "sms", "zalo")
    assert ways.in_order(known, ["sms"], usual, all_of_them) == ["sms"]
    assert ways.in_order(known, [], usual, all_of_them) == ["mail", "zalo", "sms"]
    assert ways.in_order(known, ["zalo"], usual, ("mail",)) == ["mail"], "không bỏ sót ai"
    assert ways.in_order(ways.addresses("", "0239 385 5555"), [], usual, all_of_them) == []
