"""The centre over HTTP: /tsa, /ocsp, /root.crl, /sub.crl, /root.crt, /sub.crt; its desk under /control/ (issue, revoke, clock, fail)."""

import base64
import json
import subprocess
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from cryptography.hazmat.primitives import serialization

from simulators.trust_centre.answers import ocsp_answer, revocation_list
from simulators.trust_centre.authority import ROOT, SUB, Authority, Wanted
from simulators.trust_centre.stamping import stamp

MOST = 1 << 20
DER = serialization.Encoding.DER


class Server(ThreadingHTTPServer):
    """Knows the authority and what it was told to fail at."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, centre: Authority) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.centre = centre
        self.failing: set[str] = set()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Certificates, lists, OCSP by GET."""
        name, _dot, kind = self.path.strip("/").partition(".")
        if name in (ROOT, SUB) and kind == "crl" and "crl" not in self.server.failing:
            self._send(revocation_list(self.server.centre, name), "application/pkix-crl")
        elif name in (ROOT, SUB) and kind == "crt":
            self._send(self.server.centre.certificate(name).public_bytes(DER), "application/pkix-cert")
        elif self.path.startswith("/ocsp/") and "ocsp" not in self.server.failing:
            question = base64.b64decode(unquote(self.path[len("/ocsp/") :]))
            self._send(ocsp_answer(self.server.centre, question), "application/ocsp-response")
        else:
            self.send_error(503 if self.server.failing else 404)

    def do_POST(self) -> None:
        """Questions, and the desk."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MOST))
        try:
            if self.path.strip("/") in self.server.failing:
                self.send_error(503)
            elif self.path == "/tsa":
                self._send(stamp(self.server.centre, body), "application/timestamp-reply")
            elif self.path == "/ocsp":
                self._send(ocsp_answer(self.server.centre, body), "application/ocsp-response")
            elif self.path.startswith("/control/"):
                self._desk(self.path[len("/control/") :], json.loads(body or b"{}"))
            else:
                self.send_error(404)
        except (ValueError, KeyError, TypeError, subprocess.SubprocessError) as fault:
            self.send_error(400, explain=str(fault)[:200])

    def _desk(self, verb: str, said: dict[str, Any]) -> None:
        centre = self.server.centre
        if verb == "issue":
            certificate = centre.issue(said.pop("public_key").encode(), Wanted(**said))
            self._send(certificate.public_bytes(DER), "application/pkix-cert")
            return
        if verb == "revoke":
            at = said.get("at")
            centre.revoke(int(said["serial"]), datetime.fromtimestamp(at, UTC) if at else None)
        elif verb == "clock":
            centre.ahead = timedelta(seconds=float(said["ahead"]))
        elif verb == "fail":
            self.server.failing = set(said["at"])
        else:
            self.send_error(404)
            return
        self._send(b"{}", "application/json")

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing for what went well."""
