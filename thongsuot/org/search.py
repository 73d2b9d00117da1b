"""Tìm đơn vị theo tên, mã: with marks first; a query without marks finds all names that differ only by marks.

"Đông Tiến" finds Đông Tiến, never Đồng Tiến; "dong tien" finds both; "xã hoà bình" and "xã hòa bình" find the same. What
comes after the name narrows by place ("thạch châu, thạch hà"). The sorted keys live in the process like the book.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from thongsuot.common.stamps import cached
from thongsuot.common.text import clean_line
from thongsuot.org.book import UnitInfo, book
from thongsuot.org.models import UnitVersion
from thongsuot.org.names import bare_key, marked_key

LONGEST_QUERY = 200
_LAST = "\U0010ffff"
_CODE = re.compile(r"\d{2,5}(-[A-Z]*)?")
# What people write in front of a name → how the full name begins.
_FRONT = {
    "xã": ("xã",),
    "x": ("xã",),
    "phường": ("phường",),
    "p": ("phường",),
    "thị trấn": ("thị trấn",),
    "tt": ("thị trấn",),
    "đặc khu": ("đặc khu",),
    "huyện": ("huyện",),
    "h": ("huyện",),
    "quận": ("quận",),
    "q": ("quận",),
    "thị xã": ("thị xã",),
    "tx": ("thị xã",),
    "thành phố": ("thành phố",),
    "tp": ("thành phố",),
    "tỉnh": ("tỉnh",),
}
_FRONT |= {bare_key(words): begins for words, begins in list(_FRONT.items())}


@dataclass(frozen=True, slots=True)
class Found:
    """Một kết quả: the attributes that matched, and whether the whole name was typed with its marks."""

    info: UnitInfo
    key: str
    exact: bool

    @property
    def order(self) -> tuple[int, str, int, date]:
        """Exact names first, then by name; a stable key for paging."""
        return (0 if self.exact else 1, self.key, self.info.id, self.info.valid_from or date.min)


class _Index:
    """Các khoá đã sắp: entry i of the version list stands at the places where its key sorts."""

    def __init__(self, entries: Sequence[tuple[UnitInfo, str, str]]) -> None:
        self.entries = entries
        self.marked = sorted((marked, i) for i, (_, marked, _) in enumerate(entries))
        self.bare = sorted((bare, i) for i, (_, _, bare) in enumerate(entries))
        self.codes = sorted((info.code, i) for i, (info, _, _) in enumerate(entries) if info.code)
        self.whole = tuple(_by_key(entries, column) for column in (1, 2))

    @staticmethod
    def starting(keys: Sequence[tuple[str, int]], prefix: str) -> Iterator[int]:
        """Entries whose key begins so."""
        for key, i in keys[bisect_left(keys, (prefix, -1)) : bisect_left(keys, (prefix + _LAST, -1))]:
            if key.startswith(prefix):
                yield i


def _by_key(entries: Sequence[tuple[UnitInfo, str, str]], column: int) -> dict[str, list[int]]:
    """Entries by their whole key."""
    found: dict[str, list[int]] = {}
    for i, entry in enumerate(entries):
        found.setdefault(str(entry[column]), []).append(i)
    return found


@cached("org")
def search_keys() -> _Index:
    """Search keys of all versions; one statement when the stamp "org" has moved."""
    units = book()
    rows = UnitVersion.objects.values_list("unit_id", "valid__startswith", "name_key", "bare_key").iterator()
    keys = {(unit_id, since): (marked, bare) for unit_id, since, marked, bare in rows}
    known = (info for own in units.versions.values() for info in own if (info.id, info.valid_from) in keys)
    return _Index([(info, *keys[info.id, info.valid_from]) for info in known])


def find(q: str, keep: Callable[[UnitInfo], bool] = lambda info: True) -> list[Found]:
    """Mọi đơn vị khớp với lời tìm, best first, those alone that `keep` keeps; refuses a text over the limit."""
    text = clean_line(q, field="q", limit=LONGEST_QUERY)
    marked, bare = marked_key(text), bare_key(text)
    if not bare:
        return []
    index = search_keys()
    if hits := _by_code(index, text.upper(), keep):  # "11" is a code, and also the whole name of a ward
        names = _by_name(index, bare.split(), index.bare, 2, bare_key, keep)
        return sorted([*hits, *(hit for hit in names if hit.exact)], key=order)
    if marked != bare:
        hits = _by_name(index, marked.split(), index.marked, 1, marked_key, keep)
    return hits or _by_name(index, bare.split(), index.bare, 2, bare_key, keep)


def find_whole(q: str, keep: Callable[[UnitInfo], bool] = lambda info: True) -> list[Found]:
    """Như `find`, but only whole names: what a program asks that has an address, not a person who is typing.

    A name that stands as it is in the index is answered from there; everything else (a code, a name with its place behind
    it) goes the way of `find`.
    """
    text = clean_line(q, field="q", limit=LONGEST_QUERY)
    marked, bare = marked_key(text), bare_key(text)
    column, key = (1, bare) if marked == bare else (0, marked)
    if not _CODE.fullmatch(text.upper()) and (hits := _whole(search_keys(), key, column, keep)):
        return hits
    return [hit for hit in find(q, keep) if hit.exact]


def _whole(index: _Index, key: str, column: int, keep: Callable[[UnitInfo], bool]) -> list[Found]:
    found: dict[int, Found] = {}
    for name, begins in readings(key.split()):
        for i in index.whole[column].get(name, ()):
            info = index.entries[i][0]
            if keep(info) and begins_with(info, begins):
                found[i] = Found(info, name, True)
    return sorted(found.values(), key=order)


def _by_code(index: _Index, code: str, keep: Callable[[UnitInfo], bool]) -> list[Found]:
    """Units whose code begins so; a code is two digits at least, so that "4" stays the name of a ward."""
    if not _CODE.fullmatch(code):
        return []
    starting = (index.entries[i][0] for i in index.starting(index.codes, code))
    return sorted((Found(info, info.code, info.code == code) for info in starting if keep(info)), key=order)


def _by_name(
    index: _Index,
    words: list[str],
    keys: Sequence[tuple[str, int]],
    column: int,
    fold: Callable[[str], str],
    keep: Callable[[UnitInfo], bool],
) -> list[Found]:
    """The longest beginning of the words that is (the beginning of) a name; the rest must stand in its place."""
    for length in range(len(words), 0, -1):
        rest = words[length:]
        found: dict[int, Found] = {}
        for name, begins in readings(words[:length]):
            for i in index.starting(keys, name):
                entry = index.entries[i]
                key = str(entry[column])
                if rest and key != name:
                    continue
                if keep(entry[0]) and begins_with(entry[0], begins) and stands_in(entry[0], rest, fold):
                    found[i] = Found(entry[0], key, key == name)
        if found:
            return sorted(found.values(), key=order)
    return []


def readings(words: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How the words can be read: as a name, or as a kind and a name ("phường đúc", "xã mai phụ")."""
    yield " ".join(words), ()
    for taken in (2, 1):
        begins = _FRONT.get(" ".join(words[:taken]))
        if begins and len(words) > taken:
            yield " ".join(words[taken:]), begins


def begins_with(info: UnitInfo, begins: tuple[str, ...]) -> bool:
    """Whether the full name begins with one of these kind words; every name does when none was typed."""
    return not begins or marked_key(info.full_name).startswith(tuple(f"{word} " for word in begins))


def stands_in(info: UnitInfo, rest: list[str], fold: Callable[[str], str]) -> bool:
    """Whether the words after the name all stand in the names of the units above; the last one may be unfinished."""
    if not rest:
        return True
    place = fold(place_of(info)).split()
    return all(word in place for word in rest[:-1]) and any(word.startswith(rest[-1]) for word in place)


def place_of(info: UnitInfo) -> str:
    """Nơi chốn: "Huyện Thạch Hà, Tỉnh Hà Tĩnh", as it was when these attributes held."""
    return book().place(info)


def order(hit: Found) -> tuple[int, str, int, date]:
    """Key by which results are sorted."""
    return hit.order
