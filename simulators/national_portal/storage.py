"""Kho của bộ mô phỏng: one SQLite file; one connection behind a lock, so that what is answered is what is stored."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any


class Storage:
    """Tables of all modules. `with storage.change() as base` is one transaction; `rows`, `row` read."""

    def __init__(self, file: str, schemas: Iterable[str]) -> None:
        self._lock = threading.RLock()
        self._base = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._base.row_factory = sqlite3.Row
        with self._lock:
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=OFF")  # a simulator may lose its last seconds when the machine dies
            for schema in schemas:
                self._base.executescript(schema)

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction; nobody else reads or writes meanwhile."""
        with self._lock:
            self._base.execute("BEGIN")
            try:
                yield self._base
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """All rows of a query."""
        with self._lock:
            return [dict(row) for row in self._base.execute(query, values).fetchall()]

    def row(self, query: str, values: Sequence[Any] = ()) -> dict[str, Any] | None:
        """The first row, None when there is none."""
        return next(iter(self.rows(query, values)), None)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._base.close()


def packed(value: Any) -> str:
    """JSON as stored."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
