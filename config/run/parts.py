"""Các phần chạy lâu dài: web, live events, background jobs."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

from config.run import identity_provider
from config.run.cluster import Cluster
from config.run.places import ROOT, Places, without_jobs
from config.run.problem import CannotRun
from config.run.process import spawn
from config.run.programs import Programs
from config.run.supervisor import Part

LOG_LIMIT = 20 * 2**20
# Threads of a web process: a few work, the others hold requests that wait for their turn (common/turns).
WAITING_ROOM = 32
BIN = Path(sys.executable).parent


def database_part(cluster: Cluster, programs: Programs) -> Part:
    """PostgreSQL of our own; SIGINT is its fast shutdown."""
    return Part("PostgreSQL", lambda: cluster.start(programs), cluster.places.log / "postgresql.log", signal.SIGINT)


def service_parts(places: Places, host: str, port: int, *, own_database: bool) -> list[Part]:
    """Web on PORT, events on PORT+1, jobs unless they are done elsewhere; all come to the database as the web role."""
    environment = service_environment(places, port)

    def part(name: str, log: str, command: list[str], falls: bool = False) -> Part:
        path = places.log / log
        return Part(name, lambda: _start(command, environment, path), path, falls_with_the_first=falls)

    web = [
        "config.wsgi:application",
        "--interface",
        "wsgi",
        "--workers",
        str(worker_count()),
        "--blocking-threads",
        str(WAITING_ROOM),
    ]
    events = ["config.asgi:application", "--interface", "asgi", "--workers", "1", "--workers-kill-timeout", "3"]
    jobs = [sys.executable, "-m", "config.run.worker"]
    parts = [
        part("web", "web.log", [*_granian(host, port), *web, "--workers-kill-timeout", "10"]),
        part("sự kiện", "events.log", [*_granian(host, port + 1), *events]),
        *([] if without_jobs() else [part("việc nền", "jobs.log", jobs, falls=own_database)]),
    ]
    if identity_provider.wanted(os.environ):
        parts.append(part("định danh dùng thử", "identity.log", identity_provider.command(places, port)))
    return parts


def _granian(host: str, port: int) -> list[str]:
    words = [str(BIN / "granian"), "--host", host, "--port", str(port), "--log-level", "error", "--no-ws"]
    return [*words, "--respawn-failed-workers", "--respawn-interval", "0.5"]


def worker_count() -> int:
    """Web processes: as many as cores, at least two."""
    given = os.environ.get("THONGSUOT_WORKERS", "")
    return int(given) if given.isdigit() and int(given) else max(2, min(os.cpu_count() or 2, 8))


def service_environment(places: Places, port: int) -> dict[str, str]:
    """What the parts are told; secrets stay in files of the installation."""
    settings = os.environ.get("DJANGO_SETTINGS_MODULE") or "config.settings.dev"
    told = {
        "THONGSUOT_VAR": str(places.var),
        "THONGSUOT_PORT_BASE": str(places.port_base),
        "THONGSUOT_DB_ROLE": "web",
        "THONGSUOT_PART": "1",
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PROMETHEUS_MULTIPROC_DIR": str(_empty_folder(places.run / "metrics")),
    }
    told |= identity_provider.told(places)
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | told


def _empty_folder(folder: Path) -> Path:
    """Where the web processes add up their figures; figures of an earlier run do not count."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _start(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        return spawn(command, environment=environment, output=output.fileno(), folder=ROOT)


def check_port(host: str, port: int) -> None:
    """Refuse to start on a port that somebody else has."""
    if not 1 <= port <= 65_535:
        raise CannotRun(f"Cổng {port} không hợp lệ (1–65535).")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise CannotRun(f"Không có quyền mở cổng {port} (cổng dưới 1024 cần quyền quản trị).") from error
        except OSError as error:
            raise CannotRun(
                f"Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác: make run PORT=…"
            ) from error
