"""Nạp trước thư viện nặng: what a citizen's first request would wait for is imported while the web process already answers."""

import threading
from importlib import import_module

# A slip with its code, a paper handed in, a signature looked at by anybody. What only officials and jobs need (spreadsheets,
# Word, scans, the document axis) is imported by the first of them: a quarter of a second, once in the life of a process.
AT_THE_DOOR = ("segno", "pikepdf", "thongsuot.signatures.signing.validating")


def in_background() -> threading.Thread:
    """Nạp trong một luồng riêng; it ends by itself, and with the process when that ends earlier."""
    thread = threading.Thread(target=_warm, name="nap-truoc", daemon=True)
    thread.start()
    return thread


def _warm() -> None:
    for name in AT_THE_DOOR:
        import_module(name)
