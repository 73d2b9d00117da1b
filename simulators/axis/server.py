"""Máy chủ của trục mô phỏng: HTTP, bodies of edXML in and out, JSON for the rest; the set faults happen.

`/dieu-khien/…` is for tests and demonstrators: faults (modes of simulators/national_portal/faults.py), systems, boxes,
and offices outside that answer (offices.py, demo only).
"""

import base64
import binascii
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from simulators.axis.envelope import envelope_of
from simulators.axis.offices import Offices
from simulators.axis.post import Post
from simulators.national_portal.faults import Fault, Faults

LARGEST = 128 * 1024 * 1024
MOST = 500
KEY = "Idempotency-Key"
Answer = tuple[int, Any]


class _Closed(Exception):
    """Đường truyền bị cắt."""


class Handler(BaseHTTPRequestHandler):
    """One connection; a line may carry many calls."""

    server: "Server"
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Read."""
        self._answer()

    def do_POST(self) -> None:
        """Tell."""
        self._answer()

    def do_PUT(self) -> None:
        """Set."""
        self._answer()

    def do_DELETE(self) -> None:
        """Clear."""
        self._answer()

    def _answer(self) -> None:
        try:
            status, said = self._outcome()
        except _Closed:
            self.close_connection = True
            return
        body = said if isinstance(said, bytes) else json.dumps(said, ensure_ascii=False).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/xml" if isinstance(said, bytes) else "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status in (429, 503):
                self.send_header("Retry-After", str(said.get("wait", 1)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:  # whoever asked did not wait
            self.close_connection = True

    def _outcome(self) -> Answer:
        address, body = urlsplit(self.path), self._read()
        query = dict(parse_qsl(address.query))
        if address.path.startswith("/dieu-khien/"):
            return self._told(address.path.removeprefix("/dieu-khien/"), body, query)
        felt = self.server.faults.strike("axis")
        if early := _fails_before(felt):
            return early
        system = self._system()
        if system is None:
            return 401, {"code": "not_registered", "message": "sai mã hệ thống hoặc khoá"}
        answer = self._served(system, address.path, body, query)
        if any(fault.mode == "500_after" for fault in felt):  # it is done, and the answer is lost
            raise _Closed
        return answer

    def _system(self) -> str | None:
        kind, _space, code = (self.headers.get("Authorization") or "").partition(" ")
        try:
            system, _colon, secret = base64.b64decode(code if kind == "Basic" else "").decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return system if self.server.post.knows(system, secret) else None

    def _served(self, system: str, path: str, body: bytes, query: dict[str, str]) -> Answer:
        post, limit = self.server.post, min(int(query.get("so") or 100), MOST)
        if (self.command, path) == ("GET", "/co-quan"):
            return 200, {"items": post.agencies(query.get("sau", ""), query.get("q", ""), limit)}
        if (self.command, path) in (("POST", "/thong-diep"), ("POST", "/trang-thai")):
            return self._accept(system, body)
        if (self.command, path) == ("GET", "/hop-thu"):
            return 200, {"items": self._box(system, limit)}
        if (self.command, path) == ("POST", "/hop-thu/xac-nhan"):
            return 200, {"taken": post.take(system, [str(one) for one in json.loads(body).get("ids", [])])}
        if self.command == "GET" and path.startswith("/thong-diep/"):
            found = post.fetch(system, path.rpartition("/")[2])
            return (200, found) if found is not None else (404, {"code": "not_found"})
        return 404, {"code": "not_found"}

    def _accept(self, system: str, body: bytes) -> Answer:
        said = envelope_of(body)
        if said is None:
            return 422, {"code": "not_edxml", "message": "không đọc được nơi gửi, nơi nhận"}
        return 200, self.server.post.accept(
            system, self.headers.get(KEY) or "", said.kind, body,
            document_id=said.document_id, sender=said.sender, to=said.to,
        )  # fmt: skip

    def _box(self, system: str, limit: int) -> list[dict[str, Any]]:
        if self.server.faults.strike("axis", ("twice",)):
            self.server.post.repeat(system)
        found = self.server.post.waiting(system, limit)
        return found[::-1] if self.server.faults.strike("axis", ("disorder",)) else found

    def _told(self, path: str, body: bytes, query: dict[str, str]) -> Answer:
        """Điều khiển."""
        server = self.server
        try:
            if path == "loi" and self.command == "PUT":
                return 200, server.faults.put(json.loads(body)).shown()
            if path == "loi" and self.command == "DELETE":
                server.faults.clear(query.get("mode", ""))
            elif path == "noi-ngoai" and self.command in ("GET", "PUT"):
                if server.offices is None:
                    return 404, {"code": "no_offices"}
                return 200, server.offices.tell(json.loads(body)) if body else server.offices.shown()
            elif path == "he-thong" and self.command == "PUT":
                server.post.connect(json.loads(body))
            elif path == "hop-thu" and self.command == "PUT":
                told = {name: query.get(name, "") for name in ("document_id", "sender")}
                return 200, {"id": server.post.put(query["system"], body, query.get("kind", "document"), **told)}
        except (KeyError, TypeError, ValueError) as problem:
            return 400, {"code": "bad_request", "message": str(problem)}
        return 200, {"faults": server.faults.shown(), "struck": server.faults.struck, **server.post.counts()}

    def _read(self) -> bytes:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            raise _Closed
        return self.rfile.read(length) if length else b""

    def log_message(self, format: str, *args: Any) -> None:
        """Documents stand in messages: nothing is logged."""


def _fails_before(felt: list[Fault]) -> Answer | None:
    for fault in felt:
        if fault.mode == "down":
            raise _Closed
        if fault.mode == "slow":
            time.sleep(fault.seconds)
        if fault.mode in ("429", "503"):
            return int(fault.mode), {"code": "busy", "wait": int(fault.seconds)}
        if fault.mode == "500_before":
            return 500, {"code": "fault"}
    return None


class Server(ThreadingHTTPServer):
    """The simulator; `post` and `faults` may be looked at by tests that run it in a thread."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, host: str, port: int, file: str = ":memory:") -> None:
        super().__init__((host, port), Handler)
        self.post, self.faults = Post(file), Faults()
        self.offices: Offices | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def in_thread(self) -> threading.Thread:
        """Serve beside the caller."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        return thread
