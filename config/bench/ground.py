"""Bãi đo: a private installation with three databases (many dossiers, few dossiers, bare Django) and a server for each."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from zlib import crc32

import psycopg
from psycopg import sql

from config.bench.machine import cpu_seconds
from config.run import parts
from config.run.cluster import Cluster
from config.run.database import for_a_command
from config.run.places import ROOT, Places, read_private, write_private
from config.run.problem import CannotRun
from config.run.process import spawn

READY_WITHIN = 60.0
FORGET = ("DATABASE_URL", "THONGSUOT_WEB_DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE")
DATABASES = {
    "big": "thongsuot",
    "small": "bench_small",
    "wide": "bench_wide",
    "empty": "bench_empty",
    "bare": "bench_bare",
    "cutover": "bench_cutover",
    "edxml": "bench_edxml",
    "documents": "bench_documents",
}
SEEDED = "bench_seeded"  # as it was before any dossier; nobody stays connected to it, so it can be copied


def say(text: str) -> None:
    """What goes on, on standard error."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Server:
    """A web server under measurement."""

    port: int
    process: subprocess.Popen[bytes]


class Ground:
    """The cluster and the servers; `url(side)` is the owner's address of a side's database."""

    def __init__(self, places: Places, cluster: Cluster, stack: ExitStack) -> None:
        self.places, self.cluster, self._stack = places, cluster, stack
        self.servers: dict[str, Server] = {}

    def url(self, side: str, role: str = "owner") -> str:
        """Database address of a side for a role (owner, web, admin)."""
        known = urlsplit(read_private(self.places.address_file(role)) or "")
        return urlunsplit(known._replace(path=f"/{DATABASES[side]}"))

    def folder(self, side: str) -> Path:
        """`THONGSUOT_VAR` of a side."""
        return self.places.var if side == "big" else self.places.var / side

    def environment(self, side: str) -> dict[str, str]:
        """For commands against a side."""
        told = {"THONGSUOT_VAR": str(self.folder(side)), "DATABASE_URL": self.url(side), "PYTHONPATH": str(ROOT)}
        told["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
        return _plain_environment() | told

    def command(self, side: str, *words: str, told: str = "") -> str:
        """Standard output of `python -m …` against a side; `told` is its standard input."""
        line = [sys.executable, "-m", *words]
        done = subprocess.run(  # noqa: S603  (our own modules)
            line, env=self.environment(side), cwd=ROOT, input=told, stdout=subprocess.PIPE, check=False, text=True
        )
        if done.returncode:
            raise CannotRun(f"“{' '.join(words)}” kết thúc với mã {done.returncode}.")
        return done.stdout

    def postmaster(self) -> int:
        """Number of the database's first process."""
        return int((self.cluster.data / "postmaster.pid").read_text().split()[0])

    def cpu(self, side: str) -> tuple[float, float]:
        """CPU seconds so far of a side's web server and of the database."""
        return cpu_seconds(self.servers[side].process.pid), cpu_seconds(self.postmaster())

    @contextmanager
    def database(self, side: str = "big", role: str = "owner") -> Iterator[psycopg.Connection]:
        """A connection of our own."""
        with psycopg.connect(self.url(side, role), autocommit=True) as connection:
            yield connection

    def serve(self, side: str) -> None:
        """Start the web server of a side, as `make run` does."""
        port = free_port()
        self.servers[side] = Server(port, self._bare(port) if side == "bare" else self._ours(side, port))
        self._stack.callback(_end, self.servers[side].process)
        _wait_for(port, "/list?unit=1" if side == "bare" else "/healthz")

    def _ours(self, side: str, port: int) -> subprocess.Popen[bytes]:
        places = Places(self.folder(side), self.places.port_base)
        places.make()
        with _environment({"THONGSUOT_TRUSTED_PROXIES": "127.0.0.1"}):
            return parts.service_parts(places, "127.0.0.1", port, own_database=False)[0].start()

    def _bare(self, port: int) -> subprocess.Popen[bytes]:
        """The same server with the same settings around a bare application."""
        words = [str(parts.BIN / "granian"), "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
        words += ["--no-ws", "config.bench.bare.wsgi:application", "--interface", "wsgi", "--workers"]
        words += [str(parts.worker_count()), "--blocking-threads", str(parts.WAITING_ROOM)]
        told = {"BARE_DATABASE_URL": self.url("bare"), "PYTHONPATH": str(ROOT), "THONGSUOT_PART": "1"}
        with (self.places.log / "bare.log").open("ab") as output:
            return spawn(words, environment=_plain_environment() | told, output=output.fileno(), folder=ROOT)

    def copy(self, side: str) -> None:
        """Make a side's database as a copy of the seeded one, with the keys that belong to it."""
        self._new_database(DATABASES[side], SEEDED)
        folder = self.folder(side)
        folder.mkdir(exist_ok=True)
        for shared in ("keys", "static"):
            shutil.copytree(self.places.var / shared, folder / shared, dirs_exist_ok=True)
        shutil.copy(self.places.var / "demo_accounts.json", folder)
        for role in ("owner", "web"):
            write_private(Places(folder, self.places.port_base).address_file(role), self.url(side, role))

    def remember(self) -> None:
        """Keep the seeded database as what others are copied from."""
        self._new_database(SEEDED, DATABASES["big"])

    def _new_database(self, name: str, template: str) -> None:
        new, old = sql.Identifier(name), sql.Identifier(template)
        with psycopg.connect(read_private(self.places.address_file("admin")) or "", autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER thongsuot").format(new, old))
            self.cluster.ensure_rehearsal_role(server, name)

    def create_bare(self, rows: int) -> None:
        """Database of bare Django with as many rows as its list needs to be a list."""
        self._new_database(DATABASES["bare"], "template0")
        settings = {"BARE_DATABASE_URL": self.url("bare"), "DJANGO_SETTINGS_MODULE": "config.bench.bare.settings"}
        words = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "-v", "0"]
        subprocess.run(words, env=_plain_environment() | settings | {"PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True)  # noqa: S603
        with self.database("bare") as connection:
            for statement in (FILL_BARE, FILL_PEOPLE, FILL_TASKS):
                connection.execute(statement.format(rows=int(rows)))
            connection.execute("VACUUM (ANALYZE)")


FILL_BARE = """
INSERT INTO bare_dossier (code, procedure_id, unit_id, status, assignee_id, received_at, due_at, closed_at, applicant_name, applicant_doc, form)
SELECT 'H27.' || lpad((1 + i % 166)::text, 5, '0') || '-' || lpad(i::text, 8, '0'), 1 + i % 2000, 1 + i % 166, CASE WHEN i % 5 = 0 THEN 1 ELSE 9 END, i % 20,
  now() - i % 400 * interval '1 hour', now() + i % 300 * interval '1 hour', CASE WHEN i % 5 = 0 THEN NULL ELSE now() END, 'Nguyễn Thị Hồng Nhung', '',
  jsonb_build_object('sdt', '', 'dia_chi', 'Thôn ' || i % 12, 'ban_sao', 2, 'ly_do', 'Cấp bản sao trích lục', 'nop', 'truc_tuyen')
FROM generate_series(1, {rows}) i
"""
FILL_PEOPLE = "INSERT INTO bare_person (name) SELECT 'Trần Thị Minh Nguyệt' FROM generate_series(1, 3000)"
# Open tasks of every fifth dossier; a third of them somebody has taken.
FILL_TASKS = """
INSERT INTO bare_task (unit_id, state, what, due_at, result, accountable, code, title, page, note, assignee_id, closed_at)
SELECT unit_id, CASE WHEN id % 3 = 0 THEN 2 ELSE 1 END, 'Thẩm tra, ghi Sổ đăng ký khai sinh: Đăng ký khai sinh', due_at, 'Dự thảo Giấy khai sinh',
  'Lãnh đạo Xã ' || unit_id, code, applicant_name, '/dossier/' || code, '', CASE WHEN id % 3 = 0 THEN 1 + id % 3000 END, NULL
FROM bare_dossier WHERE closed_at IS NULL
"""


@contextmanager
def prepared(var: Path) -> Iterator[Ground]:
    """A private cluster with the seeded database, from an empty folder; stopped at the end."""
    with ExitStack() as stack:
        stack.enter_context(_environment({}))
        places = Places(var, 17_000 + crc32(bytes(var)) % 20_000)
        cluster = stack.enter_context(for_a_command(places, create=True, say=say))
        if cluster is None:
            raise CannotRun("Phần đo tự dựng cơ sở dữ liệu của nó; DATABASE_URL không được dùng ở đây.")
        ground = Ground(places, cluster, stack)
        ground.command("big", "config.run.prepare")
        yield ground


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in FORGET}


@contextmanager
def _environment(more: dict[str, str]) -> Iterator[None]:
    """Our own environment without what names another installation, for the time of a block."""
    before = dict(os.environ)
    for name in FORGET:
        os.environ.pop(name, None)
    os.environ.update(more)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, path: str) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                answer.read()
                return
        except OSError:
            time.sleep(0.1)
    raise CannotRun(f"Máy chủ web ở cổng {port} không trả lời sau {READY_WITHIN:.0f} giây.")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def loaded(ground: Ground, side: str, *words: str) -> dict:
    """Run `synthetic load` against a side; its summary."""
    return dict(json.loads(ground.command(side, "config.cli", "synthetic", "load", *words)))
