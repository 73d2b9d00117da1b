"""Dòng số liệu: cells as people wrote them (clean where they are right), what is wrong with them; and their seal."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from thongsuot.common import crypto


@dataclass(frozen=True, slots=True)
class Problem:
    """Một chỗ chưa đúng: column, what is wrong, what to write. `blocks` false: said, but the row counts as right."""

    column: str
    wrong: str
    write: str = ""
    blocks: bool = True

    @property
    def words(self) -> str:
        """Both halves as one sentence pair."""
        return f"{self.wrong} {self.write}".strip()


@dataclass(frozen=True, slots=True)
class Row:
    """Một dòng; `number` is the row of the sheet it came from, or the place on the page; it names the row in messages."""

    number: int
    cells: Mapping[str, str]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def is_wrong(self) -> bool:
        """Whether something must be put right before the data can be handed in."""
        return any(problem.blocks for problem in self.problems)

    def problem_of(self, column: str) -> str:
        """What is wrong in one cell; empty when nothing is."""
        return " ".join(p.words for p in self.problems if p.column == column)


def wrong_count(rows: Iterable[Row]) -> int:
    """Bao nhiêu dòng chưa đúng."""
    return sum(row.is_wrong for row in rows)


def seal(rows: Sequence[Row], request_id: int, number: int) -> bytes:
    """The rows encrypted, tied to their version."""
    return crypto.encrypt(json.dumps([_plain(row) for row in rows], ensure_ascii=False), aad(request_id, number))


def unseal(sealed: bytes, request_id: int, number: int) -> list[Row]:
    """The rows of a version."""
    return [_row(item) for item in json.loads(crypto.decrypt(bytes(sealed), aad(request_id, number)))]


def aad(request_id: int, number: int) -> bytes:
    """What ties a seal to its version."""
    return f"cutover.data:{request_id}:{number}".encode()


def _plain(row: Row) -> dict[str, Any]:
    problems = [[p.column, p.wrong, p.write, p.blocks] for p in row.problems]
    return {"n": row.number, "cells": dict(row.cells), "problems": problems}


def _row(item: Mapping[str, Any]) -> Row:
    return Row(item["n"], item["cells"], tuple(Problem(*problem) for problem in item["problems"]))
