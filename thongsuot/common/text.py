"""Chữ tiếng Việt: one form at the door, and the folded forms that searches compare."""

import re
import unicodedata

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid

LINE_LIMIT = 1_000
TEXT_LIMIT = 20_000
_KEPT_IN_TEXT = "\n\t"
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
# Only in an open syllable do the two schools differ: hoà/hòa, khoẻ/khỏe, thuý/thúy (not quý: its u belongs to q).
_NEW_STYLE = re.compile(rf"(o[{_TONES}]?[ae]|(?<!q)u[{_TONES}]?y)([{_TONES}])(?![a-zà-ỹ\u0300-\u036f])")


def nfc(text: str) -> str:
    """Dạng dựng sẵn (NFC), as all stored text is."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def readable(text: str) -> bool:
    """Whether PostgreSQL and files can hold the text: no NUL, no lone surrogate."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def clean_line(text: str, *, field: str = "", limit: int = LINE_LIMIT) -> str:
    """Một dòng sạch: NFC, no control or invisible characters, single spaces, trimmed. Raises Invalid over the limit."""
    if text.isprintable():  # the usual case: nothing unreadable, nothing invisible, no space but the plain one
        line = " ".join(nfc(text).split())
    else:
        _refuse_unreadable(text, field)
        kept = (" " if char.isspace() else char for char in nfc(text) if char.isspace() or _visible(char))
        line = " ".join("".join(kept).split())
    _refuse_long(line, field, limit)
    return line


def clean_text(text: str, *, field: str = "", limit: int = TEXT_LIMIT) -> str:
    """Nhiều dòng sạch: as `clean_line`, but line breaks (made \\n) and spaces stay."""
    _refuse_unreadable(text, field)
    lines = nfc(text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in lines if char in _KEPT_IN_TEXT or _visible(char)).strip()
    _refuse_long(kept, field, limit)
    return kept


def fold_marks(text: str) -> str:
    """Chữ thường, một kiểu đặt dấu: "Hoà" and "Hòa" become the same; marks stay, so Đông Tiến is not Đồng Tiến."""
    lower = unicodedata.normalize("NFD", nfc(text).lower())
    return unicodedata.normalize("NFC", _NEW_STYLE.sub(_old_style, lower))


def bare(text: str) -> str:
    """Chữ thường không dấu, đ → d: same result as the SQL function `f_bare` for Latin text."""
    decomposed = unicodedata.normalize("NFD", nfc(text).replace("đ", "d").replace("Đ", "D"))
    stripped = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", stripped).lower()


def _old_style(found: re.Match[str]) -> str:
    """Move the tone from the second vowel to the first: "oa" + huyền → "o" + huyền + "a"."""
    vowels, tone = found.groups()
    return vowels[0] + tone + vowels[1:]


def _visible(char: str) -> bool:
    """Letters, marks, digits, signs, spaces; not control (Cc), format (Cf), private, unassigned, line separators."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"}


def _refuse_unreadable(text: str, field: str) -> None:
    if not readable(text):
        message = _("Có ký tự hỏng không đọc được. Hãy gõ lại mục này.")
        raise Invalid(code="unreadable_text", errors=[{"field": field, "message": message}])


def _refuse_long(text: str, field: str, limit: int) -> None:
    if len(text) > limit:
        message = _("Dài %(length)d ký tự, tối đa %(limit)d ký tự. Hãy rút ngắn.") % {
            "length": len(text),
            "limit": limit,
        }
        raise Invalid(errors=[{"field": field, "message": message}])
