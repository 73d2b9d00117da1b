"""`make run`: one machine, demo data, everything on localhost."""

from config.settings.base import *  # noqa: F403  (a settings layer is its base plus differences)
from config.settings.base import PROCRASTINATE_IMPORT_PATHS

DEMO = True
PROCRASTINATE_IMPORT_PATHS = [*PROCRASTINATE_IMPORT_PATHS, "config.run.demo_signing"]
