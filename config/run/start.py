"""`thongsuot run`: the whole platform on one machine, from an empty folder to the first page, and its clean end."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from signal import SIGTERM

from config.run import given, identity_provider, parts, stand_ins, token
from config.run.cluster import Cluster
from config.run.locks import held
from config.run.places import ROOT, Places, without_jobs, write_private
from config.run.problem import CannotRun
from config.run.process import die_with_parent, spawn
from config.run.supervisor import Supervisor
from config.run.waiting import PATIENCE

READY_WITHIN = 300.0  # seconds; a loaded machine starts five processes in them


def say(text: str) -> None:
    """Messages go to standard error; what was asked for goes to standard output."""
    print(text, file=sys.stderr, flush=True)


def run(*, host: str, port: int, with_parent: bool = False) -> int:
    """Start everything, watch it, end everything. Returns the exit code; CannotRun when it never got ready."""
    if with_parent:
        die_with_parent(SIGTERM)
    places = Places.from_environment()
    places.make()
    with ExitStack() as stack:
        if not stack.enter_context(held(places.run / "server.lock")):
            raise CannotRun(
                f"Hệ thống ở {places.var} đang chạy rồi ({_who(places)}). Muốn chạy bản thứ hai: đặt THONGSUOT_VAR."
            )
        for number in (port, port + 1):
            parts.check_port(host, number)
        write_private(places.run / "server.json", json.dumps({"pid": os.getpid(), "port": port}))
        supervisor = Supervisor([], say)
        try:
            return _serve(supervisor, places, stack, host, port)
        finally:
            if supervisor.parts:
                supervisor.stop()
                say("Đã dừng toàn bộ.")


def _who(places: Places) -> str:
    try:
        running = json.loads((places.run / "server.json").read_text())
    except (OSError, ValueError):
        return "chưa rõ tiến trình nào"
    return f"tiến trình {running['pid']}, cổng {running['port']}"


def _serve(supervisor: Supervisor, places: Places, stack: ExitStack, host: str, port: int) -> int:
    began = time.monotonic()
    if not (
        _open_given(supervisor, places) if os.environ.get("DATABASE_URL") else _open_own(supervisor, places, stack)
    ):
        return supervisor.exit_code
    stand_ins.trust_addresses(places)
    code = supervisor.errand(_start_prepare(places))
    if code is None:
        return supervisor.exit_code
    if code:
        raise CannotRun("Chuẩn bị dữ liệu không xong; xem các dòng ở trên. Chạy lại sẽ làm tiếp từ bước dở dang.")
    others = stand_ins.wanted(places, port, say)
    services = parts.service_parts(places, host, port, own_database=bool(supervisor.parts))
    services += others
    supervisor.parts += services
    for part in services:
        supervisor.start(part)
    end, seen = time.monotonic() + READY_WITHIN, False

    def ready_or_late() -> bool:
        nonlocal seen
        seen = seen or _ready(host, port)
        return seen or time.monotonic() > end

    if supervisor.watch(until=ready_or_late):
        if not seen:
            raise CannotRun(f"Hệ thống không sẵn sàng sau {READY_WITHIN:.0f} giây. Nhật ký: {places.log}")
        _greet(places, host, port, time.monotonic() - began)
        supervisor.watch()
    return supervisor.exit_code


def _open_given(supervisor: Supervisor, places: Places) -> bool:
    url = os.environ["DATABASE_URL"]
    given.examine(url)
    if note := given.prepare_web_role(url, places):
        say(note)
    supervisor.take_charge()
    return True


def _open_own(supervisor: Supervisor, places: Places, stack: ExitStack) -> bool:
    """Start the private cluster as the first part; False when we were told to stop meanwhile."""
    if not stack.enter_context(held(places.run / "postgres.lock", wait=PATIENCE)):
        raise CannotRun("Một lệnh khác đang dùng PostgreSQL của hệ thống này; hãy đợi lệnh đó xong.")
    cluster = Cluster(places, say=say)
    programs = cluster.find_programs()
    if not cluster.exists():
        say(f"Tạo cơ sở dữ liệu PostgreSQL {programs.version} tại {cluster.folder}…")
        cluster.create(programs)
    part = parts.database_part(cluster, programs)
    supervisor.take_charge()
    supervisor.parts.append(part)
    supervisor.start(part)
    if not supervisor.watch(until=cluster.answers):
        return False
    cluster.ensure_roles()
    return True


def _start_prepare(places: Places) -> subprocess.Popen[bytes]:
    environment = os.environ | {"THONGSUOT_VAR": str(places.var), "PYTHONUNBUFFERED": "1"}
    return spawn([sys.executable, "-m", "config.run.prepare"], environment=environment, output=None, folder=ROOT)


def _ready(host: str, port: int) -> bool:
    """The web answers, the database answers it, and a worker waits for jobs (where there is to be one)."""
    try:
        with urllib.request.urlopen(f"http://{_dial(host)}:{port}/readyz", timeout=2) as answer:
            return without_jobs() or bool(json.load(answer).get("workers"))
    except (OSError, ValueError):
        return False


def _dial(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104


def _greet(places: Places, host: str, port: int, seconds: float) -> None:
    shown = "localhost" if host in ("127.0.0.1", "::1", "0.0.0.0", "::") else host  # noqa: S104
    say(f"Sẵn sàng sau {seconds:.1f} giây. Ctrl-C để dừng. Nhật ký: {places.log}")
    lines = [
        "",
        "  Thông Suốt đang chạy:",
        f"    Cổng của người dân    http://{shown}:{port}/",
        f"    Việc của cán bộ       http://{shown}:{port}/can-bo/viec/",
        f"    Tài liệu API          http://{shown}:{port}/api/v1/docs",
        *_accounts(places),
        *_identity(places),
        "",
    ]
    print("\n".join(lines), flush=True)


def _identity(places: Places) -> list[str]:
    """Whether the stand-in of an identity provider runs, or why not."""
    if identity_provider.wanted(os.environ):
        return ["", f"  Định danh điện tử dùng thử: http://localhost:{identity_provider.port_of(places)} (người giả)"]
    lacking = identity_provider.missing()
    return ["", f"  Không có {lacking} nên không có đăng nhập bằng định danh điện tử dùng thử."] if lacking else []


def _accounts(places: Places) -> list[str]:
    """The demo accounts as a table; nothing where there are none."""
    try:
        accounts = json.loads((places.var / "demo_accounts.json").read_text())
    except (OSError, ValueError):
        return []
    rows = [(a["username"], a["password"], a["role"], a.get("unit") or "") for a in accounts]
    head = ("tài khoản", "mật khẩu", "vai trò", "đơn vị")
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(4)]
    table = [
        "    " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [head, *rows]
    ]
    return ["", "  Tài khoản dùng thử:", *table, "", f"  Mã PIN ký số của bản dùng thử: {token.PIN}"]
