"""Đường dẫn: what a module of the simulator offers, and what a function behind a route is given.

A module has `ROUTES` (a list of `Route`) and may have `SCHEMA` (SQL, `CREATE TABLE IF NOT EXISTS …`); `server.MODULES`
names the modules. Faults can be limited to the group of a route; the group `control` never fails.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import parse_qs

from simulators.national_portal.faults import Faults
from simulators.national_portal.storage import Storage

CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Upload:
    """Một tệp gửi tới, in a temporary file at its beginning; `sha256` of what really came."""

    file: IO[bytes]
    size: int
    sha256: str


@dataclass(slots=True)
class Call:
    """Một lần gọi: everything a function needs; `key` is the sender's idempotency key, empty when none was sent."""

    storage: Storage
    faults: Faults
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: dict[str, Any]
    key: str
    headers: Mapping[str, str]
    upload: Upload | None = None


class Refused(Exception):
    """Từ chối: answered with this HTTP status and error code."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Html(str):
    """Một trang cho người xem, instead of JSON for a program."""


Function = Callable[[Call], Mapping[str, Any] | Html]


@dataclass(frozen=True, slots=True)
class Route:
    """Một đường: method, pattern (`/ho-so/{code}`), the group faults go by, the function that answers 200.

    `streams`: the body is a file, not JSON.
    """

    method: str
    pattern: str
    group: str
    function: Function
    streams: bool = False

    @property
    def regex(self) -> re.Pattern[str]:
        """The pattern as a regular expression."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.pattern) + r"\Z")


def ok(**more: Any) -> dict[str, Any]:
    """Câu trả lời được: error_code "0"."""
    return {"error_code": "0", "message": "Thành công", **more}


def said(query: str) -> dict[str, str]:
    """The last value of each name of a query string."""
    return {name: values[-1] for name, values in parse_qs(query).items()}
