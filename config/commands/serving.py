"""Chạy và nạp: run, migrate, seed."""

import argparse

from config.commands.session import say
from config.run.database import for_a_command
from config.run.places import Places
from config.run.problem import CannotRun


def run(chosen: argparse.Namespace) -> int:
    """Start everything and stay until it ends."""
    from config.run import start

    return start.run(host=chosen.host, port=chosen.port, with_parent=chosen.with_parent)


def migrate(chosen: argparse.Namespace) -> int:
    """Structure and rights only, no data."""
    from config.run import prepare

    places = Places.from_environment()
    with for_a_command(places, create=True, say=say):
        prepare.prepare(places, only=("migrations", "web role"))
    return 0


def seed(chosen: argparse.Namespace) -> int:
    """Everything that is due, or the named sets again."""
    from config.run import prepare
    from config.run.seed import SEEDS

    known = {seed.name: seed for seed in SEEDS}
    if unknown := [name for name in chosen.names if name not in known]:
        raise CannotRun(f"Không có bộ dữ liệu {', '.join(unknown)}. Các bộ: {', '.join(known)}.")
    places = Places.from_environment()
    with for_a_command(places, create=True, say=say):
        prepare.prepare(places)
        prepare.load_again([known[name] for name in chosen.names])
    return 0
