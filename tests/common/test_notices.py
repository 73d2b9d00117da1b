"""Gửi thông báo: as files, by a real SMTP server, again later, and given up with words."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from tests.run.installation import free_port
from thongsuot.common import notices
from thongsuot.common.models import Notice, NoticeState
from thongsuot.common.notices.senders import MailSender, sender
from thongsuot.common.notices.sending import WAITS

AT = datetime(2025, 7, 7, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Postman:
    """What a mail server does with what it gets: keep it, or refuse it."""

    def __init__(self):
        self.mails, self.refusal = [], ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def folder(settings, tmp_path):
    settings.SMTP_URL, settings.NOTICE_ROOT = "", tmp_path
    return tmp_path


@pytest.fixture
def postman(settings):
    """A mail server on this machine."""
    handler = Postman()
    server = Controller(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{server.port}"
    yield handler
    server.stop()


def message(entry_id=1, **changes):
    values = {"address": "lan@vi.example", "subject": "Hồ sơ 1: đã tiếp nhận", "body": "Hẹn trả thứ Ba.\n"}
    return notices.Message(42, "dossier", 7, entry_id, "received", **{**values, **changes})


def test_without_a_mail_server_a_message_becomes_a_readable_file(folder):
    notices.post([message()], at=AT)
    assert notices.send_due(AT) == 1
    [file] = folder.rglob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("lan@vi.example", "Hồ sơ 1: đã tiếp nhận")
    assert mail.get_content() == "Hẹn trả thứ Ba.\n"
    assert Notice.objects.get().proof == file.name


def test_the_same_news_is_posted_once(folder):
    notices.post([message(), message(2)], at=AT)
    notices.post([message()], at=AT)
    assert notices.send_due(AT) == 2


def test_mail_reaches_the_server_with_its_marks_intact(postman):
    notices.post([message(body="Kính gửi bà Nguyễn Thị Lẫm,\nđã có kết quả.\n")], at=AT)
    assert notices.send_due(AT) == 1
    [mail] = postman.mails
    assert "Nguyễn Thị Lẫm" in mail.get_content()
    assert mail["Message-ID"] == Notice.objects.get().proof
    assert mail["Auto-Submitted"] == "auto-generated"


def test_an_address_that_does_not_exist_is_given_up_at_once(postman):
    postman.refusal = "550 khong co hop thu"
    notices.post([message()], at=AT)
    assert notices.send_due(AT) == 0
    row = Notice.objects.get()
    assert (row.state, row.attempts) == (NoticeState.FAILED, 1)
    assert row.problem.startswith("550")


def test_a_server_that_is_away_is_tried_again_later_and_not_for_ever(settings):
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    notices.post([message()], at=AT)
    at, tries = AT, 0
    while Notice.objects.get().state == NoticeState.WAITING:
        assert notices.send_due(at) == 0
        tries += 1
        at = Notice.objects.get().next_try_at
    assert tries == len(WAITS) + 1
    assert at - AT == sum(WAITS, timedelta())
    assert "ConnectionRefused" in Notice.objects.get().problem


def test_a_temporary_refusal_waits_and_then_goes_out(postman):
    postman.refusal = "451 thu lai sau"
    notices.post([message()], at=AT)
    assert notices.send_due(AT) == 0
    postman.refusal = ""
    assert notices.send_due(AT) == 0, "chưa tới lượt thử lại"
    assert notices.send_due(AT + WAITS[0]) == 1


def test_a_line_break_in_a_name_does_not_make_a_header(folder):
    notices.post([message(subject="Hồ sơ\r\nBcc: ai.do@vi.example")], at=AT)
    assert notices.send_due(AT) == 1
    [file] = folder.rglob("*.eml")
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["Bcc"] is None


def test_an_address_that_is_none_is_given_up_in_words(folder):
    notices.post([message(address="lan@vi.example\nBcc: ai.do@vi.example")], at=AT)
    assert notices.send_due(AT) == 0
    assert Notice.objects.get().problem.startswith("địa chỉ không dùng được")


def test_an_address_of_a_mail_server_that_makes_no_sense_is_refused(settings):
    settings.SMTP_URL = "http://thu.vi.example"
    with pytest.raises(ValueError, match="THONGSUOT_SMTP_URL"):
        sender()
    assert MailSender("smtps://a:b%40c@thu.vi.example").parts.port is None


def test_what_was_told_is_listed_with_the_address_masked(folder):
    notices.post([message(1), message(2, subject="Hồ sơ 1: đã có kết quả")], at=AT)
    notices.send_due(AT)
    lines = notices.of_subject(42, "dossier", 7)
    assert [line.subject for line in lines] == ["Hồ sơ 1: đã có kết quả", "Hồ sơ 1: đã tiếp nhận"]
    assert {line.address for line in lines} == {"l***@vi.example"}
