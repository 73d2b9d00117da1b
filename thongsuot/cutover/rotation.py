"""Xoay khoá: where this room keeps ciphers."""

from thongsuot.common import crypto
from thongsuot.cutover.collecting.rows import aad


def register() -> None:
    """Name the sealed rows of collected data; called once at start."""
    crypto.register_column("cutover_dataversion", "sealed", key="id", aad=aad, needs=("request_id", "number"))
