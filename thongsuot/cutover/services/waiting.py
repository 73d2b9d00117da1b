"""Chờ những giao dịch đang dở: what began before a moment must be finished before one can say that nothing is left."""

import time

from django.db import connection

from thongsuot.common.errors import Unavailable

# Writers of this database other than ourselves, by the lock that each transaction holds on its own number.
OPEN_NOW = """
SELECT l.transactionid::text FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'transactionid' AND l.granted AND l.mode = 'ExclusiveLock'
   AND a.datname = current_database() AND l.pid <> pg_backend_pid()
"""


def open_transactions() -> frozenset[str]:
    """Giao dịch ghi đang mở của người khác."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_NOW)
        return frozenset(row[0] for row in cursor.fetchall())


def wait_for(begun: frozenset[str], *, seconds: float = 120.0) -> None:
    """Chờ các giao dịch này kết thúc; raises Unavailable when one is still open after that long (run again later)."""
    end = time.monotonic() + seconds
    pause = 0.01
    while begun & open_transactions():
        if time.monotonic() > end:
            raise Unavailable()
        time.sleep(pause)
        pause = min(0.5, pause * 1.5)
