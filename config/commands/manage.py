"""Lệnh của Django, with the same database as the platform's own commands."""

import argparse

from config.commands.session import say
from config.run.database import for_a_command
from config.run.places import Places


def manage(chosen: argparse.Namespace) -> int:
    """Hand the words over to Django."""
    from django.core.management import execute_from_command_line

    with for_a_command(Places.from_environment(), say=say):
        execute_from_command_line(["thongsuot manage", *chosen.words])
    return 0
