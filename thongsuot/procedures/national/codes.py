"""Mã thủ tục quốc gia: `1.001193`, older ones `1.001193.000.00.00.H56`, a province's own `1.013792.H42`."""

import re
import unicodedata

SHAPE = re.compile(r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2})?(\.H\d{2})?")
# The six digits written as two groups of three (seen as 1.013.792.H42), or without the first dot.
_SPLIT = re.compile(r"(\d)\.?(\d{3})[.\s]?(\d{3})((?:\.\d{3}\.\d{2}\.\d{2})?(?:\.H\d{2})?)")


def normalised(written: str) -> tuple[str, list[str]]:
    """Mã chuẩn và các lỗi đã sửa (`code_space`, `code_repaired`); an empty code when it cannot be read."""
    text = unicodedata.normalize("NFKC", written)
    code = "".join(text.split()).upper()
    faults = ["code_space"] if text != text.strip() else []
    if SHAPE.fullmatch(code):
        return code, faults
    found = _SPLIT.fullmatch(code.rstrip("."))
    if found is None:
        return "", ["code_unreadable"]
    return "{}.{}{}{}".format(*found.groups()), [*faults, "code_repaired"]
