"""Dịch vụ của đầu đọc: POST /doc reads the card on it; PUT /the lays a card on, PUT /loi makes it fail.

Faults: no_card, removed (while reading), slow, unreadable, expired (the card's last day has passed), tampered (a fact was
changed after signing), down. Only pages of the origins given at start may ask (CORS); nothing is logged or stored.
"""

import json
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from simulators.card_reader.cards import Issuer, load

LARGEST = 8 * 1024
MODES = ("", "no_card", "removed", "slow", "unreadable", "expired", "tampered", "down")
WORDS = {
    "no_card": "NO_CARD",
    "removed": "CARD_REMOVED",
    "unreadable": "READ_FAILED",
}


class Handler(BaseHTTPRequestHandler):
    """One exchange."""

    server: "Server"
    protocol_version = "HTTP/1.1"

    def do_OPTIONS(self) -> None:
        """A browser asks whether its page may ask."""
        self._say(204, None)

    def do_GET(self) -> None:
        """Whether the reader is there, and a card on it."""
        self._say(200, {"reader": "SIMULATOR", "card": self.server.card is not None})

    def do_POST(self) -> None:
        """Read the card."""
        said, mode = self._read(), self.server.fault["mode"]
        if self.path != "/doc" or said is None or not isinstance(said.get("challenge"), str):
            return self._say(400, {"error": "BAD_REQUEST"})
        if self.headers.get("Origin") and self.headers["Origin"] not in self.server.origins:
            return self._say(403, {"error": "ORIGIN_REFUSED"})
        if mode == "down":
            self.close_connection = True
            return None
        if mode == "slow":
            time.sleep(float(self.server.fault["seconds"]))
        if mode == "no_card" or self.server.card is None:
            return self._say(404, {"error": "NO_CARD"})
        if mode in WORDS:
            return self._say(409, {"error": WORDS[mode]})
        card = self.server.cards["het-han" if mode == "expired" else self.server.card]
        return self._say(200, card.read(said["challenge"], tampered=mode == "tampered"))

    def do_PUT(self) -> None:
        """Lay a card on the reader or take it away; change how it behaves."""
        said = self._read() or {}
        if self.path == "/loi" and said.get("mode") in MODES:
            self.server.fault = {"mode": said["mode"], "seconds": said.get("seconds", 3)}
            return self._say(200, self.server.fault)
        if self.path == "/the" and said.get("card") in (*self.server.cards, None):
            self.server.card = said.get("card")
            return self._say(200, {"card": self.server.card})
        return self._say(400, {"error": "BAD_REQUEST"})

    def _read(self) -> dict[str, Any] | None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            self.close_connection = True
            return None
        try:
            said = json.loads(self.rfile.read(length) or b"{}")
        except ValueError:
            return None
        return said if isinstance(said, dict) else None

    def _say(self, status: int, body: dict[str, Any] | None) -> None:
        text = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            self.send_response(status)
            if self.headers.get("Origin") in self.server.origins:
                self.send_header("Access-Control-Allow-Origin", self.headers["Origin"])
                self.send_header("Access-Control-Allow-Methods", "GET, POST")
                self.send_header("Access-Control-Allow-Headers", "Content-Type")
                self.send_header("Access-Control-Allow-Private-Network", "true")
            self.send_header("Vary", "Origin")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
        except OSError:  # whoever asked did not wait
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Personal data stands in answers: nothing is logged."""


class Server(ThreadingHTTPServer):
    """The simulator; tests that run it in a thread may change `card` and `fault`."""

    daemon_threads = True

    def __init__(self, host: str, port: int, origins: Sequence[str], anchor: Path | None = None) -> None:
        super().__init__((host, port), Handler)
        issuer = Issuer()
        self.anchor = issuer.anchor
        self.cards, self.origins = load(issuer), set(origins)
        self.card: str | None = "lan"
        self.fault: dict[str, Any] = {"mode": "", "seconds": 3}
        if anchor is not None:
            anchor.parent.mkdir(parents=True, exist_ok=True)
            anchor.write_bytes(issuer.anchor)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://localhost:{self.server_port}"

    def in_thread(self) -> threading.Thread:
        """Serve beside the caller."""
        thread = threading.Thread(target=self.serve_forever, daemon=True)
        thread.start()
        return thread
