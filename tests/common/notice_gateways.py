"""Một cổng SMS/Zalo thật trên máy này, speaking HTTP: it can be slow, down, answer 500 after the work, know what it has."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from thongsuot.common import notices
from thongsuot.common.notices import Way


class Gateway:
    """What was asked of it, and what it made of that. `sent` has each message once per reference, as a real one would."""

    def __init__(self):
        self.asked, self.sent, self.secret, self.mode, self.seconds, self.hold = [], {}, "", "", 0.0, 0.0
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, asked, key):
        """(status, body) for one message."""
        with self.lock:
            self.asked.append((key, asked))
            mode = self.mode
            if mode == "500":
                return 500, {"detail": "hỏng"}
            if mode == "no-such-number":
                return 422, {"code": "invalid_recipient", "detail": "số không có thật"}
            if mode == "busy":
                return 429, {"code": "busy"}
            known = key in self.sent
            self.sent.setdefault(key, asked)
        if mode == "500-after-work":
            return 500, {"detail": "đã gửi nhưng hỏng"}
        return (409 if known else 202), {"id": f"g-{key[-12:]}", "status": "accepted"}

    def _handler(gateway):  # noqa: N805  (the handler's self is another)
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if gateway.seconds:
                    time.sleep(gateway.seconds)
                if gateway.secret and self.headers.get("Authorization") != f"Bearer {gateway.secret}":
                    status, said = 401, {"code": "who_are_you"}
                else:
                    status, said = gateway.answer(json.loads(body), self.headers["Idempotency-Key"])
                time.sleep(gateway.hold)  # the work is done, the answer is not given yet
                text = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *args):
                pass

        return Handler


@contextmanager
def gateway():
    """A gateway that is there while the block runs."""
    one = Gateway()
    try:
        yield one
    finally:
        one.close()


SMS = Way("sms", "+84912345678", "Ho so 1: da tiep nhan")
ZALO = Way("zalo", "+84912345678", "Hồ sơ 1: đã tiếp nhận", params={"template": "t_received", "values": {"code": "1"}})
MAIL = Way("mail", "lan@vi.example", "Hẹn trả thứ Ba.\n", "Hồ sơ 1: đã tiếp nhận")


def message(entry_id=1, *ways, province=42, **changes):
    """News about a dossier, by these ways (mail if none is named)."""
    values = {"subject_kind": "dossier", "subject_id": 7, "event": "received", "entry_id": entry_id}
    return notices.Message(province_id=province, ways=ways or (MAIL,), **{**values, **changes})
