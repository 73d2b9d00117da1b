"""Danh mục cơ sở dữ liệu, có ngày: which database answers which components, from when, on what ground.

`reference/databases.yaml` says what exists; the setting `DATABASES_OF_THE_STATE` (THONGSUOT_DATABASES) says where those
that are connected live. A database without address is known but not asked.
"""

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from thongsuot.dossiers.databases import Adapter
from thongsuot.dossiers.databases.http import HttpAdapter

FILE = Path(__file__).resolve().parent.parent / "reference" / "databases.yaml"


@dataclass(frozen=True, slots=True)
class Database:
    """Một cơ sở dữ liệu: `answers` are patterns of component codes, `gives` the facts it may hand out."""

    key: str
    name: str
    valid_from: date
    valid_to: date | None
    answers: tuple[str, ...]
    gives: tuple[str, ...]
    basis: str
    certainty: str

    def in_force(self, on: date) -> bool:
        """Whether it may be asked on that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def holds(self, component_code: str) -> bool:
        """Whether a match in it stands for this component."""
        return any(fnmatchcase(component_code, pattern) for pattern in self.answers)

    @property
    def connected(self) -> bool:
        """Whether this installation knows its address."""
        return self.key in settings.DATABASES_OF_THE_STATE


@lru_cache(maxsize=1)
def all_databases() -> tuple[Database, ...]:
    """Mọi cơ sở dữ liệu trong danh mục."""
    with FILE.open(encoding="utf-8") as file:
        return tuple(_database(row) for row in yaml.safe_load(file)["databases"])


def _database(row: dict[str, Any]) -> Database:
    return Database(
        key=row["key"],
        name=row["name"],
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        answers=tuple(row["answers"]),
        gives=tuple(row.get("gives", ())),
        basis=row["basis"],
        certainty=row["certainty"],
    )


def database(key: str) -> Database | None:
    """Theo khoá."""
    return next((one for one in all_databases() if one.key == key), None)


def connected(on: date) -> list[Database]:
    """Những cơ sở dữ liệu tra được hôm nay."""
    return [one for one in all_databases() if one.in_force(on) and one.connected]


def answering(component_code: str, on: date) -> Database | None:
    """Cơ sở dữ liệu trả lời thay cho thành phần này; None when none is connected."""
    return next((one for one in connected(on) if one.holds(component_code)), None)


def adapter(one: Database) -> Adapter:
    """Bộ nối of this installation."""
    return HttpAdapter(one.key, settings.DATABASES_OF_THE_STATE[one.key], one.gives)
