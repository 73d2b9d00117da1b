"""Chỗ thử: runs a command against a throwaway cluster of its own (`.var/test`), unless DATABASE_URL names a database.

python -m config.run.testbed python -m pytest …
"""

import os
import subprocess
import sys
from dataclasses import replace

from config.run.database import for_a_command
from config.run.places import Places, read_private
from config.run.problem import CannotRun


def main() -> int:
    """Run the rest of the command line; its exit code is ours."""
    try:
        places = Places.from_environment()
        places = replace(places, var=places.var / "test")
        with for_a_command(places, create=True, throwaway=True, say=_say) as cluster:
            environment = dict(os.environ)
            if cluster is not None:  # tests make databases and roles, so they come as the cluster's administrator
                environment["DATABASE_URL"] = read_private(places.address_file("admin")) or ""
            try:
                return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
            except KeyboardInterrupt:
                return 130
    except CannotRun as problem:
        _say(str(problem))
        return 2


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
