"""So hai phiên bản theo từng chữ."""

import re
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[^\s]+")


def compared(old: str, new: str) -> list[tuple[str, str]]:
    """Các đoạn ("same" | "gone" | "new", chữ), in the order of reading."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    found: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            found.append(("gone", "".join(before[i1:i2])))
        if j2 > j1:
            found.append(("new", "".join(after[j1:j2])))
    return found
