"""Hệ thống định danh dùng thử, run beside the demonstration where node and npm are there: `simulators/identity_provider`.

The product knows nothing of it: it is one more provider in `THONGSUOT_IDENTITY_PROVIDERS`. This program never takes the
platform down with it: what it cannot do it writes to its log, and the page of signing in hides or greys the button.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from config.run.locks import held
from config.run.places import ROOT, Places
from config.run.process import spawn

FOLDER = ROOT / "simulators/identity_provider"
CALLBACK, AFTER_LOGOUT = "/dang-nhap/dinh-danh/vneid-thu/ve/", "/dang-nhap/"
CLIENT, SECRET = "thongsuot", "thongsuot-dung-thu"
VARIABLE = "THONGSUOT_IDENTITY_PROVIDERS"


def wanted(environment: Mapping[str, str]) -> bool:
    """Whether this start runs the stand-in: a demonstration for which nobody named real providers."""
    settings = environment.get("DJANGO_SETTINGS_MODULE") or "config.settings.dev"
    return settings == "config.settings.dev" and VARIABLE not in environment and missing() is None


def missing() -> str | None:
    """What the machine lacks for it; None when it can run."""
    lacking = [name for name in ("node", "npm") if shutil.which(name) is None]
    return ", ".join(lacking) or None


def port_of(places: Places) -> int:
    """Where it listens, beside the other auxiliary servers."""
    return places.port_base + 90


def as_provider(port: int) -> dict[str, object]:
    """How the platform is told about it."""
    return {
        "id": "vneid-thu",
        "name": "định danh điện tử (dùng thử)",
        "issuer": f"http://localhost:{port}",
        "client_id": CLIENT,
        "client_secret": SECRET,
        "assurance": ["muc2"],
    }


def told(places: Places) -> dict[str, str]:
    """What the web processes are told when it runs."""
    return {VARIABLE: json.dumps([as_provider(port_of(places))], ensure_ascii=False)} if wanted(os.environ) else {}


def command(places: Places, port: int) -> list[str]:
    """Command of the part that keeps it running for the site on `port`."""
    return [sys.executable, "-m", "config.run.identity_provider", str(port_of(places)), f"http://localhost:{port}"]


def install() -> None:
    """npm packages of the stand-in by its lock file, once; raises CalledProcessError with npm's words."""
    with held(FOLDER / ".install.lock", wait=300):
        lock = FOLDER / "package-lock.json"
        done = FOLDER / "node_modules/.installed"
        if done.exists() and done.read_bytes() == lock.read_bytes():
            return
        words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(words, cwd=FOLDER, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        done.write_bytes(lock.read_bytes())


def start(
    port: int, sites: list[str], *, people: Path | None = None, output: int | None = None
) -> subprocess.Popen[bytes]:
    """Start node; it listens on localhost only."""
    environment = os.environ | {
        "PORT": str(port),
        "SITES": ",".join(sites),
        "CALLBACK": CALLBACK,
        "AFTER_LOGOUT": AFTER_LOGOUT,
        "CLIENT_ID": CLIENT,
        "CLIENT_SECRET": SECRET,
    }
    if people is not None:
        environment["PEOPLE"] = str(people)
    return spawn(["node", "provider.mjs"], environment=environment, output=output, folder=FOLDER)


def keep_running(port: int, site: str) -> None:
    """Install, start, start again when it dies; does not return."""
    try:
        install()
    except (OSError, subprocess.CalledProcessError) as error:
        print(
            f"không cài được gói npm của hệ thống định danh dùng thử: {error}\n{getattr(error, 'stderr', '')}",
            flush=True,
        )
        signal.pause()
    while True:
        code = start(port, [site]).wait()
        print(f"hệ thống định danh dùng thử đã dừng (mã {code}); chạy lại sau 5 giây", flush=True)
        time.sleep(5)


if __name__ == "__main__":
    keep_running(int(sys.argv[1]), sys.argv[2])
