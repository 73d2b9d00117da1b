"""Việc nền gửi tin: both jobs do their part; two places for sending, and a bad dossier is nobody else's trouble."""

import pytest
from django.db import connection

from tests.exchange.books import Clock, ask, exchange, there
from tests.exchange.test_faults import AFTER
from tests.factories.dossiers import submit
from thongsuot.common.now import frozen
from thongsuot.dossiers.models import Dossier
from thongsuot.exchange import facts, jobs, rest
from thongsuot.exchange.models import OutMessage

pytestmark = pytest.mark.django_db


def test_the_two_jobs_carry_a_dossier_to_the_portal(office, portal):
    dossier = submit(office).dossier
    with frozen(AFTER):
        assert jobs.queue_news(0) == 2
        assert jobs.send(0) == 3
    assert there(portal, dossier.code)["status"] == "2"


def test_no_more_than_two_send_at_a_time(office, portal):
    submit(office)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            for number in range(rest.PLACES):
                cursor.execute("SELECT pg_advisory_lock(%s, %s)", [rest._LOCKS, number])
            with frozen(AFTER):
                jobs.queue_news(0)
                assert jobs.send(0) == 0
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [rest._LOCKS, 1])
                assert jobs.send(0) == 3
    finally:
        other.close()
    with rest.place() as free:
        assert free, "chỗ đã dùng phải được trả lại"


def test_a_dossier_whose_data_nobody_expected_is_stuck_alone(office, portal, monkeypatch):
    odd, plain = submit(office).dossier, submit(office).dossier
    build = facts._dossier

    def fails_on_one(row):
        if row["code"] == odd.code:
            raise TypeError("dữ liệu lạ")
        return build(row)

    monkeypatch.setattr(facts, "_dossier", fails_on_one)
    exchange(Clock(AFTER))
    assert there(portal, plain.code)["status"] == "2"
    message = OutMessage.objects.get(state="stuck")
    assert (message.dossier_code, message.cause, message.last_answer) == (odd.code, "cannot_build", "TypeError")
    assert ask(portal, "GET", "/dieu-khien/dem")["dossiers"] == 1
    assert Dossier.objects.count() == 2
