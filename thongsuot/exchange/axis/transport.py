"""Đường tới trục: what any transport does (Transport), and the one that speaks HTTP to our simulator of the axis.

The real axis is used through its vendor's kit; a transport for it needs these seven verbs and nothing else of the room.
Nothing here touches the database.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import orjson

from thongsuot.common.text import nfc
from thongsuot.exchange.line import KEY, Line, Reply

PAGE = 500
LARGEST = 100 * 1024 * 1024
SENDING = 120.0  # seconds for one message with its attachments


class AxisFailed(Exception):
    """Chưa được: `cause` as in causes.py; `passes`: time may cure it (`away`: the axis itself does not answer)."""

    def __init__(self, cause: str, words: str = "", *, passes: bool, retry_after: float | None = None) -> None:
        super().__init__(cause)
        self.cause, self.words, self.passes, self.retry_after = cause, words[:300], passes, retry_after


@dataclass(frozen=True, slots=True)
class Listed:
    """Cơ quan trong danh bạ của trục."""

    organ_id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Trục đã nhận; `unknown` are receivers that it does not know."""

    id: str
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offered:
    """Thông điệp đang chờ ta lấy; what the axis says of it, before it is read."""

    id: str
    kind: str
    document_id: str
    sender: str


class Transport(Protocol):
    """Bảy việc với trục. All raise AxisFailed; sending twice under one key is sending once."""

    def agencies(self) -> Iterator[Listed]:
        """Danh bạ cơ quan."""

    def send(self, edxml: bytes, key: str) -> Receipt:
        """Gửi văn bản."""

    def status(self, edxml: bytes, key: str) -> Receipt:
        """Gửi trạng thái."""

    def poll(self, limit: int) -> list[Offered]:
        """Thông điệp đang chờ, oldest first."""

    def fetch(self, message_id: str) -> bytes:
        """Lấy nội dung."""

    def acknowledge(self, ids: Sequence[str]) -> None:
        """Xác nhận đã cất."""

    def close(self) -> None:
        """Thôi."""


class HttpTransport:
    """Qua HTTP, with a system's id and secret."""

    def __init__(self, address: str, system: str, secret: str) -> None:
        self._line = Line(address, largest=LARGEST)
        self._allowed = {"Authorization": "Basic " + b64encode(f"{system}:{secret}".encode()).decode()}

    def agencies(self) -> Iterator[Listed]:
        """Danh bạ cơ quan, a page at a time."""
        after = ""
        while items := _items(self._get("/co-quan", sau=after, so=PAGE)):
            for one in items:
                yield Listed(_short(one, "organ_id", 35), _short(one, "name", 250), _short(one, "email", 250))
            if str(items[-1].get("organ_id")) <= after:
                raise AxisFailed("unclear_answer", "danh bạ không tiến", passes=True)
            after = str(items[-1]["organ_id"])

    def send(self, edxml: bytes, key: str) -> Receipt:
        """Gửi văn bản."""
        return self._post_message("/thong-diep", edxml, key)

    def status(self, edxml: bytes, key: str) -> Receipt:
        """Gửi trạng thái."""
        return self._post_message("/trang-thai", edxml, key)

    def poll(self, limit: int) -> list[Offered]:
        """Thông điệp đang chờ."""
        items = _items(self._get("/hop-thu", so=limit))
        return [
            Offered(_short(i, "id", 120), _short(i, "kind", 12), _short(i, "document_id", 200), _short(i, "sender", 35))
            for i in items
        ]

    def fetch(self, message_id: str) -> bytes:
        """Lấy nội dung."""
        reply = self._line.call("GET", f"/thong-diep/{quote(message_id, safe='')}", None, self._allowed, within=SENDING)
        if reply.status != 200:
            raise _failure(reply)
        return reply.content if reply.body is None else orjson.dumps(reply.body)

    def acknowledge(self, ids: Sequence[str]) -> None:
        """Xác nhận đã cất."""
        head = {**self._allowed, "Content-Type": "application/json"}
        _said(self._line.call("POST", "/hop-thu/xac-nhan", orjson.dumps({"ids": list(ids)}), head))

    def close(self) -> None:
        """Close the line."""
        self._line.close()

    def _get(self, path: str, **query: object) -> Any:
        return _said(self._line.call("GET", f"{path}?{urlencode(query)}", None, self._allowed, within=SENDING))

    def _post_message(self, path: str, edxml: bytes, key: str) -> Receipt:
        head = {**self._allowed, KEY: key, "Content-Type": "application/xml"}
        said = _said(self._line.call("POST", path, edxml, head, within=SENDING))
        if not isinstance(said.get("id"), str) or not isinstance(said.get("unknown", []), list):
            raise AxisFailed("unclear_answer", passes=True)
        return Receipt(said["id"][:120], tuple(str(one) for one in said.get("unknown", [])))


def _said(reply: Reply) -> dict[str, Any]:
    if reply.status != 200:
        raise _failure(reply)
    if not isinstance(reply.body, dict):
        raise AxisFailed("unclear_answer", passes=True)
    return reply.body


def _failure(reply: Reply) -> AxisFailed:
    words = reply.problem
    if isinstance(reply.body, dict):
        words = f"{reply.body.get('code', '')} {reply.body.get('message', '')}".strip()
    if reply.status == 0:
        return AxisFailed("no_answer", words, passes=True)
    if reply.status in (429, 503):
        return AxisFailed("busy", words, passes=True, retry_after=reply.retry_after)
    if reply.status in (401, 403):
        return AxisFailed("not_allowed", words, passes=True)
    return AxisFailed("server_error" if reply.status >= 500 else "refused", words, passes=reply.status >= 500)


def _items(said: Any) -> list[dict[str, Any]]:
    items = said.get("items") if isinstance(said, dict) else None
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise AxisFailed("unclear_answer", passes=True)
    return items


def _short(said: dict[str, Any], name: str, limit: int) -> str:
    value = said.get(name)
    return nfc(value)[:limit].replace("\0", "") if isinstance(value, str) else ""
