"""Bảng gọi số và danh sách việc: how long until the last of 200 open streams has heard of a change.

The clock starts before the request that makes the change, so the act itself is in the figure; what is promised counts from
its commit.
"""

import asyncio
import http.client
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from config.bench.ground import Ground, _end, _environment, _wait_for
from config.bench.results import Line
from config.bench.visitors import CLERK, SPECIALIST, UNIT, Visitor, birth, sign_in, with_token
from config.run import parts
from config.run.places import Places

LISTENERS = 200
PATIENCE = 15.0
QUIET = 1.5  # streams that have just opened are told once to look
_MARK = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_SERVICE = re.compile(r'name="dich-vu" value="(\d+)"')


def board(ground: Ground, rounds: int) -> list[Line]:
    """200 streams of the wall board, then 200 of the task list; the slowest listener of each change, median of rounds."""
    clerk, specialist = with_token(ground, "big", CLERK), sign_in(ground, "big", SPECIALIST)
    wall = Visitor(specialist.port, {})
    with _events(ground) as port:
        work = (
            ("Bảng gọi số: từ lúc lấy số tới máy nghe cuối", f"/bang/{UNIT}/su-kien/", wall, _number(wall)),
            (
                "Danh sách việc: từ lúc nộp hồ sơ tới máy nghe cuối",
                "/can-bo/viec/su-kien/",
                specialist,
                _dossier(clerk),
            ),
        )
        lines = []
        for name, path, who, act in work:
            taken = asyncio.run(_measured(port, lambda path=path, who=who: _ticket(who, path), act, rounds))
            told = f"{median(taken) * 1e3:.0f} ms"
            worst = f"lâu nhất {max(taken) * 1e3:.0f} ms"
            lines.append(Line("8", f"{name} ({LISTENERS})", told, worst, round(median(taken), 3), 1.0, unit="s"))
    return lines


@contextmanager
def _events(ground: Ground) -> Iterator[int]:
    """The process of live events beside the web server of the big side."""
    port = ground.servers["big"].port + 1
    places = Places(ground.folder("big"), ground.places.port_base)
    with _environment({}):
        process = parts.service_parts(places, "127.0.0.1", port - 1, own_database=False)[1].start()
    try:
        _wait_for(port, "/healthz")
        yield port
    finally:
        _end(process)


async def _measured(port: int, ticket: Callable[[], str], act: Callable[[], None], rounds: int) -> list[float]:
    """Seconds until the last listener, for so many changes."""
    heard = [0.0] * LISTENERS
    query = await asyncio.to_thread(ticket)
    tasks = [asyncio.ensure_future(_listen(port, query, heard, n)) for n in range(LISTENERS)]
    try:
        await asyncio.sleep(QUIET + LISTENERS / 100)
        taken = []
        for _round in range(max(3, rounds)):
            await asyncio.sleep(QUIET)
            began = time.monotonic()
            await asyncio.to_thread(act)
            while min(heard) < began and time.monotonic() - began < PATIENCE:
                await asyncio.sleep(0.005)
            taken.append(max(heard) - began if min(heard) >= began else PATIENCE)
        return taken
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _listen(port: int, query: str, heard: list[float], number: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /su-kien/?{query} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode())
    await writer.drain()
    try:
        while line := await reader.readline():
            if line.startswith(b"event: viec"):
                heard[number] = time.monotonic()
    finally:
        writer.close()


def _ticket(who: Visitor, path: str) -> str:
    """What opens a stream: the query of the address that the page is told."""
    return urlsplit(json.loads(_ask(who, "GET", path))["url"]).query


def _number(wall: Visitor) -> Callable[[], None]:
    """Somebody takes a number at the kiosk."""
    address = f"/kiosk/{UNIT}/lay-so/"
    service = _SERVICE.search(_ask(wall, "GET", address))
    assert service, "the demo hall is set up"

    def take() -> None:
        mark = _MARK.search(_ask(wall, "GET", address))
        assert mark
        _ask(wall, "POST", address, urlencode({"csrfmiddlewaretoken": mark[1], "dich-vu": service[1]}))

    return take


def _dossier(clerk: Visitor) -> Callable[[], None]:
    """A clerk submits a dossier: the office gets a task."""
    body = birth(clerk).decode()
    return lambda: (
        _ask(
            clerk,
            "POST",
            "/api/v1/dossiers",
            body,
            {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex},
        )
        and None
    )


def _ask(who: Visitor, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> str:
    usual = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    line = http.client.HTTPConnection("127.0.0.1", who.port, timeout=30)
    try:
        line.request(method, path, body.encode() or None, {**usual, **who.headers, **(headers or {})})
        answer = line.getresponse()
        text = answer.read().decode()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
        return text
    finally:
        line.close()
