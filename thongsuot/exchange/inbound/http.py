"""Hỏi hệ thống kia: GET, POST of JSON and the fetching of files, always at the one address the settings name.

No redirect is followed and no other origin is asked, whatever a message says. Every exchange has an end in time and size.
"""

import http.client
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from urllib.parse import SplitResult, urljoin, urlsplit

import orjson
from django.conf import settings

PATIENCE = 10.0  # seconds of silence
WHOLE = 120.0  # seconds for one file
LARGEST_JSON = 64 * 1024 * 1024
_PORTS = {"http": 80, "https": 443}


class Away(Exception):
    """Hệ thống kia không trả lời được lúc này: try again later."""


class Gone(Exception):
    """Không còn ở đó."""


class ForeignOrigin(Exception):
    """Đường dẫn chỉ ra ngoài hệ thống kia."""


class TooBig(Exception):
    """Lớn hơn mức nhận."""


def get(address: str, path: str) -> Any:
    """Hỏi JSON."""
    return _json("GET", address, path, None)


def post(address: str, path: str, body: Any) -> Any:
    """Gửi JSON, nhận JSON."""
    return _json("POST", address, path, orjson.dumps(body))


@contextmanager
def download(address: str, path: str) -> Iterator[IO[bytes]]:
    """Tải một tệp về tệp tạm, which is gone at the end of the block."""
    url = own(address, path)
    with tempfile.SpooledTemporaryFile(max_size=1024 * 1024) as target:
        with _asked("GET", url, None) as answer:
            _copy(answer, target)
        target.seek(0)
        yield target


def _copy(answer: http.client.HTTPResponse, target: IO[bytes]) -> None:
    size, end = 0, time.monotonic() + WHOLE
    while chunk := answer.read1(256 * 1024):
        size += len(chunk)
        if size > settings.UPLOAD_LIMIT_BYTES:
            raise TooBig
        if time.monotonic() > end:
            raise Away("slow")
        target.write(chunk)
    if answer.length:  # the line broke before everything came
        raise Away("cut")


def own(address: str, path: str) -> SplitResult:
    """Địa chỉ đầy đủ của một đường dẫn; raises ForeignOrigin unless it lies at the system's own origin."""
    base = urlsplit(address)
    try:
        found = urlsplit(urljoin(address.rstrip("/") + "/", path.removeprefix("/") if path[:2] != "//" else path))
        same = _origin(found) == _origin(base)
    except ValueError:
        raise ForeignOrigin from None
    odd = any(ord(char) <= 32 or ord(char) > 126 for char in found.path + found.query)
    if not same or found.username or found.password or odd or found.scheme not in _PORTS:
        raise ForeignOrigin
    return found


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _json(method: str, address: str, path: str, body: bytes | None) -> Any:
    with _asked(method, own(address, path), body) as answer:
        text = answer.read(LARGEST_JSON + 1)
    if len(text) > LARGEST_JSON:
        raise TooBig
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise Away("not_json") from problem


@contextmanager
def _asked(method: str, url: SplitResult, body: bytes | None) -> Iterator[http.client.HTTPResponse]:
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=PATIENCE)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    try:
        connection.request(method, url.path + (f"?{url.query}" if url.query else ""), body, headers)
        answer = connection.getresponse()
        if 300 <= answer.status < 400:
            raise ForeignOrigin
        if answer.status in (401, 403, 404, 410):
            raise Gone
        if answer.status != 200:
            raise Away(str(answer.status))
        yield answer
    except (OSError, http.client.HTTPException) as problem:
        raise Away(type(problem).__name__) from problem
    finally:
        connection.close()
