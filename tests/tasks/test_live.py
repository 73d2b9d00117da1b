"""The live list: a change in the database reaches the streams it concerns, and nobody else's."""

import asyncio
from typing import Any

import pytest
from django.core import signing
from django.db import connection

from thongsuot.tasks import live
from thongsuot.tasks.tickets import SALT, make_token, make_topic_token, read_token


class Stream:
    """One browser's open stream, without the browser."""

    def __init__(self, token: str, path: str = "/su-kien/") -> None:
        self.scope = {"type": "http", "path": path, "query_string": f"ve={token}".encode()}
        self.sent: list[dict[str, Any]] = []
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def text(self) -> str:
        return b"".join(m.get("body", b"") for m in self.sent).decode()

    async def until(self, text: str) -> None:
        for _turn in range(100):
            if text in self.text:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"không thấy {text!r} trong {self.text!r}")


def notify(payload: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [live.CHANNEL, payload])
    connection.close()  # this thread's own


@pytest.mark.django_db(transaction=True)
def test_a_notice_reaches_the_watchers_of_the_unit_and_the_person() -> None:
    async def story() -> None:
        unit, person, stranger = (Stream(make_token(*t)) for t in [(1, [10]), (2, [11]), (3, [12])])
        streams = [unit, person, stranger]
        jobs = [asyncio.ensure_future(live.application(s.scope, s.receive, s.send)) for s in streams]
        for stream in streams:
            await stream.until("event: viec")  # at first everybody looks once: nobody knows what was missed
        before = stranger.text.count("event: viec")
        counts = {s: s.text.count("event: viec") for s in (unit, person)}
        await asyncio.sleep(0.4)
        await asyncio.to_thread(notify, "10:2")
        for stream in (unit, person):
            for _turn in range(60):
                if stream.text.count("event: viec") > counts[stream]:
                    break
                await asyncio.sleep(0.05)
            assert stream.text.count("event: viec") > counts[stream]
        assert stranger.text.count("event: viec") == before
        for stream in streams:
            stream.gone.set()
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        assert live._listener is not None
        live._listener.cancel()
        await asyncio.gather(live._listener, return_exceptions=True)
        live._listener = None
        live.hub.watchers.clear()

    asyncio.run(story())
    connection.close()


def test_a_forged_or_old_ticket_opens_nothing() -> None:
    async def story() -> Stream:
        stream = Stream("forged")
        live._listener = asyncio.ensure_future(asyncio.sleep(60))
        await live.application(stream.scope, stream.receive, stream.send)
        live._listener.cancel()
        live._listener = None
        return stream

    stream = asyncio.run(story())
    assert stream.sent[0]["status"] == 403
    with pytest.raises(signing.BadSignature):
        read_token(signing.dumps({"p": 1, "u": []}, salt=SALT + "x"))
    assert read_token(make_token(5, [7])) == (5, frozenset({7}), "")
    assert read_token(make_topic_token("sanh-7")) == (0, frozenset(), "sanh-7")


@pytest.mark.parametrize("payload", ["", ":", "khong-phai-so:2", "10"])
def test_a_notice_nobody_understands_is_no_end_of_listening(payload: str) -> None:
    hub = live.Hub()
    of_unit, of_nobody = live.Watcher(1, frozenset({10})), live.Watcher(3, frozenset())
    hub.watchers |= {of_unit, of_nobody}
    hub.tell(payload)
    assert of_unit.changed.is_set() == (payload == "10")
    assert not of_nobody.changed.is_set()


def test_news_of_a_topic_wake_its_watchers_and_no_person_whose_number_it_bears() -> None:
    hub = live.Hub()
    board, official, empty = (
        live.Watcher(0, frozenset(), "sanh-10"),
        live.Watcher(10, frozenset({10})),
        live.Watcher(0, frozenset()),
    )
    hub.watchers |= {board, official, empty}
    hub.tell("sanh-10")
    assert [one.changed.is_set() for one in (board, official, empty)] == [True, False, False]
    hub.tell("10:")
    assert not empty.changed.is_set()
