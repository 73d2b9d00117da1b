"""Người gửi yêu cầu: a small HTTP client that costs little, because it runs on the same cores as what it measures."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle

Request = Callable[[], bytes]  # an empty request: there is nothing more to ask for


class UnexpectedAnswer(RuntimeError):
    """Câu trả lời lạ: the figures would mean nothing."""


@dataclass
class Sent:
    """What a burst of requests took."""

    count: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.count / self.seconds


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """The bytes of a request on a connection that stays open."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Connection:
    """One open connection; answers are read whole and thrown away."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        """Connect to a server of this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, sent: bytes, status: int) -> bytes:
        """Send and read the body; anything but the expected status stops the measurement."""
        self._writer.write(sent)
        head = await self._reader.readuntil(b"\r\n\r\n")
        body = await self._body(head.lower())
        if int(head[9:12]) != status:
            raise UnexpectedAnswer(f"{head[:60]!r} {body[:600].decode(errors='replace')}")
        return body

    async def _body(self, head: bytes) -> bytes:
        place = head.find(b"content-length:")
        if place >= 0:
            return await self._reader.readexactly(int(head[place + 15 : head.index(b"\r\n", place)]))
        body = b""
        while size := int(await self._reader.readline(), 16):
            body += await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()
        return body

    @property
    def ended(self) -> bool:
        """Whether the other side has hung up."""
        return self._reader.at_eof()

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


def burst(port: int, make: Request, *, status: int, connections: int, seconds: float) -> Sent:
    """As many requests as go through so many connections in so many seconds."""
    return asyncio.run(_burst(port, make, status, connections, seconds))


async def _burst(port: int, make: Request, status: int, connections: int, seconds: float) -> Sent:
    sent, began = Sent(), time.perf_counter()
    end = began + seconds

    async def one() -> None:
        connection = await Connection.open(port)
        while (at := time.perf_counter()) < end and (next_one := make()):
            await connection.ask(next_one, status)
            sent.times.append(time.perf_counter() - at)
            sent.count += 1
        connection.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    sent.seconds = time.perf_counter() - began
    return sent


def in_turns(sides: list[tuple[int, Request]], *, status: int, times: int) -> list[list[float]]:
    """One request at a time, now to one side, now to the other; the seconds of each, by side."""
    return asyncio.run(_in_turns(sides, status, times))


async def _in_turns(sides: list[tuple[int, Request]], status: int, times: int) -> list[list[float]]:
    connections = [await Connection.open(port) for port, _make in sides]
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(times):
        for connection, (_port, make), found in zip(connections, sides, taken, strict=True):
            at = time.perf_counter()
            await connection.ask(make(), status)
            found.append(time.perf_counter() - at)
    for connection in connections:
        connection.close()
    return taken


class Lines:
    """Những đường đã nối sẵn tới một máy chủ, asked in turns: as a proxy or a browser keeps them, one question at a time."""

    def __init__(self, port: int, count: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._lines = [self._loop.run_until_complete(Connection.open(port)) for _ in range(count)]
        self._turn = cycle(self._lines)

    def ask(self, sent: bytes, status: int = 200) -> float:
        """Seconds from the question to the end of its answer."""
        return self._loop.run_until_complete(self._timed(next(self._turn), sent, status))

    async def _timed(self, line: Connection, sent: bytes, status: int) -> float:
        began = time.perf_counter()
        await line.ask(sent, status)
        return time.perf_counter() - began

    def close(self) -> None:
        """Hang up."""
        for line in self._lines:
            line.close()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


@dataclass(frozen=True)
class Stream:
    """Requests that come whether or not the earlier ones were answered: so many a second, at random moments."""

    name: str
    make: Request
    rate: float
    status: int = 200


def crowd(port: int, streams: list[Stream], *, seconds: float, connections: int) -> dict[str, list[float]]:
    """What a crowd does: seconds from the moment somebody came to the end of the answer, by stream."""
    return asyncio.run(_crowd(port, streams, seconds, connections))


async def _crowd(port: int, streams: list[Stream], seconds: float, connections: int) -> dict[str, list[float]]:
    free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
    for _ in range(connections):
        free.put_nowait(await Connection.open(port))
    taken: dict[str, list[float]] = {stream.name: [] for stream in streams}
    began = time.perf_counter()

    async def ask(stream: Stream, came: float) -> None:
        connection = await free.get()
        if connection.ended:  # the server closes those that lie idle for long
            connection = await Connection.open(port)
        await connection.ask(stream.make(), stream.status)
        free.put_nowait(connection)
        taken[stream.name].append(time.perf_counter() - came)

    async def come(stream: Stream) -> None:
        chance, came = random.Random(stream.name), began  # noqa: S311  (nothing secret)
        async with asyncio.TaskGroup() as group:
            while (came := came + chance.expovariate(stream.rate)) < began + seconds:
                await asyncio.sleep(max(0.0, came - time.perf_counter()))
                group.create_task(ask(stream, came))

    await asyncio.gather(*(come(stream) for stream in streams))
    while not free.empty():
        free.get_nowait().close()
    return taken


def fetch(port: int, sent: bytes, status: int = 200) -> str:
    """One answer as text."""

    async def ask() -> bytes:
        connection = await Connection.open(port)
        try:
            return await connection.ask(sent, status)
        finally:
            connection.close()

    return asyncio.run(ask()).decode()
