"""python -m simulators.card_reader --port 17022 --origin http://localhost:8000 --anchor thư-mục/card-anchor.pem."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from simulators.card_reader.server import Server


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Đầu đọc thẻ căn cước mô phỏng")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--origin", action="append", default=[], help="trang được hỏi đầu đọc; lặp lại được")
    parser.add_argument("--anchor", type=Path, help="nơi ghi chứng thư gốc của các thẻ giả")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    Server(given.host, given.port, given.origin, given.anchor).serve_forever()


if __name__ == "__main__":
    main()
