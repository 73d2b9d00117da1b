"""Cơ sở dữ liệu cho một lệnh: uses the given one, the running one, or starts the private cluster for that time."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from config.run.cluster import Cluster
from config.run.locks import held
from config.run.places import Places
from config.run.problem import CannotRun
from config.run.programs import Say
from config.run.waiting import wait_for


@contextmanager
def for_a_command(
    places: Places, *, create: bool = False, throwaway: bool = False, say: Say = print
) -> Iterator[Cluster | None]:
    """Make sure that a database answers while a command works; what was started here is stopped at the end.

    Yields the private cluster, or None when `DATABASE_URL` names another one. Commands share a lock, so that whoever
    started the server waits for the others before stopping it.
    """
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    places.make()
    cluster = Cluster(places, throwaway=throwaway, say=say)
    if not cluster.exists() and not create:
        raise CannotRun("Chưa có cơ sở dữ liệu. Hãy chạy “make run” một lần, hoặc đặt DATABASE_URL.")
    users = places.run / "commands.lock"
    with held(places.run / "postgres.lock") as ours:
        if not ours:
            _wait_for_the_other(cluster)
            with held(users, shared=True):
                yield cluster
            return
        programs = cluster.find_programs()
        if not cluster.exists():
            cluster.create(programs)
        server = cluster.start(programs)
        try:
            cluster.wait_until_ready(server)
            cluster.ensure_roles()
            with held(users, shared=True):
                yield cluster
            with held(users, wait=3600):
                pass  # the last command out
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


def _wait_for_the_other(cluster: Cluster) -> None:
    """Somebody else is running or starting the server; it must answer soon."""
    if not wait_for(cluster.answers):
        raise CannotRun("PostgreSQL của hệ thống đang được một tiến trình khác khởi động nhưng không trả lời.")
