"""Số điện thoại: a number of Việt Nam in one form (+84…), and whether a short message can reach it."""

import re

# Mobile numbers since 2018 begin with 3, 5, 7, 8 or 9 after the country code; older papers still have the long ones.
_MOBILE = re.compile(r"^[35789]\d{8}$")
_LANDLINE = re.compile(r"^2\d{9}$")
_OLD = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip


def normalised(text: str) -> str:
    """+84912345678, from any usual way of writing it; empty when it is no number of Việt Nam."""
    digits = re.sub(r"[ .()\-]", "", text or "")
    if not re.fullmatch(r"\+?\d{8,15}", digits, re.ASCII):
        return ""
    national = _national(digits)
    if len(national) == 10 and national[:3] in _OLD:
        national = _OLD[national[:3]] + national[3:]
    return f"+84{national}" if _MOBILE.match(national) or _LANDLINE.match(national) else ""


def mobile(text: str) -> str:
    """The same, only when a short message can reach it."""
    number = normalised(text)
    return number if _MOBILE.match(number[3:]) else ""


def masked(number: str) -> str:
    """091***678: enough to recognise one's own number."""
    local = f"0{number[3:]}" if number.startswith("+84") else number
    return f"{local[:3]}***{local[-3:]}" if len(local) >= 9 else "***"


def _national(digits: str) -> str:
    for prefix in ("+84", "0084", "84", "0"):
        if digits.startswith(prefix) and (prefix != "84" or len(digits) >= 11):
            return digits[len(prefix) :].removeprefix("0")
    return ""
