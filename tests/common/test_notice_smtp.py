"""Thư qua SMTP thật, trên đường dây thật: a server that speaks the protocol byte by byte, refuses, forgets, hangs up."""

import socket
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email import message_from_string, policy

import pytest

from tests.common.notice_gateways import MAIL, SMS, gateway, message
from thongsuot.common import notices
from thongsuot.common.models import Notice, NoticeCause, NoticeState
from thongsuot.common.notices import Way
from thongsuot.common.notices.lanes import WAITS

AT = datetime(2025, 7, 7, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Server:
    """SMTP (RFC 5321) over a socket; `hangs_up` names the command at which the line is cut, so many times."""

    def __init__(self):
        self.mails, self.refused, self.hangs_up, self.times, self.connections = [], {}, "", 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.listener.getsockname()[1]}"

    def _serve(self):
        with suppress(OSError):  # closed: the test is over
            while True:
                line, _address = self.listener.accept()
                self.connections += 1
                with line, suppress(OSError), line.makefile("rwb", buffering=0) as wire:
                    self._talk(wire)

    def _talk(self, wire):
        wire.write(b"220 thu.vi.example ESMTP\r\n")
        while command := wire.readline():
            word = command.split()[0].upper().decode() if command.strip() else ""
            if self._cuts(word):
                return
            if word == "QUIT":
                wire.write(b"221 hen gap lai\r\n")
                return
            wire.write(self._answer(word, command.decode().strip(), wire))

    def _cuts(self, word):
        """Whether the line is cut here; for AFTER it is cut when the mail has been kept and nothing was said."""
        if word != self.hangs_up or not self.times:
            return False
        self.times -= 1
        return True

    def _answer(self, word, command, wire):
        if word == "RCPT":
            refusal = next((said for address, said in self.refused.items() if address in command), "")
            return f"{refusal or '250 nhan'}\r\n".encode()
        if word == "DATA":
            wire.write(b"354 gui di, ket thuc bang dau cham\r\n")
            lines = []
            while (row := wire.readline().decode()) not in (".\r\n", ""):
                lines.append(row.removeprefix("."))
            self.mails.append(message_from_string("".join(lines), policy=policy.default))
            if self._cuts("AFTER"):
                raise OSError("cắt dây")
            return f"250 da nhan so {len(self.mails)}\r\n".encode()
        return b"250 duoc\r\n"

    def close(self):
        self.listener.close()


@contextmanager
def smtp_server():
    """A mail server that is there while the block runs."""
    one = Server()
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def server(settings):
    with smtp_server() as one:
        settings.SMTP_URL = one.url
        yield one


def mail(entry_id, address):
    return message(
        entry_id, Way("mail", address, "Hẹn trả thứ Ba.\n.dòng bắt đầu bằng dấu chấm\n", "Hồ sơ 1: đã tiếp nhận")
    )


def send(at=AT):
    return notices.send_due(lambda: at)


def test_a_mail_arrives_whole_with_its_marks_and_its_dots(server):
    notices.post([mail(1, "lan@vi.example")], at=AT)
    assert send() == 1
    [got] = server.mails
    assert got["Subject"] == "Hồ sơ 1: đã tiếp nhận"
    assert got.get_content() == "Hẹn trả thứ Ba.\n.dòng bắt đầu bằng dấu chấm\n"
    row = Notice.objects.get()
    assert (row.state, row.proof, row.answer) == (NoticeState.SENT, got["Message-ID"], "250 da nhan so 1")


def test_a_recipient_who_is_refused_goes_the_next_way_and_holds_up_nobody(server, settings):
    server.refused = {"khong-co@": "550 5.1.1 khong co nguoi nay"}
    with gateway() as sms:
        settings.SMS_URL = sms.url
        first = message(1, Way("mail", "khong-co@vi.example", "x\n", "Hồ sơ 1"), SMS)
        notices.post([first, mail(2, "lan@vi.example")], at=AT)
        while send():
            pass
        assert [key for key, _asked in sms.asked] == ["thong-bao-42-1-sms"]
    lost = Notice.objects.get(entry_id=1, channel="mail")
    assert (lost.state, lost.cause, lost.needs_person) == (NoticeState.FAILED, NoticeCause.ADDRESS, False)
    assert "550 5.1.1" in lost.problem
    assert [m["To"] for m in server.mails] == ["lan@vi.example"]


def test_a_recipient_who_is_refused_and_has_no_other_way_is_a_persons_work(server):
    server.refused = {"khong-co@": "550 khong co nguoi nay"}
    notices.post([message(1, Way("mail", "khong-co@vi.example", "x\n", "Hồ sơ 1"))], at=AT)
    assert send() == 0
    assert Notice.objects.get().needs_person is True


def test_a_full_mailbox_is_tried_again_later(server):
    server.refused = {"lan@": "452 hop thu day"}
    notices.post([message(1, MAIL)], at=AT)
    assert send() == 0
    assert Notice.objects.get().state == NoticeState.WAITING
    server.refused = {}
    assert send(AT + WAITS[0]) == 1


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA", "AFTER"])
def test_a_line_cut_at_any_word_is_tried_again_under_the_same_name(server, command):
    """After the work too: the second mail bears the Message-ID of the first, so a mail program shows one."""
    server.hangs_up, server.times = command, 1
    notices.post([mail(1, "lan@vi.example")], at=AT)
    assert send() == 0
    waiting = Notice.objects.get()
    assert (waiting.state, waiting.attempts, waiting.needs_person) == (NoticeState.WAITING, 1, False)
    assert send(waiting.next_try_at) == 1
    assert len({m["Message-ID"] for m in server.mails}) == 1
    assert len(server.mails) == (2 if command == "AFTER" else 1)
    assert Notice.objects.get().state == NoticeState.SENT


def test_a_server_that_always_hangs_up_is_left_alone_and_nothing_is_lost(server):
    server.hangs_up, server.times = "MAIL", 1_000
    notices.post([mail(n, "lan@vi.example") for n in range(1, 31)], at=AT)
    send()
    assert server.connections < 30, "một máy chủ thư hỏng không bị hỏi từng thư một"
    server.times = 0
    at = AT
    for _turn in range(200):
        if not Notice.objects.exclude(state=NoticeState.SENT).exists():
            break
        at = Notice.objects.exclude(state=NoticeState.SENT).earliest("next_try_at").next_try_at
        send(at)
    assert len(server.mails) == 30
    assert len({m["Message-ID"] for m in server.mails}) == 30
