"""Chuẩn bị dữ liệu: migrate, grant, load, gather static files; a child process of `thongsuot run`.

Runs as the owner of the tables. When nothing has changed since the last start it ends before Django is even loaded.
"""

import os
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from config.database import owner_url
from config.run import fingerprints
from config.run.places import Places
from config.run.problem import CannotRun
from config.run.progress import Progress, Report
from config.run.seed import SEEDS, Seed

MIGRATIONS = ("thongsuot/*/migrations/**/*.py", "thongsuot/common/partitions.py", "requirements.lock")
ROLES = ("thongsuot/common/roles.py", *MIGRATIONS)
STATIC = ("thongsuot/*/static/**/*", "requirements.lock")
Step = tuple[str, str, str, Callable[[Report], None]]  # name, title, fingerprint, work


def main() -> int:
    """Bring the database and the static files to the state of the code."""
    places = Places.from_environment()
    try:
        prepare(places)
    except CannotRun as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def prepare(places: Places, *, only: Collection[str] | None = None) -> None:
    """Do the steps whose fingerprint this database does not know yet; `only` the named ones, without static files."""
    url = make_conninfo(owner_url(places.var))
    with psycopg.connect(url, autocommit=True) as connection:
        known = fingerprints.known(connection)
        waiting = [
            step for step in _steps(places) if known.get(step[0]) != step[2] and (only is None or step[0] in only)
        ]
        stale_files = only is None and not _static_is_fresh(places)
        if not waiting and not stale_files:
            return
        _load_django()
        progress = Progress(len(waiting) + stale_files)
        for name, title, fingerprint, work in waiting:
            work(progress.begin(title))
            fingerprints.remember(connection, name, fingerprint)
            progress.done()
        if stale_files:
            _collect(places, progress.begin("Tệp giao diện"))
            progress.done()


def _steps(places: Places) -> list[Step]:
    demo = _demo_wanted()
    steps: list[Step] = [
        ("migrations", "Cấu trúc cơ sở dữ liệu", fingerprints.of_files(MIGRATIONS), _migrate),
        ("web role", "Quyền của tiến trình web", _web_role(places) + fingerprints.of_files(ROLES), _grant(places)),
    ]
    steps += [(seed.name, seed.title, seed.fingerprint(), seed.load) for seed in SEEDS if demo or not seed.demo]
    return steps


def load_again(seeds: Sequence[Seed]) -> None:
    """Load these sets, whether or not they have changed."""
    _load_django()
    progress = Progress(len(seeds))
    for seed in seeds:
        seed.load(progress.begin(seed.title))
        progress.done()


def _demo_wanted() -> bool:
    return os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.dev") != "config.settings.prod"


def _load_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()


def _migrate(report: Report) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    total = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    done = 0

    class Lines:
        """Counts the lines that `migrate` writes, one for each migration."""

        def write(self, text: str) -> None:
            nonlocal done
            if text.strip().endswith("OK"):
                done += 1
                report(done, total)

        def flush(self) -> None:
            """Nothing is kept back."""

    call_command("migrate", interactive=False, verbosity=1, no_color=True, stdout=Lines())


def _web_role(places: Places) -> str:
    from config.database import parse_url
    from config.run.places import read_private

    address = read_private(places.address_file("web"))
    return str(parse_url(address)["USER"]) if address else ""


def _grant(places: Places) -> Callable[[Report], None]:
    def grant(report: Report) -> None:
        from django.db import connection

        from thongsuot.common.roles import grant_web_role

        role = _web_role(places)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            owner = cursor.fetchone()[0]
        if role and role != owner:
            grant_web_role(role)

    return grant


def _static_mark(places: Places) -> Path:
    return places.var / "static" / ".fingerprint"


def _static_is_fresh(places: Places) -> bool:
    mark = _static_mark(places)
    return mark.exists() and mark.read_text() == fingerprints.of_files(STATIC)


def _collect(places: Places, report: Report) -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark = _static_mark(places)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(fingerprints.of_files(STATIC))


if __name__ == "__main__":
    sys.exit(main())
