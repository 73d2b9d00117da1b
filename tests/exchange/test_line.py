"""Đường dây và câu trả lời: whatever the other side answers becomes a verdict; the line never raises."""

import socket
import threading
import time
from contextlib import suppress

import pytest

from thongsuot.exchange import breaker
from thongsuot.exchange.answers import Next, understand
from thongsuot.exchange.causes import CAUSES
from thongsuot.exchange.line import Line, Reply


@pytest.fixture
def answering():
    """A server that answers each connection with given bytes, then hangs up."""
    made = []

    def start(*answers, pause=0.0):
        listener = socket.create_server(("127.0.0.1", 0))
        made.append(listener)

        def serve():
            for answer in answers:
                with suppress(OSError):  # the test is over, or whoever asked did not wait
                    connection, _ = listener.accept()
                    with connection:
                        connection.recv(65536)
                        for piece in answer if isinstance(answer, list) else [answer]:
                            connection.sendall(piece)
                            time.sleep(pause)

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in made:
        listener.close()


@pytest.fixture
def line(answering):
    """A line to such a server."""
    made = []

    def start(*answers, patience=2.0, pause=0.0):
        made.append(Line(answering(*answers, pause=pause), patience=patience))
        return made[-1]

    yield start
    for one in made:
        one.close()


def answer(body, status="200 OK", **headers):
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body)}",
        *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def test_an_answer_is_read_with_its_status_and_wait(line):
    asked = line(answer(b'{"error_code": "0"}', "503 X", Retry_After="12"))
    assert asked.post("/x", {}, "k") == Reply(503, {"error_code": "0"}, 12.0)


def test_a_kept_connection_that_was_closed_meanwhile_is_opened_anew(line):
    asked = line(answer(b"{}"), answer(b'{"error_code": "0"}'))
    assert asked.post("/x", {}, "k").status == 200
    assert asked.post("/x", {}, "k").body == {"error_code": "0"}


def test_nobody_listening_is_an_answer_too(answering):
    address = answering()
    assert Line(address.rpartition(":")[0] + ":1", patience=1).get("/").status == 0


def test_an_answer_that_drips_for_ever_ends_with_the_patience(line):
    drips = [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", *[b"x"] * 100]
    assert line(drips, pause=0.05, patience=0.4).get("/").status == 0


@pytest.mark.parametrize("nonsense", [b"", b"xin chao\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{"])
def test_nonsense_is_no_answer(line, nonsense):
    assert line(nonsense, patience=0.5).get("/").status in (0, 200)


@pytest.mark.parametrize("address", ["ftp://cong", "cong", "http://"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValueError, match="http"):
        Line(address)


SAID = [
    (Reply(200, {"error_code": "0"}), Next.CONFIRMED, ""),
    (Reply(200, {"error_code": 0}), Next.CONFIRMED, ""),
    (Reply(200, {"error_code": "3"}), Next.AS_UPDATE, ""),
    (Reply(200, {"error_code": "-3"}), Next.AS_UPDATE, ""),
    (Reply(200, {"error_code": "2"}), Next.STUCK, "dossier_unknown"),
    (Reply(200, {"error_code": "77", "message": "lạ"}), Next.STUCK, "refused"),
    (Reply(200, None), Next.LATER, "unclear_answer"),
    (Reply(200, ["x"]), Next.LATER, "unclear_answer"),
    (Reply(204, None), Next.LATER, "unclear_answer"),
    (Reply(302, None), Next.LATER, "unclear_answer"),
    (Reply(400, {"error_code": "1"}), Next.STUCK, "refused"),
    (Reply(401, None), Next.LATER, "not_allowed"),
    (Reply(404, None), Next.LATER, "server_error"),
    (Reply(413, None), Next.STUCK, "refused"),
    (Reply(429, None, 5.0), Next.LATER, "busy"),
    (Reply(500, None), Next.LATER, "server_error"),
    (Reply(503, None), Next.LATER, "busy"),
    (Reply(0, problem="ConnectionRefusedError"), Next.LATER, "no_answer"),
]


@pytest.mark.parametrize(("reply", "wanted", "cause"), SAID, ids=lambda one: str(one)[:40])
def test_every_answer_has_a_next_step_and_a_cause_with_words(reply, wanted, cause):
    verdict = understand(reply, updating=False, kind="dossier")
    assert (verdict.next, verdict.cause) == (wanted, cause)
    assert not cause or (CAUSES[cause].words and CAUSES[cause].remedy)
    assert CAUSES.get(cause, CAUSES["busy"]).by_itself is (wanted is not Next.STUCK) or not cause


def test_an_update_of_something_unknown_is_sent_as_new_and_known_progress_is_confirmed():
    unknown, known = Reply(200, {"error_code": "2"}), Reply(200, {"error_code": "3"})
    assert understand(unknown, updating=True, kind="dossier").next is Next.AS_NEW
    assert understand(known, updating=False, kind="progress").next is Next.CONFIRMED
    assert understand(known, updating=True, kind="dossier").cause == "refused"


@pytest.mark.parametrize("pause", [breaker.message_pause, breaker.system_rest])
def test_pauses_grow_with_jitter_and_have_a_longest(pause):
    seconds = [pause(n).total_seconds() for n in range(1, 40)]
    assert seconds[0] < 7
    assert max(seconds) <= 1.25 * max(breaker.MESSAGE_LONGEST, breaker.REST_LONGEST)
    assert len({round(pause(5).total_seconds(), 3) for _ in range(20)}) > 1, "mọi tin trở lại cùng một lúc"
    assert pause(1, 600).total_seconds() >= 600
    assert pause(1, 10**9).total_seconds() <= breaker.RETRY_AFTER_LONGEST
