"""Gõ sai một chữ: names one letter away from what was typed, without marks. Asked only when nothing else was found.

One letter too many, missing, wrong, or two of them changed about, a missing space included ("thachchau"). Digits are
never taken for one another: Phường 1 and Phường 2 are no misspellings. Short names are left alone, everything is near them.
"""

from collections.abc import Callable, Iterator
from string import ascii_lowercase

from thongsuot.common.text import clean_line
from thongsuot.org.book import UnitInfo
from thongsuot.org.names import bare_key
from thongsuot.org.search import LONGEST_QUERY, Found, begins_with, order, readings, search_keys, stands_in

SHORTEST, LONGEST = 4, 40
_LETTERS = ascii_lowercase + " "


def find_near(q: str, keep: Callable[[UnitInfo], bool] = lambda info: True) -> list[Found]:
    """Đơn vị có tên chỉ khác một chữ, best first; what follows the name must stand in its place, as in `find`."""
    words = bare_key(clean_line(q, field="q", limit=LONGEST_QUERY)).split()
    known = search_keys()
    for length in range(len(words), 0, -1):
        found: dict[int, Found] = {}
        for name, begins in readings(words[:length]):
            for key in one_letter_away(name):
                for i in known.whole[1].get(key, ()):
                    info = known.entries[i][0]
                    if keep(info) and begins_with(info, begins) and stands_in(info, words[length:], bare_key):
                        found[i] = Found(info, key, False)
        if found:
            return sorted(found.values(), key=order)
    return []


def one_letter_away(name: str) -> Iterator[str]:
    """Every spelling one change away from an unmarked name, itself left out; none of a name too short or too long."""
    if not SHORTEST <= len(name) <= LONGEST:
        return
    for i in range(len(name) + 1):
        head, tail = name[:i], name[i:]
        yield from (head + letter + tail for letter in _LETTERS)
        if not tail or tail[0].isdigit():
            continue
        yield head + tail[1:]
        yield from (head + letter + tail[1:] for letter in _LETTERS if letter != tail[0])
        if len(tail) > 1 and tail[0] != tail[1] and not tail[1].isdigit():
            yield head + tail[1] + tail[0] + tail[2:]
