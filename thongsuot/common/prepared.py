"""Câu lệnh chuẩn bị sẵn: the few hot statements whose planning costs more than their execution.

Django sends every statement as one text, which PostgreSQL parses and plans again each time. A cursor from here binds
its parameters on the server; a statement that comes along a connection for the second time is kept there with its plan.
Django's query log sees these statements like all others. Only for texts that do not change from call to call: what is
put into the text (a number of rows) must take few values.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg._queries import PostgresQuery, _query2pg_nocache
from psycopg.abc import Params

from thongsuot.common.errors import database_refusals

AFTER = 1
_MOMENT = psycopg.adapters.types["timestamptz"].oid
_MOMENT_LOADER = cast("type[psycopg.abc.Loader]", psycopg.adapters.get_loader(_MOMENT, psycopg.pq.Format.TEXT))

# psycopg reads the placeholders of a text beyond 4,096 bytes anew each time, because such texts seldom come again; here
# they do, and reading the longest took longer than running it.
_read = lru_cache(maxsize=512)(_query2pg_nocache)


class _Query(PostgresQuery):
    """Remembers where the placeholders of a text are, however long it is."""

    def convert(self, query: Any, vars: Params | None) -> None:
        """As psycopg does, out of our own memory."""
        if vars is None:
            super().convert(query, vars)
            return
        found = _read(self._ensure_bytes(query), self._tx.encoding)
        self.query, self._want_formats, self._order, self._parts = found
        self.dump(vars)


def _adapters_of(connection: psycopg.Connection[Any]) -> psycopg.adapt.AdaptersMap:
    """What the connection reads and writes, with moments read in C; made once for each connection.

    Django reads moments in Python, to give them the zone of the connection. Ours is UTC, which the reader written in C
    gives them by itself, in a fifth of the time: a line of a list has four of them.
    """
    known: psycopg.adapt.AdaptersMap | None = getattr(connection, "_hot_adapters", None)
    if known is None:
        known = psycopg.adapt.AdaptersMap(connection.adapters)
        known.register_loader(_MOMENT, _MOMENT_LOADER)
        connection._hot_adapters = known  # type: ignore[attr-defined]
    return known


class _Cursor(psycopg.Cursor[Any]):
    """Binds on the server. Preparation is on for this cursor's statements alone: Django's own would fill its list."""

    _query_cls = _Query

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self._adapters = _adapters_of(connection)

    def execute(self, query: Any, params: Params | None = None, **more: Any) -> "_Cursor":
        """Execute, counting how often the text came along this connection."""
        before, self.connection.prepare_threshold = self.connection.prepare_threshold, AFTER
        try:
            return super().execute(query, params, **more)
        finally:
            self.connection.prepare_threshold = before

    def _send_query_prepared(self, name: bytes, pgq: PostgresQuery, *, binary: bool | None = None) -> None:
        """Remember the text of a statement that is sent by its name only: Django's query log asks for it."""
        self._query = pgq
        super()._send_query_prepared(name, pgq, binary=binary)


@contextmanager
def cursor() -> Iterator[Any]:
    """Like `connection.cursor()`, for hot statements."""
    own: Any = connections[DEFAULT_DB_ALIAS]  # `connection` would look it up anew at each of these words
    own.ensure_connection()
    with own.wrap_database_errors:
        bare = _Cursor(own.connection)
    with own._prepare_cursor(bare) as wrapped:  # Django's own wrapper: errors, query log
        yield wrapped


@contextmanager
def together() -> Iterator[None]:
    """Cùng một chuyến: a statement whose answer nobody reads leaves with the next one, or with the end of the block.

    A round trip saved is two switches between processes. Whatever goes wrong is raised when an answer is read, at the
    latest at the end of the block, as the refusal it means. Only around calls that do nothing but
    execute here: Django counts rows before they are known, and what is looked up for the first time (units, calendars)
    comes by a server-side cursor, which cannot travel like this.
    """
    own: Any = connections[DEFAULT_DB_ALIAS]
    own.ensure_connection()
    with database_refusals(), own.wrap_database_errors, own.connection.pipeline():
        yield
