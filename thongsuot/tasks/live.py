"""Danh sách sống: server-sent events in a process of its own, one LISTEN connection for all who watch.

An event carries no data, only "something of yours changed": the page then asks for its list again with its own
rights. The token that opens a stream is short-lived and signed; streams end with it and the page asks for a new one.
Started by `thongsuot run` as ASGI application `thongsuot.tasks.live:application` on PORT+1; behind a reverse proxy
it lies under /su-kien/.
"""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup(set_prefix=False)

import psycopg  # noqa: E402  (after set-up, like every import that reads settings)
from django.core import signing  # noqa: E402
from django.db import connection  # noqa: E402

from thongsuot.tasks.tickets import CHANNEL, TICKET_SECONDS, read_token  # noqa: E402

HEARTBEAT_SECONDS = 20

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(eq=False)
class Watcher:
    """One open stream."""

    user_id: int
    unit_ids: frozenset[int]
    topic: str = ""
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """Hands notices of the database to the watchers they concern; reconnects when the database comes back."""

    def __init__(self) -> None:
        self.watchers: set[Watcher] = set()

    def tell(self, payload: str) -> None:
        """Wake the watchers of a unit and the person a task was given to (`unit:person`), or those of a topic."""
        unit, _, person = payload.partition(":")
        number = int(unit) if unit.isdecimal() else None
        for watcher in self.watchers:
            its_own = watcher.topic and payload == watcher.topic
            if its_own or number in watcher.unit_ids or (person and person == str(watcher.user_id)):
                watcher.changed.set()

    def wake_all(self) -> None:
        """After a gap nobody knows what was missed, so everybody looks again."""
        for watcher in self.watchers:
            watcher.changed.set()

    async def listen(self) -> None:
        """Follow the channel for ever."""
        params = connection.get_connection_params()
        for key in ("cursor_factory", "context", "pool", "server_side_binding"):
            params.pop(key, None)
        params.pop("prepare_threshold", None)
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**params, autocommit=True) as conn:
                    await conn.execute(f"LISTEN {CHANNEL}")
                    self.wake_all()
                    async for notice in conn.notifies():
                        self.tell(notice.payload)
            except psycopg.Error:
                await asyncio.sleep(1)


hub = Hub()
_listener: asyncio.Task[None] | None = None


async def _plain(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_cors()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def _cors() -> list[tuple[bytes, bytes]]:
    origin = f"http://localhost:{settings.PORT}" if settings.DEMO else ""
    return [(b"access-control-allow-origin", origin.encode())] if origin else []


async def _stream(send: Send, receive: Receive, watcher: Watcher) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, *_cors()]})
    await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
    loop = asyncio.get_running_loop()
    ends = loop.time() + TICKET_SECONDS
    gone = asyncio.ensure_future(_disconnected(receive))
    hub.watchers.add(watcher)
    try:
        while not gone.done() and loop.time() < ends:
            body = b": nhip\n\n"
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(watcher.changed.wait(), HEARTBEAT_SECONDS)
                watcher.changed.clear()
                body = b"event: viec\ndata: doi\n\n"
            await send({"type": "http.response.body", "body": body, "more_body": True})
            await asyncio.sleep(0.2)  # many changes at once are one event
        await send({"type": "http.response.body", "body": b"event: het-han\ndata: moi\n\n"})
    finally:
        hub.watchers.discard(watcher)
        gone.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """ASGI entry: `/su-kien/?ve=<token>` opens a stream, `/healthz` answers."""
    global _listener
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["type"] != "http":
        return
    if _listener is None or _listener.done():
        _listener = asyncio.ensure_future(hub.listen())
    if scope["path"] == "/healthz":
        await _plain(send, 200, "ok")
        return
    token = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("ve", [""])[0]
    try:
        watcher = Watcher(*read_token(token))
    except signing.BadSignature:
        await _plain(send, 403, "Vé theo dõi đã hết hạn; trang sẽ tự xin vé mới.")
        return
    await _stream(send, receive, watcher)
