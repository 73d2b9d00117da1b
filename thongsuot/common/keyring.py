"""Chùm khoá: key files of this installation, each 32 random bytes, readable by its owner only, numbered by version.

A key is made when it is first needed and never removed: old ciphers, backups and signatures still need it.
"""

import os
import secrets
import threading
from pathlib import Path

from django.conf import settings

SIZE = 32
_lock = threading.Lock()
_read: dict[tuple[Path, str], tuple[int, dict[int, bytes]]] = {}


def versions(purpose: str) -> dict[int, bytes]:
    """All keys of a purpose by version, read again when the folder changed; makes version 1 if there is none."""
    root = Path(settings.KEYS_ROOT)
    known = _read.get((root, purpose))
    if known and known[0] == _changed(root):
        return known[1]
    with _lock:
        keys = _load(root, purpose)
        if not keys:
            _make(root, purpose, 1)
            keys = _load(root, purpose)
        _read[root, purpose] = (_changed(root), keys)
    return keys


def newest(purpose: str) -> tuple[int, bytes]:
    """Version and key that are used for new work."""
    keys = versions(purpose)
    version = max(keys)
    return version, keys[version]


def guests(purpose: str) -> list[bytes]:
    """Keys of other installations that came with their data; none is ever made here."""
    root = Path(settings.KEYS_ROOT)
    known = _read.get((root, purpose))
    if not known or known[0] != _changed(root):
        known = _read[root, purpose] = (_changed(root), _load(root, purpose))
    return list(known[1].values())


def keep(purpose: str, key: bytes) -> bool:
    """Giữ khoá của một bản cài đặt khác; one that is here already changes nothing. Returns whether it is new."""
    known = guests(purpose)
    if key in known:
        return False
    _make(Path(settings.KEYS_ROOT), purpose, len(known) + 1, key)
    return True


def add_version(purpose: str) -> int:
    """Thêm khoá mới: the next version, from now on the newest; two processes at once make one each at most."""
    version = max(versions(purpose)) + 1
    _make(Path(settings.KEYS_ROOT), purpose, version)
    return max(versions(purpose))


def _changed(root: Path) -> int:
    try:
        return root.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _load(root: Path, purpose: str) -> dict[int, bytes]:
    return {int(path.stem.rpartition("_")[2]): path.read_bytes() for path in root.glob(f"{purpose}_[0-9]*.key")}


def _make(root: Path, purpose: str, version: int, key: bytes = b"") -> None:
    """Write a new key whole or not at all: a link appears in one step, and the first of two writers wins."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = root / f".{purpose}_{version}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(key or secrets.token_bytes(SIZE))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, root / f"{purpose}_{version}.key")
    except FileExistsError:
        pass
    finally:
        draft.unlink()
