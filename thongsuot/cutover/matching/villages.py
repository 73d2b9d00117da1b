"""Thôn, tổ dân phố trong một địa chỉ: "thôn 1" is not "thôn 12", "Hải Phong" is not "Hải Phong 2" nor "Tân Hải Phong".

The word in front may differ (a village of a commune became a quarter of a ward), except where the name is a number:
"thôn 3" and "tổ 3" may stand in one address and be two things.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from thongsuot.common.text import bare, fold_marks
from thongsuot.cutover.matching.words import Text, Words, find, read, without_marks, words_of

# Words in front of a village, by family: within a family they mean the same, with or without marks.
_FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("quarter", ("tổ dân phố", "tổ dp", "tdp", "tổ")),
    ("street", ("khu phố", "khối phố", "kp", "khối", "khóm", "tiểu khu", "khu")),
    ("village", ("thôn", "xóm", "làng", "bản", "buôn", "ấp", "phum", "sóc")),
    ("team", ("đội",)),
)
_IN_FRONT: tuple[tuple[Words, str], ...] = tuple(
    sorted(
        ((words_of(fold_marks(word)), family) for family, words in _FAMILIES for word in words),
        key=lambda pair: -len(pair[0]),
    )
)
_IN_FRONT_BARE = tuple((without_marks(words), family) for words, family in _IN_FRONT)
# These two are often typed without marks in an address that otherwise has them.
_OFTEN_BARE = ((("thon",), "village"), (("xom",), "village"))
# What follows the name of a village when no comma does: xã, phường, huyện…
AFTER_A_NAME = frozenset(
    [
        "xã",
        "phường",
        "thị",
        "thành",
        "huyện",
        "quận",
        "tỉnh",
        "tp",
        "tx",
        "tt",
        "x",
        "p",
        "h",
        "q",
        "t",
        "việt",
        "vn",
        "xa",
        "phuong",
        "thi",
        "thanh",
        "huyen",
        "quan",
        "tinh",
        "viet",
    ]
)
_NUMBER_WORDS = frozenset({"số", "so"})
_SINGLE_ROMAN = {"i": "1", "v": "5", "vi": "6", "x": "10", "xi": "11", "xii": "12"}


class Fit(IntEnum):
    """Khớp tới đâu: not at all, only when marks are left out (the address has none), as written."""

    NO = 0
    WITHOUT_MARKS = 1
    AS_WRITTEN = 2


@dataclass(frozen=True, slots=True)
class Village:
    """Tên thôn của một quy tắc: words of the name, and the family of the word in front if it was written."""

    name: Words
    family: str

    @property
    def is_number(self) -> bool:
        """Whether the name is a number only, so that the word in front belongs to it."""
        return len(self.name) == 1 and self.name[0][0].isdigit()


def village(value: str) -> Village | None:
    """Đọc tên thôn; None when nothing is left, or a number stands without saying of what."""
    words = words_of(fold_marks(value))
    front = _front(words, 0, bare_too=bare(fold_marks(value)) == fold_marks(value))
    size, family = front or (0, "")
    found = Village(_name(words[size:], after_front=bool(front)), family)
    return None if not found.name or (found.is_number and not family) else found


def fit(wanted: Village, text: Text) -> Fit:
    """Địa chỉ có nằm ở thôn này không."""
    if any(_stands_in(wanted, wanted.name, segment, text.without_marks) for segment in text.segments):
        return Fit.AS_WRITTEN
    if not text.without_marks:
        return Fit.NO
    plain = without_marks(wanted.name)
    found = any(_stands_in(wanted, plain, segment, True) for segment in text.segments)
    return Fit.WITHOUT_MARKS if found else Fit.NO


def named_in(text: str) -> str:
    """Phần của địa chỉ nói về thôn, tổ, as written: "Tổ 3, thôn Hải Phong"; empty when none has a word in front."""
    parts = [part.strip() for part in text.replace(";", ",").split(",")]
    return ", ".join(part for part in parts if any(_has_front(segment) for segment in read(part).segments))


def _has_front(segment: Words) -> bool:
    return any(_front(segment, at, bare_too=False) and at + 1 < len(segment) for at in range(len(segment)))


def _stands_in(wanted: Village, name: Words, segment: Words, bare_too: bool) -> bool:
    """Whether the name stands in the segment as the name of a village: nothing belonging to it before or behind."""
    return any(
        _stands_at(wanted, name, words, at, bare_too) for words in _readings(segment) for at in find(name, words)
    )


def _readings(segment: Words) -> Iterator[Words]:
    """The segment, and the segment with a single Roman numeral behind a village's word read as a number."""
    yield segment
    if any(word in _SINGLE_ROMAN for word in segment):
        yield tuple(
            _SINGLE_ROMAN.get(word, word) if at and _ends_a_front(segment, at) else word
            for at, word in enumerate(segment)
        )


def _stands_at(wanted: Village, name: Words, words: Words, at: int, bare_too: bool) -> bool:
    behind = words[at + len(name) : at + len(name) + 1]
    if behind and behind[0] not in AFTER_A_NAME:
        return False
    start = at - 1 if at and words[at - 1] in _NUMBER_WORDS else at
    family = _family_before(words, start, bare_too)
    if wanted.is_number:
        return family == wanted.family
    return bool(family) or start == 0 or words[start - 1][0].isdigit()


def _family_before(words: Words, at: int, bare_too: bool) -> str:
    """Family of the village word that ends right before this place; empty for none."""
    for front, family in _fronts(bare_too):
        if len(front) <= at and words[at - len(front) : at] == front:
            return family
    return ""


def _ends_a_front(words: Words, at: int) -> bool:
    return bool(_family_before(words, at, bare_too=True))


def _front(words: Words, at: int, *, bare_too: bool) -> tuple[int, str] | None:
    """Number of words and family of the village word that begins here."""
    for front, family in _fronts(bare_too):
        if words[at : at + len(front)] == front:
            return len(front), family
    return None


def _fronts(bare_too: bool) -> tuple[tuple[Words, str], ...]:
    return (*_IN_FRONT, *_IN_FRONT_BARE) if bare_too else (*_IN_FRONT, *_OFTEN_BARE)


def _name(words: Words, *, after_front: bool) -> Words:
    """Words of the name; "số" before a number is left out, a lone Roman numeral is a number."""
    if words[:1] and words[0] in _NUMBER_WORDS:
        words = words[1:]
    if after_front and len(words) == 1:
        return (_SINGLE_ROMAN.get(words[0], words[0]),)
    return words
