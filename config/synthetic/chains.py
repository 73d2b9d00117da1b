"""Chuỗi nhật ký viết sẵn: entries as COPY lines, hashed here exactly as `journal_hash` hashes them in the database.

The hash covers the text that PostgreSQL gives a jsonb array: `, ` and `: ` between parts, keys of an object ordered by
length and then by bytes. `Chain.add` therefore takes its data as such a text; `thongsuot journal verify` is the judge.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson


def jsonb(data: Mapping[str, Any]) -> str:
    """Văn bản mà PostgreSQL cho một đối tượng jsonb: texts, numbers, truth values, lists and objects of these."""
    ordered = sorted(data.items(), key=lambda item: (len(item[0].encode()), item[0].encode()))
    return "{" + ", ".join(f'"{key}": {_value(value)}' for key, value in ordered) + "}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return jsonb(value)
    return orjson.dumps(value).decode()


class Chain:
    """Các bút toán của một hồ sơ; `head` is the line of its last link."""

    __slots__ = ("_last", "_lines", "_prev", "_seq", "_subject", "_where")

    def __init__(self, province_id: int, dossier_id: int, lines: list[str]) -> None:
        self._where = f"{province_id}\tdossier\t{dossier_id}"
        self._subject = f'[{province_id}, "dossier", {dossier_id}, '
        self._lines, self._prev, self._seq, self._last = lines, b"", 0, ""

    def add(self, verb: str, at: str, micro: int, actor: int | None, unit: int, data: str) -> None:
        """One entry; `at` is the moment as text, `micro` the same in microseconds of the epoch."""
        self._seq += 1
        said = f'{self._subject}{self._seq}, "{verb}", {micro}, {micro}, {actor or "null"}, {unit}, {data}]'
        digest = sha256(self._prev + said.encode()).digest()
        actor_text = actor or "\\N"
        self._lines.append(
            f"{self._where}\t{self._seq}\t{verb}\t{at}\t{at}\t{actor_text}\t{unit}\t{data}"
            f"\t\\\\x{self._prev.hex()}\t\\\\x{digest.hex()}\n"
        )
        self._prev, self._last = digest, at

    def head(self) -> str:
        """COPY line of the chain's head."""
        return f"{self._where}\t{self._seq}\t\\\\x{self._prev.hex()}\t{self._last}\n"
