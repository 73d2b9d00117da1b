"""Kho nhiều bản: copying and checking in a folder store beside a plain copy that hashes on the way. No database."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from config.bench.results import Line

GOAL = "kho"
MEGABYTE = 1024 * 1024
SIZES = (64 * 1024, MEGABYTE, 8 * MEGABYTE, 32 * MEGABYTE)


def filestore(rounds: int, each: int = 4) -> list[Line]:
    """Our store's bytes a second against a plain hashing copy of the same files on the same disk."""
    from thongsuot.records.storage.stores import FolderStore, digest_of

    folder = Path(tempfile.mkdtemp(prefix="thongsuot-kho-"))
    try:
        files = [_made(folder / "goc", size, n) for size in SIZES for n in range(each)]
        total = sum(path.stat().st_size for path, _digest in files)
        ours: list[float] = []
        plain: list[float] = []
        read: list[float] = []
        bare: list[float] = []
        for turn in range(rounds + 1):  # the first warms up
            store = FolderStore("kho", folder / f"kho-{turn}", "kho")
            began = time.perf_counter()
            for path, digest in files:
                store.put(digest, _chunks(path), path.stat().st_size)
            stored = time.perf_counter() - began
            copied = _plain_copy(files, folder / f"sao-{turn}")
            began = time.perf_counter()
            for _path, digest in files:
                if digest_of(store.read(digest))[0] != digest:
                    raise RuntimeError("kho đọc ra nội dung khác")
            checked = time.perf_counter() - began
            hashed = _plain_hash(files)
            if turn:
                for found, seconds in ((ours, stored), (plain, copied), (read, checked), (bare, hashed)):
                    found.append(total / seconds / MEGABYTE)
            shutil.rmtree(folder / f"kho-{turn}")
            shutil.rmtree(folder / f"sao-{turn}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [
        _line("chép vào kho, kiểm băm, ghi bền", ours, plain, "sao kèm băm, ghi bền"),
        _line("kiểm nguyên vẹn", read, bare, "chỉ băm"),
    ]


def _line(name: str, ours: list[float], other: list[float], against: str) -> Line:
    mine, theirs = _median(ours), _median(other)
    return Line(GOAL, name, f"{mine:.0f} MB/s", f"{theirs:.0f} MB/s ({against})", mine / theirs, 0.7, at_least=True)


def _made(folder: Path, size: int, number: int) -> tuple[Path, str]:
    folder.mkdir(exist_ok=True)
    content = os.urandom(size)
    path = folder / f"{size}-{number}"
    path.write_bytes(content)
    return path, hashlib.sha256(content).hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(MEGABYTE):
            yield chunk


def _plain_copy(files: list[tuple[Path, str]], to: Path) -> float:
    to.mkdir()
    began = time.perf_counter()
    for path, _digest in files:
        digest = hashlib.sha256()
        with (to / path.name).open("wb", buffering=0) as out:
            for chunk in _chunks(path):
                digest.update(chunk)
                out.write(chunk)
            os.fsync(out.fileno())
        digest.hexdigest()
    return time.perf_counter() - began


def _plain_hash(files: list[tuple[Path, str]]) -> float:
    began = time.perf_counter()
    for path, _digest in files:
        digest = hashlib.sha256()
        for chunk in _chunks(path):
            digest.update(chunk)
    return time.perf_counter() - began


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
