"""Người đưa tin: threads that each hold one line to a system and carry messages along it; they never touch the database."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from thongsuot.exchange import breaker, enclosing
from thongsuot.exchange.answers import Next, Verdict, understand
from thongsuot.exchange.enclosing import Enclosed
from thongsuot.exchange.line import Line
from thongsuot.exchange.services.leasing import Leased

PATHS = {"dossier": "/dong-bo/ho-so", "progress": "/dong-bo/tien-do"}
ASKS_TO_WAIT = frozenset({"busy", "not_allowed"})
GATHERING = 0.1  # seconds
log = logging.getLogger(__name__)
KEY_FIELD, CODE_FIELD = "MaThongDiep", "MaHoSo"


@dataclass(frozen=True, slots=True)
class Parcel:
    """Một tin đã lập xong, sẵn sàng gửi; not to be begun after `until` (time.monotonic).

    `enclosed` are all files it names, `unsent` those of them that the other side has not confirmed.
    """

    leased: Leased
    data: dict[str, Any]
    status: str
    updating: bool
    until: float
    enclosed: tuple[Enclosed, ...] = ()
    unsent: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """Kết quả đưa một tin; `verdict` None: it was not sent, because nobody answered the others or its time was over.

    `laid` are files that the other side has now, also when the message itself did not get through.
    """

    parcel: Parcel
    verdict: Verdict | None
    laid: tuple[Enclosed, ...] = ()


Run = Sequence[Parcel]  # messages of one dossier, each to be sent only when the one before was confirmed


class Carriers:
    """`many` threads with a line each; `hand` gives them runs, `back` waits for what they bring; `out` counts runs.

    After `patience` failures in a row, of whichever dossiers, or when told to wait, they stop by themselves: what is not
    sent by then comes back unsent, and `tripped` says why.
    """

    def __init__(self, address: str, many: int, *, patience: int = breaker.TRIPS_AFTER) -> None:
        self._todo: SimpleQueue[Run | None] = SimpleQueue()
        self._done: SimpleQueue[list[Carried]] = SimpleQueue()
        self._lock = threading.Lock()
        self._patience, self._in_a_row = patience, 0
        self.stopped = False
        self.tripped: Verdict | None = None
        self.out = 0
        self._threads = [threading.Thread(target=self._work, args=(Line(address),), daemon=True) for _ in range(many)]
        for thread in self._threads:
            thread.start()

    def hand(self, runs: Sequence[Run]) -> None:
        """Giao tin."""
        self.out += len(runs)
        for run in runs:
            self._todo.put(run)

    def back(self, most: int) -> list[list[Carried]]:
        """Nhận lại: waits until so many have come, or a moment has passed; at least one. Few writings of many rows."""
        found, end = [self._done.get()], time.monotonic() + GATHERING
        while len(found) < most and (left := end - time.monotonic()) > 0:
            try:
                found.append(self._done.get(timeout=left))
            except Empty:
                break
        self.out -= len(found)
        return found

    def end(self) -> None:
        """Let the threads go; what was not sent yet is not sent."""
        self.stopped = True
        for _ in self._threads:
            self._todo.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self, line: Line) -> None:
        while (run := self._todo.get()) is not None:
            self._done.put(self._carry(line, run))
        line.close()

    def _carry(self, line: Line, run: Run) -> list[Carried]:
        """One after another; behind one that was not confirmed nothing is sent."""
        found: list[Carried] = []
        for parcel in run:
            held = bool(found) and (found[-1].verdict is None or found[-1].verdict.next is not Next.CONFIRMED)
            late = time.monotonic() > parcel.until
            one = Carried(parcel, None) if held or late or self.stopped else _carried(line, parcel)
            if one.verdict is not None:
                self._heed(one.verdict)
            found.append(one)
        return found

    def _heed(self, verdict: Verdict) -> None:
        """An answer of any sense shows that the system lives; failures in a row show that it does not."""
        with self._lock:
            if verdict.next is not Next.LATER:
                self._in_a_row = 0
                return
            self._in_a_row += 1
            if not self.stopped and (self._in_a_row >= self._patience or verdict.cause in ASKS_TO_WAIT):
                self.stopped, self.tripped = True, verdict


def _carried(line: Line, parcel: Parcel) -> Carried:
    """Whatever happens to one message, the thread lives and the message comes back."""
    laid: list[Enclosed] = []
    try:
        verdict = _laid(line, parcel, parcel.unsent, laid)
        if verdict is not None and verdict.next is Next.CONFIRMED:
            verdict = carry(line, parcel)
        if verdict is not None and verdict.next is Next.FILES_AGAIN:  # its books or its store were lost
            verdict = _laid(line, parcel, parcel.enclosed, laid)
            if verdict is not None and verdict.next is Next.CONFIRMED:
                verdict = carry(line, parcel)
    except Exception as problem:
        log.exception("gửi %s hỏng", parcel.leased.key)
        line.close()
        verdict = Verdict(Next.LATER, "unclear_answer", type(problem).__name__)
    if verdict is not None and verdict.next is Next.FILES_AGAIN:
        verdict = Verdict(Next.STUCK, verdict.cause, verdict.words)
    return Carried(parcel, verdict, tuple(laid))


def _laid(line: Line, parcel: Parcel, files: Sequence[Enclosed], laid: list[Enclosed]) -> Verdict | None:
    """Lay files one after the other; None when time ran out: those that are there stay there, the rest comes next time."""
    for file in files:
        if time.monotonic() > parcel.until:
            return None
        verdict = enclosing.lay(line, file, str(parcel.data.get(CODE_FIELD, "")))
        if verdict.next is not Next.CONFIRMED:
            return verdict
        laid.append(file)
    return Verdict(Next.CONFIRMED)


def carry(line: Line, parcel: Parcel) -> Verdict:
    """Đưa một tin: as new or as an update; when the other side says it is the other, once more the other way."""
    leased = parcel.leased
    verdict = _told(line, parcel, updating=parcel.updating)
    if verdict.next in (Next.AS_UPDATE, Next.AS_NEW):
        verdict = _told(line, parcel, updating=verdict.next is Next.AS_UPDATE)
        if verdict.next in (Next.AS_UPDATE, Next.AS_NEW):  # neither new nor known: it contradicts itself
            return Verdict(Next.STUCK, "refused", f"{leased.key}: vừa báo chưa có vừa báo đã có")
    return verdict


def _told(line: Line, parcel: Parcel, *, updating: bool) -> Verdict:
    kind, key = parcel.leased.kind, parcel.leased.key
    body: dict[str, Any] = {KEY_FIELD: key, "data": parcel.data}
    if kind == "dossier":
        body["isUpdating"] = updating
    return understand(line.post(PATHS[kind], body, key), updating=updating, kind=kind)
