"""Gửi thông báo: as files, by a real SMTP server, again later, and given up with words."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from tests.common.notice_gateways import SMS, message
from tests.run.installation import free_port
from thongsuot.common import notices
from thongsuot.common.models import Notice, NoticeCause, NoticeState
from thongsuot.common.notices import Way
from thongsuot.common.notices.adapters import MailSender
from thongsuot.common.notices.lanes import WAITS
from thongsuot.common.notices.senders import sender

AT = datetime(2025, 7, 7, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Postman:
    """What a mail server does with what it gets: keep it, or refuse it."""

    def __init__(self):
        self.mails, self.refusal, self.after = [], "", "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.after


@pytest.fixture
def folder(settings, tmp_path):
    settings.NOTICE_ROOT = tmp_path
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


def mail(entry_id=1, **changes):
    values = {"address": "lan@vi.example", "subject": "Hồ sơ 1: đã tiếp nhận", "body": "Hẹn trả thứ Ba.\n"}
    return message(entry_id, Way("mail", **{**values, **changes}))


def send(at=AT):
    return notices.send_due(lambda: at)


def test_without_a_mail_server_a_message_becomes_a_readable_file(folder):
    notices.post([mail()], at=AT)
    assert send() == 1
    [file] = folder.rglob("*.eml")
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (read["To"], read["Subject"]) == ("lan@vi.example", "Hồ sơ 1: đã tiếp nhận")
    assert read.get_content() == "Hẹn trả thứ Ba.\n"
    assert Notice.objects.get().proof == file.name


def test_without_any_gateway_a_short_message_becomes_a_readable_file_too(folder):
    notices.post([message(1, SMS)], at=AT)
    assert send() == 1
    [file] = folder.rglob("*.txt")
    assert file.read_text() == "sms +84912345678\n\nHo so 1: da tiep nhan\n"
    assert Notice.objects.get().answer == "ghi thành tệp, chưa gửi ra ngoài"


def test_the_same_news_is_posted_once(folder):
    notices.post([mail(), mail(2)], at=AT)
    notices.post([mail()], at=AT)
    assert send() == 2


def test_mail_reaches_the_server_with_its_marks_intact(postman):
    notices.post([mail(body="Kính gửi bà Nguyễn Thị Lẫm,\n.đã có kết quả.\n")], at=AT)
    assert send() == 1
    [read] = postman.mails
    assert read.get_content() == "Kính gửi bà Nguyễn Thị Lẫm,\n.đã có kết quả.\n"
    row = Notice.objects.get()
    assert (read["Message-ID"], "250 OK") == (row.proof, row.answer)
    assert read["Auto-Submitted"] == "auto-generated"


def test_an_address_that_does_not_exist_is_given_up_at_once_and_waits_for_a_person(postman):
    postman.refusal = "550 khong co hop thu"
    notices.post([mail()], at=AT)
    assert send() == 0
    row = Notice.objects.get()
    assert (row.state, row.attempts, row.cause) == (NoticeState.FAILED, 1, NoticeCause.ADDRESS)
    assert row.problem.startswith("550")
    assert row.needs_person


def test_a_server_that_is_away_is_tried_again_later_and_not_for_ever(settings):
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    notices.post([mail()], at=AT)
    at, tries = AT, 0
    while Notice.objects.get().state == NoticeState.WAITING:
        assert send(at) == 0
        tries += 1
        at = Notice.objects.get().next_try_at
        at = at + timedelta(hours=12) if not 7 <= (at.hour + 7) % 24 < 21 else at  # the quiet hours pass
    assert tries == len(WAITS) + 1
    row = Notice.objects.get()
    assert "ConnectionRefused" in row.problem
    assert (row.cause, row.needs_person) == (NoticeCause.AWAY, True)


def test_a_temporary_refusal_waits_and_then_goes_out(postman):
    postman.refusal = "451 thu lai sau"
    notices.post([mail()], at=AT)
    assert send() == 0
    postman.refusal = ""
    assert send() == 0, "chưa tới lượt thử lại"
    assert send(AT + WAITS[0]) == 1


def test_a_message_refused_after_its_text_is_not_counted_as_sent(postman):
    postman.after = "554 noi dung bi tu choi"
    notices.post([mail()], at=AT)
    assert send() == 0
    assert Notice.objects.get().cause == NoticeCause.REFUSED


def test_a_line_break_in_a_name_does_not_make_a_header(folder):
    notices.post([mail(subject="Hồ sơ\r\nBcc: ai.do@vi.example")], at=AT)
    assert send() == 1
    [file] = folder.rglob("*.eml")
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["Bcc"] is None


@pytest.mark.parametrize("address", ["lan@vi.example\nBcc: ai.do@vi.example", "lẫm@vi.example"])
def test_an_address_that_is_none_is_given_up_in_words(postman, address):
    notices.post([mail(address=address)], at=AT)
    assert send() == 0
    row = Notice.objects.get()
    assert row.problem.startswith("địa chỉ không dùng được")
    assert (row.state, row.cause) == (NoticeState.FAILED, NoticeCause.ADDRESS)


def test_an_address_of_a_mail_server_that_makes_no_sense_sends_nothing_and_loses_nothing(settings):
    settings.SMTP_URL = "http://thu.vi.example"
    with pytest.raises(ValueError, match="THONGSUOT_SMTP_URL"):
        sender("mail")
    notices.post([mail()], at=AT)
    assert send() == 0
    assert Notice.objects.get().state == NoticeState.WAITING
    assert MailSender("smtps://a:b%40c@thu.vi.example").parts.port is None


def test_what_was_told_is_listed_with_the_address_masked(folder):
    notices.post([mail(1), mail(2, subject="Hồ sơ 1: đã có kết quả"), message(3, SMS)], at=AT)
    send()
    lines = notices.of_subject(42, "dossier", 7)
    assert [line.subject for line in lines[1:]] == ["Hồ sơ 1: đã có kết quả", "Hồ sơ 1: đã tiếp nhận"]
    assert [line.address for line in lines] == ["091***678", "l***@vi.example", "l***@vi.example"]


def test_news_without_a_name_is_refused_at_once():
    with pytest.raises(ValueError, match="khoá"):
        notices.post([message(None, SMS)], at=AT)


def test_any_room_may_post_news_that_no_entry_of_the_journal_stands_behind(folder):
    news = message(None, SMS, key="ticket-7-soon", subject_kind="ticket", event="turn_soon", urgent=True)
    notices.post([news, news], at=AT)
    assert send() == 1
    assert Notice.objects.get().entry_id is None
