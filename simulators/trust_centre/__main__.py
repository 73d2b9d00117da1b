"""`python -m simulators.trust_centre --port N --data FOLDER`: serve; with `--issue`, issue from standard input and end."""

import argparse
import base64
import json
import signal
import sys
from pathlib import Path
from types import FrameType

from cryptography.hazmat.primitives import serialization

from simulators.trust_centre.authority import Authority, Wanted
from simulators.trust_centre.server import Server


def main() -> None:
    """Serve until told to stop, or issue a list of certificates: JSON in, base64 of each (DER) out."""
    parser = argparse.ArgumentParser(description="Trung tâm chứng thực mô phỏng")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--issue", action="store_true", help="đọc danh sách JSON, cấp chứng thư rồi thôi")
    given = parser.parse_args()
    centre = Authority(given.data, f"http://127.0.0.1:{given.port}")
    if given.issue:
        made = [centre.issue(one.pop("public_key").encode(), Wanted(**one)) for one in json.load(sys.stdin)]
        json.dump([base64.b64encode(one.public_bytes(serialization.Encoding.DER)).decode() for one in made], sys.stdout)
        return
    signal.signal(signal.SIGTERM, _end)
    Server(given.port, centre).serve_forever()


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
