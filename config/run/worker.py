"""Tiến trình việc nền: procrastinate's worker, which must not outlive `thongsuot run`.

Told to end, the worker wants to say goodbye to the database; when that is gone too it would wait for ever.
"""

import os
import sys
import threading
import time

GRACE_SECONDS = 8.0


def main() -> None:
    """Run the worker until a signal comes; leave for certain once the parent is gone."""
    threading.Thread(target=_leave_after, args=(os.getppid(),), daemon=True).start()
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0], "procrastinate", "worker", "--concurrency", "4"])


def _leave_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
