"""python -m simulators.axis --port 24024 --data thư-mục/axis.sqlite; systems come in
SIMULATED_SYSTEMS, offices that answer (demo only) in SIMULATED_OFFICES; both JSON."""

import argparse
import json
import os
import signal
import sys
from types import FrameType

from simulators.axis.offices import Offices
from simulators.axis.server import Server


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Trục liên thông văn bản mô phỏng")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", default=":memory:")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    server = Server(given.host, given.port, given.data)
    for system in json.loads(os.environ.get("SIMULATED_SYSTEMS", "[]")):
        server.post.connect(system)
    if told := os.environ.get("SIMULATED_OFFICES"):
        server.offices = Offices(server.post, json.loads(told))
        server.offices.in_thread()
    try:
        server.serve_forever()
    finally:
        server.post.close()


if __name__ == "__main__":
    main()
