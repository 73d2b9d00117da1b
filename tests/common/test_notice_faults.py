"""Gửi khi mọi thứ hỏng: a worker killed, a gateway down for an hour, a slow one; nothing lost, nothing told twice."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from config.run.waiting import PATIENCE
from tests.common.notice_gateways import SMS, gateway, message
from thongsuot.common import notices
from thongsuot.common.models import Notice, NoticeState
from thongsuot.common.notices import lanes, sending
from thongsuot.common.notices.lanes import LEASE, WAITS, Lane
from thongsuot.common.notices.senders import Proof

AT = datetime(2025, 7, 7, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def sms(settings):
    with gateway() as one:
        settings.SMS_URL = one.url
        yield one


class Killed(BaseException):
    """What a SIGKILL looks like to those who stay behind: nothing after it is done."""


def send(at):
    return notices.send_due(lambda: at)


def test_a_worker_killed_after_the_gateway_took_it_sends_it_again_with_the_same_key(sms, monkeypatch):
    notices.post([message(1, SMS)], at=AT)

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(lanes, "went_out", die)
        with pytest.raises(Killed):
            send(AT)
    assert Notice.objects.get().state == NoticeState.SENDING
    assert send(AT + timedelta(minutes=1)) == 0, "còn hạn giữ, chưa ai được gửi lại"
    assert send(AT + LEASE) == 1
    assert [key for key, _asked in sms.asked] == ["thong-bao-42-1-sms"] * 2
    assert len(sms.sent) == 1


def test_who_wakes_up_after_its_lease_does_not_undo_what_another_noted(sms):
    notices.post([message(1, SMS)], at=AT)
    [old] = lanes.lease(Lane(42, "sms"), at=AT, limit=5)
    [new] = lanes.lease(Lane(42, "sms"), at=AT + LEASE, limit=5)
    lanes.went_out(new, Proof("g-1", "202"), at=AT + LEASE)
    lanes.did_not_go(old, lanes.NotSent("quá lâu", away=True), at=AT + LEASE)
    row = Notice.objects.get()
    assert (row.state, row.proof, row.problem) == (NoticeState.SENT, "g-1", "")


def test_a_message_that_kills_every_worker_is_given_up_and_shown():
    notices.post([message(1, SMS)], at=AT)
    at = AT
    for _try in range(len(WAITS) + 1):
        assert lanes.lease(Lane(42, "sms"), at=at, limit=1)
        at += LEASE
    assert send(at) == 0
    assert Notice.objects.get().needs_person


def test_a_gateway_down_for_an_hour_loses_nothing_and_tells_nobody_twice(sms):
    """600 messages come in while the gateway is down for an hour; the clock of the hour is turned by hand."""
    sms.mode = "500"
    for minute in range(60):
        at = AT + timedelta(minutes=minute)
        first = minute * 10 + 1
        notices.post([message(n, SMS) for n in range(first, first + 10)], at=at)
        assert send(at) == 0
    assert len(sms.asked) <= 70, "mỗi phút chỉ dò một lần, không gõ cửa 600 lần"
    sms.mode = ""
    at = AT + timedelta(hours=1)
    sent = send(at)
    while Notice.objects.filter(state=NoticeState.WAITING).exists():
        at = Notice.objects.filter(state=NoticeState.WAITING).earliest("next_try_at").next_try_at
        sent += send(at)
    assert sent == 600
    assert len(sms.sent) == 600
    told = [key for key, _asked in sms.asked]
    assert len(told) == len(set(told)) + 60, "chỉ tin dùng để dò mới đi hai lần, cùng khoá"


def test_a_slow_gateway_of_one_province_does_not_hold_up_the_others(sms, settings):
    with gateway() as slow:
        slow.seconds = 1.0
        settings.SMS_URL = f"42={sms.url},38={slow.url}"
        notices.post([message(n, SMS, province=38) for n in range(1, 31)], at=AT)
        notices.post([message(n, SMS) for n in range(31, 131)], at=AT)
        quick_done = {}

        def watch():
            start = time.monotonic()
            while len(sms.sent) < 100 and time.monotonic() - start < PATIENCE:
                time.sleep(0.02)
            quick_done["slow"] = len(slow.sent)

        watcher = threading.Thread(target=watch)
        watcher.start()
        assert send(AT) == 130
        watcher.join()
    assert quick_done["slow"] < 20, "tỉnh nhanh đã xong trong khi tỉnh chậm còn đang gửi"


def test_nothing_outside_is_asked_while_a_transaction_is_open(sms, monkeypatch):
    seen = []
    depth = len(connection.savepoint_ids)  # the test itself is in a transaction
    send_one = sending._send

    def look(way, notice):
        seen.append((threading.current_thread().name, len(connection.savepoint_ids)))
        return send_one(way, notice)

    monkeypatch.setattr(sending, "_send", look)
    notices.post([message(n, SMS) for n in (1, 2, 3)], at=AT)
    assert send(AT) == 3
    assert all(name.startswith("thong-bao") for name, _depth in seen)
    assert len(connection.savepoint_ids) == depth


def test_a_round_takes_few_statements_per_message(sms, django_assert_max_num_queries):
    notices.post([message(n, SMS) for n in range(1, 51)], at=AT)
    with django_assert_max_num_queries(
        170
    ):  # one note per message; leases take up to eight at once, as room comes free
        assert send(AT) == 50


def test_a_round_that_is_over_leaves_the_rest_to_the_next(sms):
    notices.post([message(n, SMS) for n in range(1, 20)], at=AT)
    assert notices.send_due(lambda: AT, seconds=0.0) == 0
    assert send(AT) == 19
