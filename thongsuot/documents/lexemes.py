"""Chữ để tìm: the words of a text as the index keeps them, and as a question asks for them; pure, no database.

PostgreSQL's own parser is not asked: it takes "123/UBND-VP" for the path of a file and then finds none of its words. Here
a word is a run of letters and digits, for texts and questions alike. Each stands without its marks; a word that has marks
stands a second time with them, in one way of placing them (`fold_marks`), so that whoever types marks is answered from the
index too. Order is not kept (a phrase is looked for in the text itself), and a vector stays far below its limit.
"""

import re
from collections.abc import Collection

from thongsuot.common.text import bare, fold_marks

_WORD = re.compile(r"[^\W_]+")
_PHRASE = re.compile(r'["“”]([^"“”]+)["“”]')
_LONGEST = 64  # characters; longer runs are noise of scans, or keys
_MOST_BYTES = 800_000  # of one vector; the database holds 1 MB
MOST_ASKED = 12


def unit_mark(unit_id: int) -> str:
    """Đơn vị của văn bản as a word of it, which no text can have: one index answers for unit and words together."""
    return f"_{unit_id}"


def lexemes(body: str, unit_id: int) -> list[str]:
    """Mọi chữ của một văn bản, each once: the unit, words without marks, then words with them."""
    plain, marked = set(_words(bare(body))), set(_words(fold_marks(body)))
    found, room = [unit_mark(unit_id)], _MOST_BYTES
    for word in (*sorted(plain), *sorted(marked - plain)):
        room -= len(word.encode()) + 8
        if room < 0:
            break
        found.append(word)
    return found


def asked(typed: str) -> list[str]:
    """Chữ được hỏi, without marks, in the order typed."""
    return list(dict.fromkeys(_words(bare(typed))))[:MOST_ASKED]


def asked_with_marks(typed: str) -> list[str]:
    """The same words as they were typed, when any of them has marks; otherwise none."""
    words = list(dict.fromkeys(_words(fold_marks(typed))))[:MOST_ASKED]
    return words if words != asked(typed) else []


def phrases(typed: str) -> list[str]:
    """Cụm từ trong ngoặc kép, as patterns for the text: these words one after the other, marks and case as they come.

    A number with its notation ("123/UBND-VP") is one thing too, with or without quotes.
    """
    quoted = _PHRASE.findall(typed)
    signs = [part for part in _PHRASE.sub(" ", typed).split() if "/" in part and len(_words(part)) > 1]
    found = [_words(bare(part)) for part in (*quoted, *signs)]
    return [r"\m" + r"[^[:alnum:]]+".join(map(_any_marks, words)) + r"\M" for words in found if len(words) > 1]


def first_place(words: Collection[str]) -> str:
    """Pattern of the place a reader wants to see: any of the words asked for."""
    return r"\m(" + "|".join(map(_any_marks, words)) + r")\M"


def query(words: Collection[str], unit_ids: Collection[int] = ()) -> str:
    """Text of a tsquery: all of the words, in one of the units."""
    parts = [f"'{word}'" for word in words]
    if unit_ids:
        parts.append("(" + " | ".join(f"'{unit_mark(one)}'" for one in sorted(unit_ids)) + ")")
    return " & ".join(parts)


def _words(text: str) -> list[str]:
    return [word[:_LONGEST] for word in _WORD.findall(text)]


_VOWELS = {
    "a": "aàảãáạăằẳẵắặâầẩẫấậ",
    "e": "eèẻẽéẹêềểễếệ",
    "i": "iìỉĩíị",
    "o": "oòỏõóọôồổỗốộơờởỡớợ",
    "u": "uùủũúụưừửữứự",
    "y": "yỳỷỹýỵ",
    "d": "dđ",
}


def _any_marks(word: str) -> str:
    """Pattern of a word without marks: each letter in any marks and case (a text is NFC, so each is one character)."""
    return "".join(f"[{(every := _VOWELS.get(letter, letter))}{every.upper()}]" for letter in word)
