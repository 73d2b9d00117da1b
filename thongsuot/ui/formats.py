"""Cách viết của người Việt: dates, times, money, numbers, sizes and the order of names, as filters of every page."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

VIETNAM = ZoneInfo(settings.TIME_ZONE)
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_ORDER = {letter: number for number, letter in enumerate(_LETTERS)}
# Order of the tones in Vietnamese dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_NO_LETTER = 99
_UNITS = ("B", "kB", "MB", "GB")


def vi_date(value: date | datetime | None) -> str:
    """07/07/2025; empty for nothing."""
    if value is None:
        return ""
    local = _local(value)
    return f"{local.day:02}/{local.month:02}/{local.year:04}"


def vi_time(value: datetime | None) -> str:
    """14:05."""
    return "" if value is None else f"{_local(value):%H:%M}"


def vi_datetime(value: datetime | None) -> str:
    """14:05 07/07/2025, the order in which Vietnamese officials say it."""
    if value is None:
        return ""
    local = value.astimezone(VIETNAM) if value.tzinfo else value
    return f"{local.hour:02}:{local.minute:02} {local.day:02}/{local.month:02}/{local.year:04}"


def vi_day(value: date | datetime | None) -> str:
    """Thứ hai, 07/07/2025."""
    if value is None:
        return ""
    local = _local(value)
    names = (_("Thứ hai"), _("Thứ ba"), _("Thứ tư"), _("Thứ năm"), _("Thứ sáu"), _("Thứ bảy"), _("Chủ nhật"))
    return f"{names[local.weekday()]}, {local:%d/%m/%Y}"


def vi_number(value: int | float | Decimal | None) -> str:
    """1.234.567,5: dots between thousands, comma before decimals, of which at most ten."""
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.10f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def vi_money(dong: int | None) -> str:
    """8.000 đ with a space that does not break; nothing to pay reads "không thu phí"."""
    if dong is None:
        return ""
    return _("không thu phí") if dong == 0 else f"{vi_number(dong)}\u00a0đ"


def vi_size(size: int | None) -> str:
    """Size of a file: 1,2 MB."""
    if size is None:
        return ""
    number, step = float(size), 0
    while number >= 1000 and step < len(_UNITS) - 1:
        number, step = number / 1000, step + 1
    return f"{vi_number(round(number, 1))}\u00a0{_UNITS[step]}"


def vi_date_or_text(value: date | datetime | str | None) -> str:
    """A date as dd/mm/yyyy, and what somebody typed exactly as he typed it."""
    return vi_date(value) if isinstance(value, date) else (value or "")


def date_parts(value: date | tuple[str, ...] | list[str] | str | None) -> tuple[str, str, str]:
    """Day, month, year for three boxes, from a date or from what was typed into them."""
    if isinstance(value, date):
        return str(value.day), str(value.month), str(value.year)
    if isinstance(value, list | tuple):
        typed = [str(part or "") for part in value][:3]
        return (*typed, *[""] * (3 - len(typed)))  # type: ignore[return-value]
    return "", "", ""


def vietnamese_key(text: str) -> tuple[tuple[int, int], ...]:
    """Sort key by the Vietnamese alphabet: a ă â b … and tones in dictionary order."""
    letters: list[tuple[int, int]] = []
    for character in unicodedata.normalize("NFC", text.lower()):
        letter, tone = _letter_and_tone(character)
        letters.append((_LETTER_ORDER.get(letter, _NO_LETTER if letter != " " else -1), tone))
    base = tuple((order, 0) for order, _tone in letters)
    return (*base, (-2, 0), *letters)


def given_name_key(full_name: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Order in which officials list people: given name first (Trần Thị **An** before Lê Văn **Bình**), then the rest."""
    words = full_name.split()
    if not words:
        return ()
    return vietnamese_key(words[-1]), vietnamese_key(" ".join(words[:-1]))


def field_id(name: str) -> str:
    """Name of a field as part of an HTML id."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", str(name)).strip("-")


def _letter_and_tone(character: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", character)
    tone = max((_TONES.get(mark, 0) for mark in parts[1:]), default=0)
    kept = "".join(part for part in parts if part not in _TONES)
    return unicodedata.normalize("NFC", kept), tone


def _local(value: date | datetime) -> date | datetime:
    return value.astimezone(VIETNAM) if isinstance(value, datetime) and value.tzinfo else value
