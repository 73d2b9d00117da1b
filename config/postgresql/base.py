"""Django's PostgreSQL backend with two habits of ours.

A connection that worked a moment ago is not asked whether it still works.

The health check of the pool costs a round trip on every request. A connection used within the last second goes out
unasked; after a restart of PostgreSQL the first requests may meet a dead one, answer 503 with Retry-After, and the pool
throws it away. One that lay idle is asked, so that nobody meets yesterday's dead connections in the morning.

A prepared statement is planned once and for all (`common.prepared`): PostgreSQL would plan the task list anew each time,
because it takes the guess "ten pools" for dearer than the planning, which costs ten times what the reading does.
"""

import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg_pool import ConnectionPool

TRUSTED_SECONDS = 1.0
_asked: dict[int, float] = {}


def check_when_idle(connection: Connection[Any]) -> None:
    """Ask the connection unless it was asked within the last second; raises when it is dead."""
    now = time.monotonic()
    key = connection.pgconn.backend_pid
    if now - _asked.get(key, 0.0) < TRUSTED_SECONDS:
        return
    ConnectionPool.check_connection(connection)
    if len(_asked) > 1_000:
        _asked.clear()
    _asked[key] = now


class DatabaseWrapper(base.DatabaseWrapper):
    """The wrapper whose pool asks idle connections only and whose connections keep the plans of prepared statements."""

    def _configure_connection(self, connection: Connection[Any]) -> bool:
        """Once for every new connection; answers whether a commit is due, as Django's own does."""
        connection.execute("SET plan_cache_mode = force_generic_plan")
        return super()._configure_connection(connection) or not connection.autocommit

    @property
    def pool(self) -> Any:
        """Django's pool with our check in place of its own."""
        pool = super().pool
        if pool is not None and pool._check is not None:
            pool._check = check_when_idle
        return pool
