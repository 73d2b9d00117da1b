"""A real mail server (Dovecot), a mailbox of Mai Phụ on it, a line that can be cut."""

import imaplib
import os
import socket
import threading
from contextlib import suppress
from datetime import date, timedelta

import pytest

from config.run.mail_server import MailServer, NoMailServer, start
from tests.factories.documents import AT, Office
from thongsuot.documents.models import MailArrival
from thongsuot.documents.services import fetching_mail, mailboxes

WORD = "mật khẩu 1"


@pytest.fixture(scope="session")
def mail_server(tmp_path_factory):
    """One server for the run of this worker; skipped, in words, where its program cannot be had."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    port = int(os.environ.get("THONGSUOT_PORT_BASE", "17000")) + 930 + 2 * worker
    try:
        running = start(tmp_path_factory.mktemp("thu"), port)
    except NoMailServer as missing:
        pytest.skip(str(missing))
    yield running
    running.stop()


class Post:
    """The mailbox of Mai Phụ: puts letters in, looks what stands there, lets the platform fetch."""

    def __init__(self, server: MailServer, name: str, settings, office):
        self.server, self.name, self.office, self.settings = server, name, office, settings
        self.at = AT
        server.let_in(name, WORD)
        settings.MAIL_SERVERS, settings.MAIL_ROOTS = [server.address], str(server.roots)
        self.box = self.connect()

    def connect(self, **changes):
        """Connect (or change) the mailbox as the document clerk does."""
        given = {
            "server": self.server.address, "address": "maiphu@hatinh.example", "username": self.name,
            "password": WORD, "since": date(2026, 1, 1),
        }  # fmt: skip
        wanted = mailboxes.Wanted(**(given | changes))
        unit_id = self.office.unit.id
        self.box = mailboxes.connect(unit_id=unit_id, wanted=wanted, principal=self.office.clerk, at=self.at)
        return self.box

    def line(self):
        """A line of one's own to the mailbox."""
        line = self.server.line()
        line.authenticate("PLAIN", lambda _asked: f"\0{self.name}\0{self.server.users[self.name]}".encode())
        return line

    def put(self, *contents):
        """Letters arrive in the mailbox."""
        with self.line() as line:
            for content in contents:
                raw = content if isinstance(content, bytes) else content.as_bytes()
                said, why = line.append("INBOX", "", imaplib.Time2Internaldate(AT.timestamp()), raw)
                assert said == "OK", why

    def flags(self):
        """What the server says of each message."""
        with self.line() as line:
            line.select("INBOX", readonly=True)
            return [imaplib.ParseFlags(one) for one in line.uid("FETCH", "1:*", "(FLAGS)")[1] if one]

    def fetch(self, minutes=2):
        """The job, some minutes later."""
        self.at += timedelta(minutes=minutes)
        taken = fetching_mail.fetch(self.box.pk, lambda: self.at)
        self.box.refresh_from_db()
        return taken

    def results(self):
        """What became of each letter, in order."""
        return list(MailArrival.objects.order_by("id").values_list("result", "reason"))


@pytest.fixture
def office(world):
    return Office(world, world.mai_phu)


@pytest.fixture
def post(mail_server, settings, office, request):
    """A mailbox of its own for each test."""
    return Post(mail_server, f"hop-{abs(hash(request.node.name)) % 10**8}", settings, office)


class Line:
    """A line between us and the server that is cut when so many bytes came from it."""

    def __init__(self, to: int):
        self.to, self.cut_after = to, None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with suppress(OSError):
            while True:
                near, _address = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.to))
                threading.Thread(target=self._talk, args=(near, far, self.cut_after), daemon=True).start()

    def _talk(self, near, far, most):
        with near, far:
            forth = threading.Thread(target=self._pass, args=(near, far, None))
            forth.start()
            self._pass(far, near, most)
            forth.join()

    def _pass(self, source, target, most):
        passed = 0
        with suppress(OSError):
            while data := source.recv(4096):
                passed += len(data)
                if most is not None and passed > most:
                    break
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.listener.close()


@pytest.fixture
def bad_line(mail_server, settings):
    line = Line(mail_server.port)
    yield line
    line.close()
