"""Tiến trình việc nền: procrastinate's worker, which must not outlive `thongsuot run`.

Told to end, the worker wants to say goodbye to the database; when that is gone too it would wait for ever.
"""

import os
import sys
import threading
import time

import psycopg

from config.database import web_url
from config.run.process import step_back

GRACE_SECONDS = 8.0
# Who stands at a counter comes before what runs by itself: on a full machine jobs take what the pages leave.
STEPS_BACK = 15


def main() -> None:
    """Run the worker until a signal comes; leave for certain once the parent is gone.

    It steps back once it can work: on a full machine its start alone would otherwise take minutes, and nobody is ready
    before it is.
    """
    threading.Thread(target=_leave_after, args=(os.getppid(),), daemon=True).start()
    import django
    from django.core.management import execute_from_command_line

    django.setup()
    _wait_for_the_database()
    step_back(STEPS_BACK)
    execute_from_command_line([sys.argv[0], "procrastinate", "worker", "--concurrency", "4"])


def _wait_for_the_database() -> None:
    """After a crash the database may need a while; meanwhile there is nothing to do."""
    from django.conf import settings

    url = web_url(settings.VAR)
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.5)
        else:
            return


def _leave_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
