"""Cách gõ nội dung: a few signs that can be typed in any box, made into the blocks that the layout sets.

    # Chương hay phần          heading in the middle        ## Mục          heading at the left
    - gạch đầu dòng            | ô | ô |  một dòng của bảng (first one: names of the columns)
    **đậm**  //nghiêng//       Điều 1. …  is recognised     dòng trống: sang đoạn

What is typed is data: no sign can reach the layout engine.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

Block = dict[str, Any]
_GROUND = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét|Thực hiện)\s")
_ARTICLE = re.compile(r"(Điều\s+\d+[a-zđ]?\.)\s*(.*)", re.DOTALL)
_NUMBERED = re.compile(r"(?:\d+|[a-zđ])[.)]\s")
_RULE = re.compile(r"\|?[\s:|-]+\|?")
_INLINE = re.compile(r"\*\*(.+?)\*\*|//(.+?)//", re.DOTALL)


def blocks_of(text: str) -> list[Block]:
    """Các khối của nội dung, in order. Each has `kind`: heading, side, article, ground, item, table or text."""
    return _grounds_only_before_articles(list(_pieces(text)))


def _pieces(text: str) -> Iterator[Block]:
    for is_table, lines in groupby(text.split("\n"), key=lambda line: line.lstrip().startswith("|")):
        if is_table:
            yield _table(list(lines))
        else:
            for line in lines:
                if words := line.strip():
                    yield _line(words)


def _line(words: str) -> Block:
    if words.startswith("## "):
        return {"kind": "side", "runs": runs_of(words[3:])}
    if words.startswith("# "):
        return {"kind": "heading", "runs": runs_of(words[2:])}
    if words.startswith(("- ", "+ ")):
        return {"kind": "item", "runs": runs_of(words)}
    if found := _ARTICLE.match(words):
        return {"kind": "article", "name": found[1], "runs": runs_of(found[2])}
    if _GROUND.match(words):
        return {"kind": "ground", "runs": runs_of(words)}
    return {"kind": "numbered" if _NUMBERED.match(words) else "text", "runs": runs_of(words)}


def _table(lines: Sequence[str]) -> Block:
    rows = [_cells(line) for line in lines if not _RULE.fullmatch(line.strip())]
    width = max((len(row) for row in rows), default=0)
    full = [row + [""] * (width - len(row)) for row in rows]
    return {"kind": "table", "columns": width, "header": full[:1], "rows": full[1:]}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def runs_of(words: str) -> list[list[str]]:
    """Chữ thường, đậm, nghiêng of one paragraph: pairs of style ("", "b", "i") and text."""
    runs: list[list[str]] = []
    at = 0
    for found in _INLINE.finditer(words):
        runs.append(["", words[at : found.start()]])
        runs.append(["b", found[1]] if found[1] is not None else ["i", found[2]])
        at = found.end()
    runs.append(["", words[at:]])
    return [run for run in runs if run[1]]


def _grounds_only_before_articles(blocks: list[Block]) -> list[Block]:
    """Căn cứ stand before the first text that is none; "Căn cứ vào…" in the middle of a report is ordinary text."""
    before = True
    for block in blocks:
        before = before and block["kind"] == "ground"
        if block["kind"] == "ground" and not before:
            block["kind"] = "text"
    return blocks


def words_of(text: str) -> str:
    """Chữ trơn, for search and comparison: signs of the markup are gone."""
    lines = (line.strip().lstrip("#").removeprefix("- ").strip(" |") for line in text.split("\n"))
    return "\n".join(_INLINE.sub(lambda found: found[1] or found[2], line) for line in lines)
