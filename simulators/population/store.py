"""Kho người của bộ mô phỏng: an SQLite file of its own, filled once with demo people."""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

PEOPLE = Path(__file__).with_name("people.json")


class People:
    """Người dân mô phỏng by ID number."""

    def __init__(self, file: str) -> None:
        self.lock = threading.Lock()
        self.base = sqlite3.connect(file, check_same_thread=False)
        with self.lock, self.base:
            self.base.execute("CREATE TABLE IF NOT EXISTS people (id_number TEXT PRIMARY KEY, facts TEXT NOT NULL)")
        for person in json.loads(PEOPLE.read_text(encoding="utf-8")):
            self.put(person)

    def put(self, person: dict[str, Any]) -> None:
        """Add or change a person."""
        with self.lock, self.base:
            self.base.execute(
                "INSERT INTO people VALUES (?, ?) ON CONFLICT (id_number) DO UPDATE SET facts = excluded.facts",
                (person["id_number"], json.dumps(person, ensure_ascii=False)),
            )

    def get(self, id_number: str) -> dict[str, Any] | None:
        """A person, None when nobody has this number."""
        with self.lock:
            row = self.base.execute("SELECT facts FROM people WHERE id_number = ?", (id_number,)).fetchone()
        return json.loads(row[0]) if row else None

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self.base.close()
