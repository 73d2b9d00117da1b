"""Chữ của địa chỉ: one way of writing it, cut into segments (at commas) and words (numbers without leading zeros)."""

import re
from dataclasses import dataclass

from thongsuot.common.text import bare, fold_marks

_CUT = re.compile(r"[,;\n()|]+|\s[-–—]+\s")
_WORD = re.compile(r"[^\W_]+(?:[/.][^\W_]+)*")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vii": "7", "viii": "8", "ix": "9"}

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Địa chỉ đã đọc. `without_marks`: it was typed without any mark, so it can only be compared without marks."""

    segments: tuple[Words, ...]
    without_marks: bool


def read(text: str) -> Text:
    """Đọc một địa chỉ as it was typed."""
    folded = fold_marks(text)
    return Text(tuple(filter(None, (words_of(one) for one in _CUT.split(folded)))), bare(folded) == folded)


def words_of(folded: str) -> Words:
    """Từ của một đoạn: "Thôn 01" → ("thôn", "1"); "Hoà Tú II" → ("hòa", "tú", "2")."""
    return tuple(_plain(word) for word in _WORD.findall(folded))


def without_marks(words: Words) -> Words:
    """The same words as somebody types them who has no Vietnamese keyboard."""
    return tuple(bare(word) for word in words)


def find(needle: Words, hay: Words) -> list[int]:
    """Where the words stand in a row in the segment, whole words only."""
    size = len(needle)
    return [start for start in range(len(hay) - size + 1) if hay[start : start + size] == needle] if size else []


def _plain(word: str) -> str:
    if word.isdigit():
        return word.lstrip("0") or "0"
    return _ROMAN.get(word, word)
