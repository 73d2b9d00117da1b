"""Tệp gửi kèm: the bytes of a dossier's files go to the other side before the message that names them.

A file is laid at a path that is known beforehand, so the message can name it (`DuongDan`) and a second laying changes
nothing; its SHA-256 goes along (RFC 9530) and is checked there. Runs in the carriers' threads: no database.
"""

import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import quote, urlencode

from thongsuot.common import files
from thongsuot.exchange.answers import Next, Verdict, understand
from thongsuot.exchange.line import Line

FOLDER = "/dong-bo/tep"
WITHIN = 40.0  # seconds for one file: a message is begun only when its lease lasts longer (services/leasing.py)
HASH_DIFFERS = "file_hash_differs"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Một tệp của hồ sơ; `size` in bytes, `sha256` in hexadecimal as our store has it."""

    uid: str
    name: str
    sha256: str
    size: int


def path_of(uid: str) -> str:
    """Chỗ của tệp ở bên kia."""
    return f"{FOLDER}/{uid}"


def lay(line: Line, file: Enclosed, dossier_code: str) -> Verdict:
    """Gửi nội dung một tệp, streamed; stuck with a cause that names the file when it cannot be taken or is not whole."""
    source = _Source(file)
    try:
        size = source.size()
    except FileNotFoundError:
        return Verdict(Next.STUCK, "file_missing_here", file.name)
    if size != file.size:
        return Verdict(Next.STUCK, "file_damaged_here", file.name)
    named = urlencode({"MaHoSo": dossier_code, "TenTep": file.name}, quote_via=quote)
    reply = line.put_file(f"{path_of(file.uid)}?{named}", source.open, _headers(file), within=WITHIN)
    verdict = understand(reply, updating=False, kind="file")
    if verdict.cause == HASH_DIFFERS and not source.whole():
        return Verdict(Next.STUCK, "file_damaged_here", file.name)
    if verdict.next is Next.STUCK:
        return Verdict(Next.STUCK, verdict.cause, f"{file.name}: {verdict.words}"[:300])
    return verdict


def _headers(file: Enclosed) -> Mapping[str, str]:
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    return {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(file.size),
        "Content-Digest": f"sha-256=:{digest}:",
    }


class _Source:
    """Bytes of a file for one sending; a connection opened anew reads them from the beginning again."""

    def __init__(self, file: Enclosed) -> None:
        self._file, self._place = file, files.path_of(file.sha256)

    def size(self) -> int:
        return self._place.stat().st_size

    def open(self) -> IO[bytes]:
        return _Timely(self._place.open("rb"), time.monotonic() + WITHIN)  # type: ignore[return-value]

    def whole(self) -> bool:
        """Whether our own copy still is what it was."""
        with self._place.open("rb") as copy:
            return hashlib.file_digest(copy, "sha256").hexdigest() == self._file.sha256


class _Timely:
    """A file that nobody may read for longer than agreed: whoever takes it drop by drop would hold the line for ever."""

    def __init__(self, source: IO[bytes], end: float) -> None:
        self._source, self._end = source, end

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises TimeoutError when time is over."""
        if time.monotonic() > self._end:
            raise TimeoutError("tệp gửi quá lâu")
        return self._source.read(size)

    def close(self) -> None:
        """Close it."""
        self._source.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)
