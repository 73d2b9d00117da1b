"""Giết giữa chừng: a sending process that is killed, or loses its database, leaves nothing lost and nothing blocked."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from config.run.waiting import PATIENCE, put_down, wait_for_process
from tests.exchange.books import Clock, ask, fault, until_empty
from tests.exchange.many import MESSAGES, make_many
from tests.exchange.test_faults import assert_equal_books
from thongsuot.exchange.models import OutMessage
from thongsuot.exchange.services import leasing, queueing

pytestmark = pytest.mark.django_db(transaction=True)
DOSSIERS = 150
SENDER = """
import sys, django
django.setup()
from django.conf import settings
from django.db import connection
from django.utils import timezone
connection.settings_dict["NAME"] = sys.argv[1]
settings.OUTSIDE_SYSTEMS = {"national-portal": sys.argv[2]}
from thongsuot.exchange import sending
sending.send("national-portal", clock=timezone.now)
"""


@pytest.fixture
def sender(office, portal):
    """A process of its own that sends; the portal takes its time."""
    make_many(office, DOSSIERS)
    while queueing.queue_news(timezone.now()):
        pass
    fault(portal, "slow", seconds=0.02)
    here = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "THONGSUOT_TEST_VAR": str(settings.VAR)}  # our keys
    given = {**os.environ, **here}
    line = [sys.executable, "-c", SENDER, connection.settings_dict["NAME"], portal.address]
    process = subprocess.Popen(line, env=given, stderr=subprocess.PIPE)
    yield process
    put_down(process)


def told(portal):
    return ask(portal, "GET", "/dieu-khien/dem")["arrivals"]


def in_the_middle(portal, process):
    """Wait until a part has been told."""
    wait_for_process(process, lambda: told(portal) >= DOSSIERS)


def goes_on(portal):
    """What was under way is due when the leases are over; both books are equal in the end."""
    assert told(portal) < DOSSIERS * MESSAGES, "bị giết quá muộn, bài thử không chứng minh gì"
    assert OutMessage.objects.filter(state="sending").exists()
    ask(portal, "DELETE", "/dieu-khien/loi")
    clock = Clock(timezone.now() + leasing.LEASE)
    until_empty(clock)
    assert_equal_books(portal, DOSSIERS)


def test_the_worker_is_killed_while_it_sends(sender, portal):
    in_the_middle(portal, sender)
    os.kill(sender.pid, signal.SIGKILL)
    assert sender.wait() == -signal.SIGKILL, "nó phải chết vì bị giết, không phải vì đã xong"
    goes_on(portal)


def test_the_database_goes_away_while_it_sends(sender, portal):
    in_the_middle(portal, sender)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert sender.wait(timeout=PATIENCE) != 0, "không có cơ sở dữ liệu thì phải dừng, không được coi là đã ghi"
    goes_on(portal)


def test_two_senders_share_the_work_and_the_order_holds(sender, portal):
    """While the process sends, we send too."""
    in_the_middle(portal, sender)
    until_empty(Clock(timezone.now()), step=0.1, most=2000)
    assert sender.wait(timeout=PATIENCE) == 0
    assert_equal_books(portal, DOSSIERS)
    assert ask(portal, "GET", "/dieu-khien/dem")["repeats"] == 0
