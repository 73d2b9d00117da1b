"""python -m simulators.national_portal --port 17022 --data thư-mục/national_portal.sqlite."""

import argparse
import signal
import sys
from types import FrameType

from simulators.national_portal.server import Server


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Cổng Dịch vụ công quốc gia mô phỏng")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", default=":memory:")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    server = Server(given.host, given.port, given.data)
    try:
        server.serve_forever()
    finally:
        server.storage.close()


if __name__ == "__main__":
    main()
