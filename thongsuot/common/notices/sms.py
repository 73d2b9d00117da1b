"""Tin nhắn SMS: how many parts a text takes (GSM 03.38 or UCS-2), and the same text without marks."""

import unicodedata

# GSM 03.38: 7 bits a character; those of the extension table take two places. Vietnamese marks are in neither.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"
_WIDTH = dict.fromkeys(_BASIC, 1) | dict.fromkeys(_EXTENDED, 2)
ALONE_GSM, JOINED_GSM = 160, 153  # a part of a longer message gives some room to its number
ALONE_UCS2, JOINED_UCS2 = 70, 67


def is_gsm(text: str) -> bool:
    """Whether the text goes out in 7-bit characters."""
    return all(char in _WIDTH for char in text)


def parts(text: str) -> list[str]:
    """Các phần của tin: as they are sent and paid for; no character is torn between two."""
    gsm = is_gsm(text)
    alone, joined = (ALONE_GSM, JOINED_GSM) if gsm else (ALONE_UCS2, JOINED_UCS2)
    widths = [_WIDTH[char] if gsm else 1 + (ord(char) > 0xFFFF) for char in text]
    if sum(widths) <= alone:
        return [text]
    found, start, room = [], 0, joined
    for place, width in enumerate(widths):
        if width > room:
            found.append(text[start:place])
            start, room = place, joined
        room -= width
    return [*found, text[start:]]


def count(text: str) -> int:
    """Số phần phải trả tiền."""
    return len(parts(text))


def unaccented(text: str) -> str:
    """The text without marks, case kept: đ → d, Đ → D; what no phone of the old kind can show becomes plain."""
    plain = text.translate(_PLAIN)
    decomposed = unicodedata.normalize("NFD", plain)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_PLAIN = str.maketrans(
    {"đ": "d", "Đ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\xa0": " "}
)
