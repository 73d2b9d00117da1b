"""Bộ nối HTTP: asks POST {address}/tra-cuu with a person, gets {outcome, facts}; two seconds for the whole exchange.

Nobody waits for a database that is away: after a failure it is left alone for a moment, and the paper is asked for.
"""

import http.client
import logging
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

from thongsuot.common.text import clean_line
from thongsuot.dossiers.databases import Answer, Outcome, Person

PATIENCE = 2.0  # seconds for the whole exchange
REST = 5.0  # seconds in which a database that failed is not asked again by this process
LARGEST = 64 * 1024
LONGEST_FACT = 300
log = logging.getLogger(__name__)
_failed_at: dict[str, float] = {}


class _NoAnswer(Exception):
    """Không có câu trả lời dùng được."""


def forget_failures() -> None:
    """Ask again at once."""
    _failed_at.clear()


@dataclass(frozen=True, slots=True)
class HttpAdapter:
    """Một địa chỉ theo giao ước trên; `gives` cuts the answer down to what may be taken."""

    key: str
    address: str
    gives: tuple[str, ...] = ()

    def ask(self, person: Person) -> Answer:
        """One exchange; UNAVAILABLE when it is refused, too slow or makes no sense."""
        if time.monotonic() - _failed_at.get(self.address, -REST) < REST:
            return Answer(Outcome.UNAVAILABLE)
        try:
            return self._answer(_exchange(f"{self.address}/tra-cuu", _question(person)))
        except (OSError, http.client.HTTPException, ValueError, _NoAnswer) as problem:
            _failed_at[self.address] = time.monotonic()
            log.warning("cơ sở dữ liệu %s không trả lời: %s", self.key, type(problem).__name__)
            return Answer(Outcome.UNAVAILABLE)

    def _answer(self, said: Any) -> Answer:
        if not isinstance(said, dict):
            raise _NoAnswer
        outcome = Outcome(said.get("outcome"))
        facts = said.get("facts")
        if outcome is not Outcome.MATCH or not isinstance(facts, dict):
            return Answer(outcome)
        return Answer(outcome, {k: clean_line(str(facts[k]), limit=LONGEST_FACT) for k in self.gives if facts.get(k)})


def _question(person: Person) -> bytes:
    born = person.birth_date.isoformat() if person.birth_date else None
    return orjson.dumps({"id_number": person.id_number, "name": person.name, "birth_date": born})


def _exchange(address: str, body: bytes) -> Any:
    """POST and read the answer before the patience ends, however slowly it drips."""
    end = time.monotonic() + PATIENCE
    parts = urlsplit(address)
    kind = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}.get(parts.scheme)
    if kind is None or not parts.hostname:
        raise ValueError("địa chỉ phải là http hoặc https")
    connection = kind(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        connection.request("POST", parts.path, body, {"Content-Type": "application/json"})
        _hurry(connection, end)
        answer = connection.getresponse()
        if answer.status != 200:
            raise _NoAnswer
        return orjson.loads(_read(connection, answer, end))
    finally:
        connection.close()


def _read(connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, end: float) -> bytes:
    found = b""
    while len(found) <= LARGEST:
        _hurry(connection, end)
        piece = answer.read1(8192)
        if not piece:
            return found
        found += piece
    raise _NoAnswer


def _hurry(connection: http.client.HTTPConnection, end: float) -> None:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock is not None:  # closed by a server that says everything at once
        connection.sock.settimeout(left)
