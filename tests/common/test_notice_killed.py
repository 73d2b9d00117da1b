"""Tiến trình gửi bị giết thật (SIGKILL) while the gateway holds back its answer: the message goes out once for the person."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from config.run.waiting import put_down, wait_for_process
from tests.common.notice_gateways import SMS, gateway, message
from thongsuot.common import notices
from thongsuot.common.models import Notice, NoticeState
from thongsuot.common.notices.lanes import LEASE
from thongsuot.common.now import now

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
SENDER = """
import sys
import django
from django.conf import settings
django.setup()
settings.SMS_URL = sys.argv[1]
from thongsuot.common import notices
from thongsuot.common.now import now
notices.send_due(now)
"""


def sender_process(url, var):
    """Another process that sends what is due, as the worker of an installation does."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    told = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings.test", "THONGSUOT_TEST_VAR": str(var)}
    environment = {**os.environ, **told, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", SENDER, url], env=environment, cwd=ROOT)


def test_killed_between_the_work_and_its_answer_the_next_sender_repeats_it_with_the_same_key(settings, tmp_path):
    at = now()
    with gateway() as sms:
        settings.SMS_URL, sms.hold = sms.url, 30.0
        notices.post([message(1, SMS, urgent=True)], at=at)
        process = sender_process(sms.url, tmp_path)
        try:
            wait_for_process(process, lambda: len(sms.asked) == 1)
        finally:
            put_down(process)  # SIGKILL
        assert Notice.objects.get().state == NoticeState.SENDING
        sms.hold = 0.0
        assert notices.send_due(lambda: at + timedelta(seconds=30)) == 0, "người khác còn giữ"
        assert notices.send_due(lambda: at + LEASE + timedelta(minutes=1)) == 1
        assert [key for key, _asked in sms.asked] == ["thong-bao-42-1-sms"] * 2
        assert len(sms.sent) == 1
    row = Notice.objects.get()
    assert (row.state, row.attempts) == (NoticeState.SENT, 2)
