"""Tìm thủ tục theo lời người dân: "làm giấy khai sinh", "sinh con", "lam giay khai sinh", 1.001193.

Words are compared without marks; a hit with the right marks counts more. All in memory: a catalogue has some hundred
procedures.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from thongsuot.common.text import bare, clean_line, fold_marks
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.selectors import all_in_force, assigned

# Words that people put around what they mean; they find nothing by themselves.
_EMPTY = (
    "lam xin giay thu tuc dang ky cap toi muon cho o dau can gi nhu the nao va hoac cua de di den ve mot cai la co con"
    " viec hay giup minh em anh chi ho so nop"
)
EMPTY_WORDS = frozenset(_EMPTY.split())
LONGEST_QUERY = 200
# What people come to a commune for most, in the order of their lives: shown first where nobody has typed a word yet.
USUAL = (
    "1.001193",
    "1.000894",
    "1.000656",
    "1.004873",
    "2.000815",
    "2.000635",
    "1.004222",
    "1.004194",
    "1.001612",
    "1.001776",
    "1.013225",
    "1.013978",
)


@dataclass(frozen=True)
class _Text:
    """Chữ của một thủ tục, sẵn để so; each part with its weight."""

    parts: tuple[tuple[int, str, frozenset[str]], ...]
    marked: str


def search(
    q: str = "",
    field: str = "",
    unit_id: int | None = None,
    on: date | None = None,
    *,
    level: str = "",
    versions: Collection[Version] | None = None,
) -> list[tuple[int, Version]]:
    """Thủ tục có hiệu lực, tốt nhất trước, mỗi dòng kèm điểm; without words all of them by code, with score 0.

    `unit_id` leaves out procedures not assigned to that unit; `versions` replaces the catalogue (a list at hand).
    """
    day = on or date.today()  # noqa: DTZ011  (only a fallback; pages and API pass the local day)
    found = list(all_in_force(day) if versions is None else versions)
    if unit_id is not None:
        offered = assigned(unit_id, day)
        found = [version for version in found if version.code in offered]
    if field:
        found = [version for version in found if bare(field) == bare(version.field)]
    if level:
        found = [version for version in found if level in version.levels]
    query = clean_line(q, field="q", limit=LONGEST_QUERY)
    if not query:
        return [(0, version) for version in sorted(found, key=lambda version: version.code)]
    scored = [(_score(query, version), version) for version in found]
    best = max((score for score, _version in scored), default=0)
    kept = [(score, version) for score, version in scored if score > 0 and score * 5 >= best]
    return sorted(kept, key=lambda hit: (-hit[0], hit[1].code))


def usual_first(versions: Collection[Version]) -> list[Version]:
    """Những việc hay làm đứng trước, the others by their short name: a list to look through, not to search."""
    place = {code: number for number, code in enumerate(USUAL)}
    return sorted(versions, key=lambda version: (place.get(version.code, len(USUAL)), version.short_name))


def fields_in_force(on: date) -> list[str]:
    """Các lĩnh vực có thủ tục trong ngày."""
    return sorted({version.field for version in all_in_force(on)})


def _score(query: str, version: Version) -> int:
    text = _text(version)
    plain = bare(query)
    if plain.replace(" ", "") == version.code:
        return 1_000
    words = plain.split()
    telling = [word for word in words if word not in EMPTY_WORDS] or words
    points = [_word_points(word, text, still_typed=word is telling[-1]) for word in telling]
    if not all(points) and sum(1 for found in points if found) * 2 <= len(telling):
        return 0
    phrases = {plain, " ".join(telling)}
    bonus = sum(weight * 4 for weight, part, _words in text.parts for said in phrases if f" {said} " in f" {part} ")
    marks = 3 if fold_marks(query) != plain and fold_marks(query) in text.marked else 0
    return sum(points) + bonus + marks + (5 if all(points) else 0)


def _word_points(word: str, text: _Text, *, still_typed: bool) -> int:
    """Best weight among the parts that have the word; half for words that only begin so."""
    exact = max((weight * 2 for weight, _part, words in text.parts if word in words), default=0)
    if exact or len(word) < (2 if still_typed else 3):
        return exact
    return max((weight for weight, _part, words in text.parts if any(w.startswith(word) for w in words)), default=0)


@lru_cache(maxsize=4096)
def _text(version: Version) -> _Text:
    weighted = [
        (6, version.short_name),
        *((5, word) for word in version.keywords),
        (3, version.name),
        (1, version.field),
    ]
    parts = [(weight, bare(_letters(text))) for weight, text in weighted]
    marked = " ; ".join(fold_marks(text) for _weight, text in weighted)
    return _Text(tuple((weight, part, frozenset(part.split())) for weight, part in parts), marked)


def _letters(text: str) -> str:
    return "".join(char if char.isalnum() else " " for char in text)
