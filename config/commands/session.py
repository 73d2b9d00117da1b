"""Một phiên làm việc với cơ sở dữ liệu: PostgreSQL runs and Django is loaded for the time of a command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config.run.database import for_a_command
from config.run.places import Places


def say(text: str) -> None:
    """A message for people; results go to standard output instead."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def django_session(*, create: bool = False) -> Iterator[Places]:
    """Make the database answer and load Django."""
    places = Places.from_environment()
    with for_a_command(places, create=create, say=say):
        import django

        django.setup()
        yield places
