"""Tin gửi đi: how fast the queue is drained beside what the portal answers at all, and what submits lose meanwhile."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from threading import Thread

from config.bench import raw
from config.bench.client import burst
from config.bench.ground import Ground, free_port
from config.bench.results import Line
from config.bench.visitors import submissions
from config.run.places import ROOT
from config.run.process import spawn, step_back
from config.run.worker import STEPS_BACK

INSIDE = "config.bench.outbox_inside"


def outbox(ground: Ground, rounds: int, seconds: float, messages: int) -> list[Line]:
    """9 · Gửi tin: rate beside the bare simulator with as many connections; submits with and without sending, in turns."""
    with _portal(ground) as address:
        told = {"do": "drain", "address": address, "messages": messages, "rounds": rounds}
        found = json.loads(ground.command("big", INSIDE, told=json.dumps(told)))
        lines = [_drained(found, messages)]
        lines.append(_submits(ground, address, rounds, seconds, messages))
    return lines


def _drained(found: dict[str, list[float]], messages: int) -> Line:
    ours, bare = median(found["ours"]), median(found["bare"])
    name = f"Gửi {messages:,} tin đúng thứ tự: tốc độ so với cổng mô phỏng trần".replace(",", ".")
    return Line("9", name, f"{ours:.0f}/s", f"{bare:.0f}/s", ours / bare, 0.5, at_least=True)


def _submits(ground: Ground, address: str, rounds: int, seconds: float, messages: int) -> Line:
    make, port = submissions(ground, "big"), ground.servers["big"].port
    alone, beside, sent = [], [], []
    burst(port, make, status=201, connections=raw.CLIENTS, seconds=seconds)
    for _ in range(rounds):
        alone.append(burst(port, make, status=201, connections=raw.CLIENTS, seconds=seconds * 2).rate)
        with _sending(ground, address, messages, sent):
            beside.append(burst(port, make, status=201, connections=raw.CLIENTS, seconds=seconds * 2).rate)
    lost = 1 - median(beside) / median(alone)
    name = f"Nộp hồ sơ mất bao nhiêu khi đang gửi tin ({median(sent):.0f} tin/s)"
    return Line("9", name, f"{median(beside):.0f}/s", f"{median(alone):.0f}/s", lost, 0.1, unit="%")


@contextmanager
def _sending(ground: Ground, address: str, messages: int, sent: list[float]) -> Iterator[None]:
    """A process that sends, as the job worker would, until the block is left."""
    told = json.dumps({"do": "send", "address": address, "messages": messages, "steps_back": STEPS_BACK})
    line = [sys.executable, "-m", INSIDE]
    process = subprocess.Popen(  # noqa: S603  (our own module)
        line, env=ground.environment("big"), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(told)
    process.stdin.close()
    process.stdout.readline()  # it has queued and begins
    before, began = _arrived(address), time.perf_counter()
    drain = Thread(target=process.stdout.read, daemon=True)
    drain.start()
    try:
        yield
        sent.append((_arrived(address) - before) / (time.perf_counter() - began))
    finally:
        process.kill()
        process.wait()
        drain.join()
        process.stdout.close()


def _arrived(address: str) -> int:
    with urllib.request.urlopen(f"{address}/dieu-khien/dem", timeout=30) as answer:  # noqa: S310  (our own address)
        told = json.load(answer)
    return int(told["arrivals"] + told["repeats"])


@contextmanager
def _portal(ground: Ground) -> Iterator[str]:
    """The simulated portal in a process of its own; it would live on another machine, so it takes what nobody wants."""
    port = free_port()
    data = ground.places.var / f"bench_portal_{port}.sqlite"
    words = [sys.executable, "-m", "simulators.national_portal", "--port", str(port), "--data", str(data)]
    told = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT)}
    with (ground.places.log / "bench_portal.log").open("ab") as output:
        process = spawn(words, environment=told, output=output.fileno(), folder=ROOT)
    step_back(19, process.pid)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        data.unlink(missing_ok=True)


def _wait_for(address: str) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            _arrived(address)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
