"""Bộ chữ của phông: which characters the shipped fonts can draw, read from their own tables.

PDF/A forbids a missing glyph, so Typst refuses to print one; knowing the coverage beforehand turns a failed receipt
into a receipt with a "□" where the person typed an emoji.
"""

import struct
from functools import cache
from itertools import chain
from pathlib import Path

_SEGMENTS, _GROUPS = 4, 12  # the two formats of a `cmap` subtable that Unicode fonts use


@cache
def coverage(*fonts: Path) -> frozenset[str]:
    """Characters that every one of these TrueType fonts can draw."""
    sets = [frozenset(map(chr, _code_points(font.read_bytes()))) for font in fonts]
    return frozenset.intersection(*sets)


def _code_points(font: bytes) -> set[int]:
    cmap = _table(font, b"cmap")
    count = struct.unpack_from(">H", font, cmap + 2)[0]
    found: set[int] = set()
    for index in range(count):
        subtable = cmap + struct.unpack_from(">L", font, cmap + 4 + 8 * index + 4)[0]
        kind = struct.unpack_from(">H", font, subtable)[0]
        if kind == _SEGMENTS:
            found |= _from_segments(font, subtable)
        elif kind == _GROUPS:
            found |= _from_groups(font, subtable)
    return found


def _table(font: bytes, tag: bytes) -> int:
    """Where a table begins."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for index in range(tables):
        name, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(f"phông chữ không có bảng {tag.decode()}")


def _from_segments(font: bytes, at: int) -> set[int]:
    """Format 4: ranges of the first plane; a glyph number 0 inside a range means "not drawn"."""
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    shape = f">{count}H"
    ends = struct.unpack_from(shape, font, at + 14)
    starts = struct.unpack_from(shape, font, at + 16 + 2 * count)
    deltas = struct.unpack_from(shape, font, at + 16 + 4 * count)
    offsets_at = at + 16 + 6 * count
    offsets = struct.unpack_from(shape, font, offsets_at)
    found = set()
    for index, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                place = offsets_at + 2 * index + offset + 2 * (code - start)
                glyph = struct.unpack_from(">H", font, place)[0]
            if glyph and (glyph + delta) & 0xFFFF:
                found.add(code)
    return found


def _from_groups(font: bytes, at: int) -> set[int]:
    """Format 12: groups over all planes."""
    count = struct.unpack_from(">L", font, at + 12)[0]
    groups = (struct.unpack_from(">LL", font, at + 16 + 12 * index) for index in range(count))
    return set(chain.from_iterable(range(first, last + 1) for first, last in groups))
