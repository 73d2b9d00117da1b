"""Máy chủ mô phỏng: finds the route, lets the set faults happen, answers JSON."""

import hashlib
import json
import tempfile
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from re import Pattern
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from simulators.national_portal import (
    attachments,
    catalogue,
    clock,
    control,
    dossiers,
    files,
    messages,
    payment,
    store,
)
from simulators.national_portal.faults import Fault, Faults
from simulators.national_portal.routes import CONTROL, Call, Html, Refused, Route, Upload, said
from simulators.national_portal.storage import Storage

MODULES = (dossiers, files, messages, catalogue, store, payment, attachments, clock, control)
LARGEST = 4 * 1024 * 1024
LARGEST_FILE = 256 * 1024 * 1024
KEY = "Idempotency-Key"


class _Closed(Exception):
    """Đường truyền bị cắt."""


class Handler(BaseHTTPRequestHandler):
    """One connection; a line may carry many calls."""

    server: "Server"
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together
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
            status, body, headers = self._outcome()
        except _Closed:
            self.close_connection = True
            return
        self._say(status, body, headers)

    def _outcome(self) -> tuple[int, Mapping[str, Any] | Html, Mapping[str, str]]:
        address = urlsplit(self.path)
        found = self.server.find(self.command, address.path)
        if found is not None and found[0].streams:
            with tempfile.SpooledTemporaryFile(max_size=1024 * 1024) as target:
                return self._done(found, {}, self._received(target))
        body = self._read()
        if found is None:
            return 404, {"error_code": "404", "message": "không có đường này"}, {}
        return self._done(found, body, None)

    def _done(
        self, found: tuple[Route, Mapping[str, str]], body: dict[str, Any] | None, upload: Upload | None
    ) -> tuple[int, Mapping[str, Any] | Html, Mapping[str, str]]:
        route, values = found
        faults = [] if route.group == CONTROL else self.server.faults.strike(route.group)
        if early := self._fails_before(faults):
            return early
        if body is None:
            return 400, {"error_code": "1", "message": "thân không phải JSON"}, {}
        call = Call(
            self.server.storage, self.server.faults, values, said(urlsplit(self.path).query), body,
            self.headers.get(KEY, ""), self.headers, upload,
        )  # fmt: skip
        try:
            answer = route.function(call)
        except Refused as problem:
            return problem.status, {"error_code": problem.code, "message": problem.message}, {}
        except (KeyError, TypeError, ValueError) as problem:
            return 400, {"error_code": "1", "message": f"không hiểu: {type(problem).__name__}"}, {}
        if any(fault.mode == "500_after" for fault in faults):
            return 500, {"error_code": "500", "message": "lỗi mô phỏng sau khi đã làm xong"}, {}
        return 200, answer, {}

    def _fails_before(self, faults: list[Fault]) -> tuple[int, Mapping[str, Any], Mapping[str, str]] | None:
        for fault in faults:
            if fault.mode == "down":
                raise _Closed
            if fault.mode == "slow":
                time.sleep(fault.seconds)
            if fault.mode in ("429", "503"):
                wait = {"Retry-After": str(int(fault.seconds))}
                return int(fault.mode), {"error_code": fault.mode, "message": "đang bận"}, wait
            if fault.mode == "500_before":
                return 500, {"error_code": "500", "message": "lỗi mô phỏng trước khi làm"}, {}
        return None

    def _read(self) -> dict[str, Any] | None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            raise _Closed
        try:
            found = json.loads(self.rfile.read(length) or b"{}")
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def _received(self, target: IO[bytes]) -> Upload:
        """A file, block by block; what is far too large is not read to its end."""
        left, digest, size = int(self.headers.get("Content-Length") or 0), hashlib.sha256(), 0
        if left > LARGEST_FILE:
            raise _Closed
        while left and (block := self.rfile.read(min(left, 256 * 1024))):
            digest.update(block)
            target.write(block)
            size, left = size + len(block), left - len(block)
        if left:  # the line broke before everything came
            raise _Closed
        target.seek(0)
        return Upload(target, size, digest.hexdigest())

    def _say(self, status: int, body: Mapping[str, Any] | Html, headers: Mapping[str, str]) -> None:
        kind, text = _rendered(body)
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)
            self.wfile.flush()
        except OSError:  # whoever asked did not wait
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Personal data stands in messages: nothing is logged."""


def _rendered(body: Mapping[str, Any] | Html) -> tuple[str, bytes]:
    """Kind and bytes of an answer: a page, a file handed out as it is, or JSON."""
    if isinstance(body, Html):
        return "text/html; charset=utf-8", body.encode()
    if isinstance(content := body.get("content"), bytes):
        return "application/octet-stream", content
    return "application/json; charset=utf-8", json.dumps(body, ensure_ascii=False).encode()


class Server(ThreadingHTTPServer):
    """The simulator; `storage` and `faults` may be looked at by tests that run it in a thread."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, host: str, port: int, file: str = ":memory:") -> None:
        super().__init__((host, port), Handler)
        self.storage = Storage(file, [getattr(module, "SCHEMA", "") for module in MODULES])
        self.faults = Faults()
        payment.begin(self.storage)
        routes: list[Route] = [route for module in MODULES for route in module.ROUTES]
        self._fixed = {(one.method, one.pattern): one for one in routes if "{" not in one.pattern}
        self._patterns: list[tuple[Route, Pattern[str]]] = [(r, r.regex) for r in routes if "{" in r.pattern]

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
        """The route of a call with the values in its path; None when there is none."""
        if fixed := self._fixed.get((method, path)):
            return fixed, {}
        for route, regex in self._patterns:
            if route.method == method and (match := regex.match(path)):
                return route, {name: unquote(value) for name, value in match.groupdict().items()}
        return None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def in_thread(self) -> threading.Thread:
        """Serve beside the caller."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        return thread
