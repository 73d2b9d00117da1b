"""Tên tệp hiển thị: what people see; it never becomes a path."""

from pathlib import PurePosixPath

from thongsuot.common.text import clean_line, readable

LONGEST = 150
UNNAMED = "tep"
_NOT_IN_NAMES = '<>:"|?*'


def shown_name(given: str) -> str:
    """Last part of the given name: NFC, no control or invisible characters, no path, at most 150 characters."""
    text = given if readable(given) else given.replace("\0", "").encode(errors="ignore").decode()
    last = text.replace("\\", "/").rstrip("/").rpartition("/")[2]
    line = clean_line("".join(c for c in last if c not in _NOT_IN_NAMES), limit=len(last) + 1).strip(". ")
    name = PurePosixPath(line or UNNAMED)
    return name.name if len(name.name) <= LONGEST else shortened(name)


def shortened(name: PurePosixPath) -> str:
    """Cut the stem, keep the extension."""
    suffix = name.suffix[:20]
    return name.name[: -len(name.suffix) or None][: LONGEST - len(suffix)].rstrip() + suffix


def extension(name: str) -> str:
    """Extension in lower case without the dot; empty when there is none."""
    return PurePosixPath(name).suffix.lower().lstrip(".")
