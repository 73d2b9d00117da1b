"""Bưu cục: systems and their agencies, messages once each, a box per system."""

import hashlib
import time
import uuid
from collections.abc import Sequence
from typing import Any

from simulators.national_portal.storage import Storage

SCHEMA = """
CREATE TABLE IF NOT EXISTS system (id TEXT PRIMARY KEY, secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS agency (organ_id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, system TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS prefix (prefix TEXT PRIMARY KEY, system TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS message (
  id TEXT PRIMARY KEY, system TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, document_id TEXT NOT NULL,
  sender TEXT NOT NULL, sha256 TEXT NOT NULL, body BLOB NOT NULL, at REAL NOT NULL, UNIQUE (system, key));
CREATE TABLE IF NOT EXISTS box (
  place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, message TEXT NOT NULL, system TEXT NOT NULL, taken REAL,
  fetched INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS box_open ON box (system, place) WHERE taken IS NULL;
"""
_WAITING = """
SELECT b.id, b.place, m.kind, m.document_id, m.sender, m.sha256, length(m.body) AS size, m.at
  FROM box b JOIN message m ON m.id = b.message WHERE b.system = ? AND b.taken IS NULL ORDER BY b.place LIMIT ?
"""


class Post:
    """Bưu cục; one transaction a change."""

    def __init__(self, file: str) -> None:
        self.storage = Storage(file, [SCHEMA])

    def connect(self, said: dict[str, Any]) -> None:
        """Đăng ký một hệ thống và các cơ quan nó giữ, one by one or all below a prefix; again replaces."""
        with self.storage.change() as base:
            base.execute("INSERT OR REPLACE INTO system VALUES (?, ?)", (said["id"], said["secret"]))
            for one in said.get("agencies", ()):
                row = (one["organ_id"], one["name"], one.get("email", ""), said["id"])
                base.execute("INSERT OR REPLACE INTO agency VALUES (?, ?, ?, ?)", row)
            for prefix in said.get("prefixes", ()):
                base.execute("INSERT OR REPLACE INTO prefix VALUES (?, ?)", (prefix, said["id"]))

    def knows(self, system: str, secret: str) -> bool:
        """Whether these are the id and the secret of a system."""
        return self.storage.row("SELECT 1 FROM system WHERE id = ? AND secret = ?", (system, secret)) is not None

    def agencies(self, after: str, query: str, limit: int) -> list[dict[str, Any]]:
        """Danh bạ, by identifier."""
        return self.storage.rows(
            "SELECT organ_id, name, email FROM agency WHERE organ_id > ? AND (name LIKE ? OR organ_id LIKE ?)"
            " ORDER BY organ_id LIMIT ?",
            (after, f"%{query}%", f"{query}%", limit),
        )

    def systems_of(self, organ_ids: Sequence[str]) -> tuple[list[str], list[str]]:
        """Systems that keep these agencies, and the identifiers that nobody keeps."""
        found, unknown = [], []
        for organ_id in organ_ids:
            row = self.storage.row("SELECT system FROM agency WHERE organ_id = ?", (organ_id,)) or self.storage.row(
                "SELECT system FROM prefix WHERE ? = prefix OR ? LIKE prefix || '.%' ORDER BY length(prefix) DESC",
                (organ_id, organ_id),
            )
            if row is None:
                unknown.append(organ_id)
            elif row["system"] not in found:
                found.append(row["system"])
        return found, unknown

    def accept(
        self, system: str, key: str, kind: str, body: bytes, *, document_id: str, sender: str, to: Sequence[str]
    ) -> dict[str, Any]:
        """Nhận một thông điệp; the same key again is the same message."""
        known = self.storage.row("SELECT id FROM message WHERE system = ? AND key = ?", (system, key))
        systems, unknown = self.systems_of(to)
        if known:
            return {"id": known["id"], "unknown": unknown, "again": True}
        message = uuid.uuid4().hex
        with self.storage.change() as base:
            base.execute(
                "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (message, system, key, kind, document_id, sender, hashlib.sha256(body).hexdigest(), body, time.time()),
            )
            for one in systems:
                base.execute("INSERT INTO box (id, message, system) VALUES (?, ?, ?)", (uuid.uuid4().hex, message, one))
        return {"id": message, "unknown": unknown}

    def put(self, system: str, body: bytes, kind: str, document_id: str, sender: str) -> str:
        """Bỏ thẳng vào hộp, as a system would that checks nothing of what it sends."""
        message = box = uuid.uuid4().hex
        with self.storage.change() as base:
            row = (message, "", message, kind, document_id, sender, hashlib.sha256(body).hexdigest(), body, time.time())
            base.execute("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            base.execute("INSERT INTO box (id, message, system) VALUES (?, ?, ?)", (box, message, system))
        return box

    def waiting(self, system: str, limit: int) -> list[dict[str, Any]]:
        """Hộp thư của một hệ thống, oldest first."""
        return self.storage.rows(_WAITING, (system, limit))

    def repeat(self, system: str) -> None:
        """Giao thêm một lần nữa, under another id, everything that waits: a faulty axis does that."""
        with self.storage.change() as base:
            for row in base.execute("SELECT message FROM box WHERE system = ? AND taken IS NULL", (system,)).fetchall():
                base.execute(
                    "INSERT INTO box (id, message, system) VALUES (?, ?, ?)", (uuid.uuid4().hex, row["message"], system)
                )

    def fetch(self, system: str, box: str) -> bytes | None:
        """Nội dung; None when there is no such thing in this system's box."""
        row = self.storage.row(
            "SELECT m.body FROM box b JOIN message m ON m.id = b.message WHERE b.id = ? AND b.system = ?", (box, system)
        )
        if row is None:
            return None
        with self.storage.change() as base:
            base.execute("UPDATE box SET fetched = fetched + 1 WHERE id = ?", (box,))
        return bytes(row["body"])

    def take(self, system: str, boxes: Sequence[str]) -> int:
        """Xác nhận đã lấy: gone from the box."""
        with self.storage.change() as base:
            return sum(
                base.execute(
                    "UPDATE box SET taken = ? WHERE id = ? AND system = ? AND taken IS NULL", (time.time(), one, system)
                ).rowcount
                for one in boxes
            )

    def counts(self) -> dict[str, int]:
        """Có bao nhiêu: messages, and what waits in boxes."""
        said = self.storage.row(
            "SELECT (SELECT count(*) FROM message) AS messages, (SELECT count(*) FROM box WHERE taken IS NULL) AS waiting"
        )
        return said or {}

    def close(self) -> None:
        """Close the file."""
        self.storage.close()
