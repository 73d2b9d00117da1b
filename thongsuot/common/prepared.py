"""Câu lệnh chuẩn bị sẵn: the few hot statements whose planning costs more than their execution.

Django sends every statement as one text, which PostgreSQL parses and plans again each time. A cursor from here binds
its parameters on the server and keeps the plan in the connection, so a list over many branches is planned once.
Statements are seen by Django's query log like all others. Only for texts that do not change from call to call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg.abc import Params, Query

AFTER = 2  # the third time the same statement comes along a connection it is prepared


class _Cursor(psycopg.Cursor[Any]):
    """Binds on the server; everything executed is a candidate for preparation."""

    def execute(self, query: Query, params: Params | None = None, **more: Any) -> "_Cursor":
        """Execute with the connection's preparation switched on for this statement alone."""
        before, self.connection.prepare_threshold = self.connection.prepare_threshold, AFTER
        try:
            return super().execute(query, params, **more)
        finally:
            self.connection.prepare_threshold = before


@contextmanager
def cursor() -> Iterator[Any]:
    """Like `connection.cursor()`, for hot statements."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        bare = _Cursor(connection.connection)
    with connection._prepare_cursor(bare) as wrapped:  # Django's own wrapper: errors, query log
        yield wrapped
