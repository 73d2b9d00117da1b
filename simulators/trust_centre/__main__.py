"""`python -m simulators.trust_centre --port N --data FOLDER`."""

import argparse
from pathlib import Path

from simulators.trust_centre.authority import Authority
from simulators.trust_centre.server import Server

words = argparse.ArgumentParser(description="Trung tâm chứng thực mô phỏng")
words.add_argument("--port", type=int, required=True)
words.add_argument("--data", type=Path, required=True)
given = words.parse_args()
Server(given.port, Authority(given.data, f"http://127.0.0.1:{given.port}")).serve_forever()
