"""Các tiến trình viết hàng: rows are written by processes of their own while the database takes the ones before.

Nothing here knows Django's models: a writer is started afresh and shares no connection with anybody.
"""

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from config.synthetic.dossiers import Writer
from config.synthetic.world import Chunk, World

ALONE_BELOW = 12_000  # so few dossiers are written sooner than another process has started
WRITERS, AHEAD = 2, 4
PATIENCE = 300  # seconds; a chunk takes a fraction of one, so a writer that is silent has died
Rows = dict[str, bytes]
_writers: dict[bytes, Writer] = {}


class Writers:
    """Writes rows chunk by chunk, in processes of their own or, for few dossiers, right here."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool

    def written(self, world: World, todo: Iterable[Chunk]) -> Iterator[tuple[Chunk, Rows]]:
        """Chunks with their rows, in order."""
        if self._pool is None:
            writer = Writer(world)
            yield from ((chunk, writer.write(chunk.number, chunk.cells, chunk.first_task)) for chunk in todo)
            return
        packed = pickle.dumps(world)  # goes along with every chunk, which is larger by far
        waiting: deque[tuple[Chunk, Future[Rows]]] = deque()
        for chunk in todo:
            waiting.append((chunk, self._pool.submit(_write, packed, chunk)))
            if len(waiting) > AHEAD:
                done, rows = waiting.popleft()
                yield done, rows.result(PATIENCE)
        for done, rows in waiting:
            yield done, rows.result(PATIENCE)


@contextmanager
def writers(dossiers: int) -> Iterator[Writers]:
    """Writers for so many dossiers; their processes start now, while the caller still plans what is to be written."""
    if dossiers < ALONE_BELOW:
        yield Writers(None)
        return
    with ProcessPoolExecutor(WRITERS, get_context("spawn")) as pool:
        try:
            for _ in range(WRITERS):
                pool.submit(_wake)
            yield Writers(pool)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _wake() -> None:
    """Nothing: whoever can do it has started."""


def _write(packed: bytes, chunk: Chunk) -> Rows:
    if packed not in _writers:
        _writers.clear()
        _writers[packed] = Writer(pickle.loads(packed))  # noqa: S301  (our own, from the process that started this one)
    return _writers[packed].write(chunk.number, chunk.cells, chunk.first_task)
