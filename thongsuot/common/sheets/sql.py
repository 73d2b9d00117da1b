"""Bảng lớn từ PostgreSQL: expressions that pack a row in the database, and the COPY that carries them to the sheet.

The database writes the cells while this process turns the block before into XML and packs it: both cores work, nothing
but one block is held in memory. Expressions are ours; values come as parameters.
"""

from collections.abc import Callable, Mapping
from typing import Any

from thongsuot.common.sheets.book import MOST_ROWS, Sheet
from thongsuot.common.sheets.packing import CHOICE, DAY, EMPTY, GUARDED, MOMENT, NUMBER, TEXT

_LINES = 500
_NEWS = 20_000
# Viet Nam has kept UTC+7 since 1975: an addition costs a tenth of looking up the zone for each of half a million cells.
_SINCE_DAY_0 = 7 * 3600 + 25_569 * 86_400


def _mark(mark: str) -> str:
    return f"E'\\x{ord(mark):02x}'"


def text(value: str) -> str:
    """A text that people typed: never a formula."""
    risky = r"'=', '+', '-', '@', E'\t', E'\r'"
    return f"CASE WHEN left({value}, 1) IN ({risky}) THEN {_mark(GUARDED)} ELSE {_mark(TEXT)} END, {value}"


def word(value: str) -> str:
    """A text of ours that cannot begin like a formula (a code)."""
    return f"{_mark(TEXT)}, {value}"


def choice(number: str) -> str:
    """One of the sheet's `choices`, by its number; NULL is an empty cell."""
    return _or_empty(CHOICE, number, number)


def number(value: str) -> str:
    """A number; NULL is an empty cell."""
    return _or_empty(NUMBER, value, value)


def moment(value: str) -> str:
    """A timestamptz as a real date with time in Viet Nam."""
    days = f"round((date_part('epoch', {value}) + {_SINCE_DAY_0}) * (1e9 / 86400)) / 1e9"
    return _or_empty(MOMENT, value, days)


def day(value: str) -> str:
    """A date."""
    return _or_empty(DAY, value, f"({value} - DATE '1899-12-30')")


def _or_empty(mark: str, value: str, shown: str) -> str:
    return f"CASE WHEN {value} IS NULL THEN {_mark(EMPTY)} ELSE {_mark(mark)} END, {shown}"


def line(*cells: str) -> str:
    """A packed row as one SQL expression."""
    return f"concat({', '.join(cells)})"


def copy_rows(
    cursor: Any,
    sheet: Sheet,
    packed: str,
    source: str,
    params: Mapping[str, Any],
    *,
    most: int = MOST_ROWS,
    told: Callable[[int], None] = lambda rows: None,
) -> int:
    """Copy rows of `source` (FROM … ORDER BY …) into the sheet, at most `most`; returns how many. `told` hears of progress."""
    block: list[bytes] = []
    before, next_news = sheet.rows, _NEWS
    statement = f"COPY (SELECT {packed} {source} LIMIT {min(most, MOST_ROWS)}) TO STDOUT"
    with cursor.copy(statement, params) as copy:
        for row in copy:
            block.append(bytes(row))
            if len(block) == _LINES:
                sheet.add(b"".join(block))
                block.clear()
                if sheet.rows >= next_news:
                    told(sheet.rows)
                    next_news += _NEWS
    sheet.add(b"".join(block))
    return sheet.rows - before
