"""`make run`: one machine, demo data, everything on localhost."""

from config.settings.base import *  # noqa: F403  (a settings layer is its base plus differences)

DEMO = True
