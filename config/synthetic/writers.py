"""Các tiến trình viết hàng: rows are written by processes of their own while the database takes the ones before.

Nothing here knows Django's models: a writer is started afresh and shares no connection with anybody.
"""

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
_writer: Writer | None = None


def written(world: World, todo: Iterable[Chunk], dossiers: int) -> Iterator[tuple[Chunk, Rows]]:
    """Chunks with their rows, in order."""
    if dossiers < ALONE_BELOW:
        writer = Writer(world)
        yield from ((chunk, writer.write(chunk.number, chunk.cells, chunk.first_task)) for chunk in todo)
        return
    with _pool(world) as pool:
        waiting: deque[tuple[Chunk, Future[Rows]]] = deque()
        for chunk in todo:
            waiting.append((chunk, pool.submit(_write, chunk)))
            if len(waiting) > AHEAD:
                done, rows = waiting.popleft()
                yield done, rows.result(PATIENCE)
        for done, rows in waiting:
            yield done, rows.result(PATIENCE)


@contextmanager
def _pool(world: World) -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(WRITERS, get_context("spawn"), initializer=_begin, initargs=(world,)) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin(world: World) -> None:
    global _writer
    _writer = Writer(world)


def _write(chunk: Chunk) -> Rows:
    assert _writer is not None, "set when the process began"
    return _writer.write(chunk.number, chunk.cells, chunk.first_task)
