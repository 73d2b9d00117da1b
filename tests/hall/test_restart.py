"""Máy chủ của sảnh bị giết rồi chạy lại giữa lúc đang gọi số: the board says so, comes back by itself, numbers go on."""

import os
import re
import signal
import sys
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import expect

from config.run.parts import BIN
from config.run.places import ROOT
from config.run.process import spawn
from config.run.waiting import put_down, wait_for_process
from tests.browser import open_window, shot
from tests.factories.dossiers import make_office
from tests.factories.hall import make_centre
from tests.factories.units import make_world
from tests.run.installation import free_port
from thongsuot.common import stamps
from thongsuot.common.now import now
from thongsuot.hall import services
from thongsuot.hall.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.chaos, pytest.mark.django_db(transaction=True)]
WALL = {"width": 1920, "height": 1080}
# The web process as `thongsuot run` has it, but with static files by the finders: nothing has been collected here.
WEB = """
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server
import django
django.setup()
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
make_server("127.0.0.1", int(sys.argv[1]), StaticFilesHandler(get_wsgi_application()), Threads).serve_forever()
"""


class Servers:
    """Web and events of a hall as processes of their own, on the test's database."""

    def __init__(self, folder):
        self.port, self.log, self.running = free_port(), folder / "servers.log", []
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        self.environment = os.environ | {
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "THONGSUOT_TEST_VAR": str(settings.VAR),  # our keys: tickets of the stream are signed
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }

    @property
    def address(self):
        return f"http://localhost:{self.port}"

    def start(self):
        granian = [str(BIN / "granian"), "--host", "127.0.0.1", "--port", str(self.port + 1), "--log-level", "error"]
        events = [*granian, "config.asgi:application", "--interface", "asgi", "--workers", "1", "--no-ws"]
        with self.log.open("ab") as output:
            for command in ([sys.executable, "-c", WEB, str(self.port)], events):
                self.running.append(spawn(command, environment=self.environment, output=output.fileno(), folder=ROOT))
        for process, port in zip(self.running, (self.port, self.port + 1), strict=True):
            wait_for_process(process, lambda port=port: self._answers(port), output=self.log)

    def _answers(self, port):
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=10).status_code < 500
        except httpx.HTTPError:
            return False

    def kill(self):
        """kill -9, the whole session of each: nobody says goodbye to anybody."""
        for process in self.running:
            os.killpg(process.pid, signal.SIGKILL)
            put_down(process)
        self.running = []

    def close(self):
        for process in self.running:
            put_down(process)


@pytest.fixture
def hall(django_db_serialized_rollback):
    """The hall of Mai Phụ, today: other processes know no frozen clock."""
    with stamps.of_one_request():
        return make_centre(make_office(make_world()))


@pytest.fixture
def servers(hall, tmp_path):
    one = Servers(tmp_path)
    try:
        one.start()
        yield one
    finally:
        one.close()


@pytest.fixture
def board(chromium, servers):
    faults: list[str] = []
    window = open_window(chromium, faults, viewport=WALL)
    window.goto(f"{servers.address}/bang/18583/")
    yield window
    window.context.close()
    assert not faults, "; ".join(faults)


def test_killed_while_a_number_is_called_the_board_comes_back_and_numbers_go_on(hall, servers, board):
    at = now()
    for _n in range(3):
        hall.take("A", at=at)
    hall.sit("motcua1", 3, at=at)
    assert hall.call(at=at).label == "A001"
    expect(board.locator(".board-call")).to_contain_text("không không một")

    servers.kill()
    expect(board.get_by_text("Mất kết nối từ")).to_be_visible()
    expect(board.locator(".board-call")).to_contain_text("không không một")  # what was called is not taken away
    shot(board, "bang-may-chu-bi-giet", whole=False)

    servers.start()
    expect(board.get_by_text("Mất kết nối từ")).to_be_hidden()
    expect(board.locator(".board-call")).to_contain_text("không không một")
    called = Ticket.objects.get(label="A001")
    services.recall(uid=called.uid, principal=hall.who("motcua1"), at=now())
    services.start(uid=called.uid, principal=hall.who("motcua1"), at=now())

    page = httpx.Client(base_url=servers.address, follow_redirects=True, timeout=90)
    asked = page.get("/hang-cho/18583/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', asked)[1]
    body = {"phieu": str(uuid4()), "dich-vu": hall.service("A"), "csrfmiddlewaretoken": token}
    taken = page.post("/hang-cho/18583/lay-so/", data=body, headers={"Referer": servers.address})
    assert "A004" in taken.text, "số tiếp theo, không trùng, không hở"
    assert hall.call(at=now()).label == "A002"
    expect(board.locator(".board-call")).to_contain_text("không không hai")
    assert sorted(Ticket.objects.values_list("label", flat=True)) == ["A001", "A002", "A003", "A004"]
    page.close()
