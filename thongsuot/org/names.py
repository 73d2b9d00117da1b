"""Tên đơn vị: kind words in front of a name, and the keys by which names are compared."""

import re

from thongsuot.common.text import bare, fold_marks
from thongsuot.org.models import Kind, Level

# Longest first; several levels share "Thành phố" and "Thị xã" is a district, "Thị trấn" a commune.
KIND_WORDS: tuple[tuple[str, str, str], ...] = (
    ("Thị trấn", Level.COMMUNE, Kind.TOWNSHIP),
    ("Đặc khu", Level.COMMUNE, Kind.SPECIAL_ZONE),
    ("Phường", Level.COMMUNE, Kind.WARD),
    ("Xã", Level.COMMUNE, Kind.COMMUNE),
    ("Thành phố", Level.DISTRICT, Kind.DISTRICT),
    ("Thị xã", Level.DISTRICT, Kind.DISTRICT),
    ("Huyện", Level.DISTRICT, Kind.DISTRICT),
    ("Quận", Level.DISTRICT, Kind.DISTRICT),
    ("Thành phố", Level.PROVINCE, Kind.PROVINCE),
    ("Tỉnh", Level.PROVINCE, Kind.PROVINCE),
)
_LOOSE = re.compile(r"[’‘ʼ'`´]")
_GAPS = re.compile(r"[\s\-–_.,;/]+")


def name_and_kind(level: str, full_name: str) -> tuple[str, str]:
    """ "Xã Mai Phụ" → ("Mai Phụ", commune). Raises ValueError when no kind word of that level stands in front."""
    for word, of_level, kind in KIND_WORDS:
        head, rest = full_name[: len(word)], full_name[len(word) + 1 :]
        if of_level == level and head.casefold() == word.casefold() and rest and full_name[len(word)] == " ":
            return rest, kind
    raise ValueError(f"không rõ loại đơn vị: {full_name}")


def full_name_of(kind: str, name: str) -> str:
    """Tên đầy đủ của đơn vị cấp xã: "Xã Mai Phụ"."""
    return next(f"{word} {name}" for word, level, of_kind in KIND_WORDS if level == Level.COMMUNE and of_kind == kind)


def marked_key(name: str) -> str:
    """Khoá so có dấu: lower case, one style of tone marks, no apostrophes, single spaces; Đông Tiến is not Đồng Tiến."""
    return _squeeze(fold_marks(name))


def bare_key(name: str) -> str:
    """Khoá so không dấu."""
    return _squeeze(bare(name))


def _squeeze(text: str) -> str:
    return _GAPS.sub(" ", _LOOSE.sub("", text)).strip()
