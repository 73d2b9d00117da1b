"""Máy chủ mô phỏng: POST /dan-cu/tra-cuu and /ho-tich/tra-cuu answer; PUT /loi makes them fail; PUT /nguoi changes people.

A fault is {"mode": "slow" | "down" | "500" | "", "seconds": 5}: slow answers late, down closes the line without a word.
"""

import json
import threading
import time
import unicodedata
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from simulators.population.store import People

LARGEST = 64 * 1024
MODES = ("", "slow", "down", "500")
NEEDED = ("id_number", "name")


def answer(database: str, question: dict[str, Any], people: People) -> dict[str, Any]:
    """What the database says about a person: compared, with the facts only when everything matches."""
    if not all(question.get(key) for key in NEEDED) or (database == "dan-cu" and not question.get("birth_date")):
        return {"outcome": "insufficient"}
    person = people.get(str(question["id_number"]))
    if person is None or (database == "ho-tich" and not person.get("married_to")):
        return {"outcome": "none"}
    born = question.get("birth_date")
    if _folded(person["name"]) != _folded(str(question["name"])) or (born and born != person["birth_date"]):
        return {"outcome": "no_match"}
    return {"outcome": "match", "facts": person}


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


class Handler(BaseHTTPRequestHandler):
    """One exchange."""

    server: "Server"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Whether it lives."""
        self._say(200, {"ok": True, "asked": self.server.asked})

    def do_POST(self) -> None:
        """A question."""
        said, fault = self._read(), self.server.fault
        database = self.path.strip("/").partition("/")[0]
        if self.path not in ("/dan-cu/tra-cuu", "/ho-tich/tra-cuu") or said is None:
            return self._say(400, {"error": "câu hỏi không hiểu được"})
        self.server.asked += 1
        if fault["mode"] == "down":
            self.close_connection = True
            return None
        if fault["mode"] == "slow":
            time.sleep(float(fault["seconds"]))
        if fault["mode"] == "500":
            return self._say(500, {"error": "lỗi mô phỏng"})
        return self._say(200, answer(database, said, self.server.people))

    def do_PUT(self) -> None:
        """Change how it behaves, or a person."""
        said = self._read()
        if self.path == "/loi" and said and said.get("mode") in MODES:
            self.server.fault = {"mode": said["mode"], "seconds": said.get("seconds", 5)}
            return self._say(200, self.server.fault)
        if self.path == "/nguoi" and said and all(said.get(key) for key in (*NEEDED, "birth_date")):
            self.server.people.put(said)
            return self._say(200, said)
        return self._say(400, {"error": "không hiểu"})

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

    def _say(self, status: int, body: dict[str, Any]) -> None:
        text = json.dumps(body, ensure_ascii=False).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
        except OSError:  # whoever asked did not wait
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Personal data stands in questions: nothing is logged."""


class Server(ThreadingHTTPServer):
    """The simulator; `fault` and `asked` may be looked at by tests that run it in a thread."""

    daemon_threads = True

    def __init__(self, host: str, port: int, file: str = ":memory:") -> None:
        super().__init__((host, port), Handler)
        self.people = People(file)
        self.fault: dict[str, Any] = {"mode": "", "seconds": 5}
        self.asked = 0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def in_thread(self) -> threading.Thread:
        """Serve beside the caller."""
        thread = threading.Thread(target=self.serve_forever, daemon=True)
        thread.start()
        return thread
