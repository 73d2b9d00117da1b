"""Đường dây tới một hệ thống: JSON over HTTP on one kept connection; says what was answered, never raises for it.

One line belongs to one thread. A connection that the other side closed meanwhile is opened anew once; every message
carries its key, so a second arrival is harmless.
"""

import http.client
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import IO, Any
from urllib.parse import urlsplit

import orjson

PATIENCE = 10.0  # seconds for one exchange
LARGEST = 1024 * 1024
KEY = "Idempotency-Key"
BLOCK = 128 * 1024
Body = bytes | Callable[[], IO[bytes]] | None


@dataclass(frozen=True, slots=True)
class Reply:
    """Câu trả lời; `status` 0: nobody answered. `body` None: not JSON, then `content` is what came."""

    status: int
    body: Any = None
    retry_after: float | None = None
    problem: str = ""
    content: bytes = b""


class Line:
    """Một đường dây."""

    def __init__(self, address: str, *, patience: float = PATIENCE, largest: int = LARGEST) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("địa chỉ phải là http hoặc https")
        self._kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._host, self._port, self._root = parts.hostname, parts.port, parts.path.rstrip("/")
        self._patience, self._largest = patience, largest
        self._connection: http.client.HTTPConnection | None = None

    def post(self, path: str, body: Any, key: str) -> Reply:
        """POST a message under its key."""
        return self.call("POST", path, orjson.dumps(body), {KEY: key, "Content-Type": "application/json"})

    def get(self, path: str) -> Reply:
        """GET."""
        return self.call("GET", path, None, {})

    def put_file(
        self, path: str, source: Callable[[], IO[bytes]], headers: Mapping[str, str], *, within: float
    ) -> Reply:
        """PUT a file block by block; `source` opens it, once more when the connection has to be opened anew."""
        return self.call("PUT", path, source, headers, within=within)

    def call(
        self, method: str, path: str, body: Body, headers: Mapping[str, str], *, within: float | None = None
    ) -> Reply:
        """One exchange; on a kept connection that turned out closed, once more on a new one."""
        kept = self._connection is not None
        try:
            return self._exchange(method, path, body, headers, within)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError) as problem:
            self.close()
            if not kept:
                return Reply(0, problem=type(problem).__name__)
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            return Reply(0, problem=type(problem).__name__)
        try:
            return self._exchange(method, path, body, headers, within)
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            return Reply(0, problem=type(problem).__name__)

    def _exchange(self, method: str, path: str, body: Body, headers: Mapping[str, str], within: float | None) -> Reply:
        end = time.monotonic() + (within or self._patience)
        connection = self._connection or self._open()
        if callable(body):
            _stream(connection, method, self._root + path, body, headers)
        else:
            connection.request(method, self._root + path, body, dict(headers))
        answer = connection.getresponse()
        said = self._read(connection, answer, end)
        if answer.will_close:
            self.close()
        body = _parsed(said)
        content = said if body is None else b""
        return Reply(answer.status, body, _seconds(answer.headers.get("Retry-After")), content=content)

    def _open(self) -> http.client.HTTPConnection:
        self._connection = connection = self._kind(self._host, self._port, timeout=self._patience, blocksize=BLOCK)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _read(self, connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, end: float) -> bytes:
        """The whole answer before the patience ends, however slowly it drips; then the line is free for the next."""
        found = bytearray()
        while piece := answer.read1(65536):
            found += piece
            left = end - time.monotonic()
            if len(found) > self._largest or left <= 0:
                raise http.client.HTTPException("câu trả lời quá dài hoặc quá chậm")
            if connection.sock is not None:  # closed by a server that says everything at once
                connection.sock.settimeout(left)
        answer.close()
        if connection.sock is not None:
            connection.sock.settimeout(self._patience)
        return bytes(found)

    def close(self) -> None:
        """Close the connection; the next call opens one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _stream(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    source: Callable[[], IO[bytes]],
    headers: Mapping[str, str],
) -> None:
    """Send a file. Who refuses it for its size may answer and hang up before the end: the answer is still read."""
    content = source()
    try:
        connection.request(method, path, content, dict(headers))
    except (BrokenPipeError, ConnectionResetError):
        if connection.sock is None:
            raise
    finally:
        content.close()


def _parsed(said: bytes) -> Any:
    try:
        return orjson.loads(said)
    except orjson.JSONDecodeError:
        return None


def _seconds(text: str | None) -> float | None:
    """Retry-After in seconds, whether it is a number or a date; None when absent or unreadable."""
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None
