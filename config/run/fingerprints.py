"""Dấu vân tay: which state of files has already been put into this database, so that a second start skips the work."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from config.run.places import ROOT

TABLE = (
    "CREATE TABLE IF NOT EXISTS thongsuot_prepared"
    " (name text PRIMARY KEY, fingerprint text NOT NULL, at timestamptz NOT NULL DEFAULT now())"
)


def of_files(patterns: Iterable[str], root: Path = ROOT) -> str:
    """Hash of the names and contents of all files that match."""
    digest = sha256()
    for pattern in patterns:
        for file in sorted(root.glob(pattern)):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(root)).encode() + b"\0")
                digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:32]


def known(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Name → fingerprint of what this database has; empty before the first start."""
    connection.execute(TABLE)
    return dict(connection.execute("SELECT name, fingerprint FROM thongsuot_prepared").fetchall())


def remember(connection: psycopg.Connection[Any], name: str, fingerprint: str) -> None:
    """Note that this state is in the database."""
    connection.execute(
        "INSERT INTO thongsuot_prepared (name, fingerprint) VALUES (%s, %s)"
        " ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint, at = now()",
        [name, fingerprint],
    )
