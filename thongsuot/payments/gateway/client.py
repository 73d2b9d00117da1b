"""Gọi cổng thanh toán over HTTP; never inside a transaction, and never longer than a few seconds.

Whether the gateway did its work is not told by a missing answer: whoever gets `NoAnswer` asks again later (CONFIRM).
"""

import http.client
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings

from thongsuot.payments.gateway import messages

PATIENCE = 5.0  # seconds for the whole exchange
LARGEST = 256 * 1024


class NoAnswer(Exception):
    """Cổng không trả lời dùng được: too slow, away, an error of its own, or nonsense. `code` says which."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail[:300]
        super().__init__(f"{code} {self.detail}".strip())


@dataclass(frozen=True, slots=True)
class Gateway:
    """Cổng thanh toán của bản cài này: address, our partner code, the shared secret."""

    address: str
    partner: str
    secret: str

    def init(self, order: messages.Order) -> dict[str, Any]:
        """INIT; the answer holds `UrlThanhToan`. NoAnswer when it cannot be used."""
        answer = self._ask("init", messages.init(order, partner=self.partner, secret=self.secret))
        if not is_web_address(answer.get("UrlThanhToan")):
            raise NoAnswer("unreadable", "UrlThanhToan")
        return answer

    def confirm(self, reference: str, at: datetime) -> messages.Result:
        """CONFIRM; an answer that nobody signed is none."""
        answer = self._ask("confirm", messages.confirm(reference, at, partner=self.partner, secret=self.secret))
        if not messages.is_genuine(answer, self.secret) or answer.get("MaThamChieu") != reference:
            raise NoAnswer("forged")
        try:
            return messages.result_of(answer)
        except messages.Unreadable as problem:
            raise NoAnswer("unreadable", str(problem)) from problem

    def bill_address(self, reference: str, at: datetime) -> str:
        """GET_BILL: where the gateway shows its own receipt; empty when it has none."""
        answer = self._ask("get-bill", messages.get_bill(reference, at, partner=self.partner, secret=self.secret))
        address = answer.get("UrlBienLai")
        return str(address) if is_web_address(address) else ""

    def _ask(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            status, said = _exchange(f"{self.address}/{operation}", orjson.dumps(body))
        except (OSError, http.client.HTTPException) as problem:
            raise NoAnswer("away", type(problem).__name__) from problem
        if status >= 500:
            raise NoAnswer("error", str(status))
        try:
            answer = orjson.loads(said)
        except ValueError as problem:
            raise NoAnswer("unreadable", str(status)) from problem
        if not isinstance(answer, dict):
            raise NoAnswer("unreadable", str(status))
        if status >= 400 or answer.get("MaLoi") != messages.OK:
            raise NoAnswer("refused", f"{answer.get('MaLoi', status)} {answer.get('MoTaLoi', '')}")
        return answer


def gateway() -> Gateway | None:
    """Cổng đã nối; None when this installation has none: then nothing offers to pay online."""
    given = settings.PAYMENT_GATEWAY
    return Gateway(given["address"], given["partner"], given["secret"]) if given["address"] else None


def is_web_address(given: Any) -> bool:
    """Whether a browser may be sent there."""
    return isinstance(given, str) and len(given) < 2000 and urlsplit(given).scheme in ("http", "https")


def _exchange(address: str, body: bytes) -> tuple[int, bytes]:
    """One POST; the deadline holds for the whole of it."""
    place = urlsplit(address)
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    line = kind(place.hostname or "", place.port, timeout=PATIENCE)
    until = time.monotonic() + PATIENCE
    try:
        line.request("POST", place.path, body, {"Content-Type": "application/json", "Connection": "close"})
        sock = line.sock
        answer = line.getresponse()
        parts, size = [], 0
        while chunk := answer.read1(65536):
            size += len(chunk)
            left = until - time.monotonic()
            if size > LARGEST or left <= 0:
                raise http.client.HTTPException("quá lâu hoặc quá lớn")
            if sock is not None:
                sock.settimeout(left)
            parts.append(chunk)
        return answer.status, b"".join(parts)
    finally:
        line.close()
