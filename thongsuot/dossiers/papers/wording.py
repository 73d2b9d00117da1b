"""Cách ghi trên giấy: moments, days, sizes and numbers as Vietnamese papers write them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", " nghìn", " triệu", " tỷ")
_KIB = 1024


def moment(at: datetime | None) -> str:
    """`07/07/2025 14:00`, giờ Việt Nam."""
    return f"{at.astimezone(LOCAL):%d/%m/%Y %H:%M}" if at else ""


def day(on: date | None) -> str:
    """`07/07/2025`."""
    return f"{on:%d/%m/%Y}" if on else ""


def local_day(at: datetime) -> date:
    """Ngày ở Việt Nam của một thời điểm."""
    return at.astimezone(LOCAL).date()


def place_and_day(place: str, on: date | None) -> str:
    """`Mai Phụ, ngày 07 tháng 7 năm 2025`: NĐ 30 puts a 0 before days under 10 and the months 1 and 2 only."""
    if on is None:
        return f"{place}, ngày ...... tháng ...... năm ........"
    month = f"0{on.month}" if on.month <= 2 else str(on.month)
    return f"{place}, ngày {on.day:02d} tháng {month} năm {on.year}"


def day_in_words(on: date) -> str:
    """`ngày mười hai tháng bảy năm hai nghìn không trăm hai mươi lăm`; the first ten days and month 4 as spoken."""
    spoken_day = f"mồng {in_words(on.day)}" if on.day <= 10 else in_words(on.day)
    spoken_month = "tư" if on.month == 4 else in_words(on.month)
    return f"ngày {spoken_day} tháng {spoken_month} năm {in_words(on.year)}"


def in_words(number: int) -> str:
    """Số bằng chữ: 2025 → hai nghìn không trăm hai mươi lăm. From 0 to under one thousand tỷ."""
    if not 0 <= number < 10**12:
        raise ValueError(f"không đọc được số {number}")
    if number == 0:
        return DIGITS[0]
    groups = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    first = len(groups) - 1
    return " ".join(
        _three(groups[scale], leading=scale == first) + SCALES[scale] for scale in range(first, -1, -1) if groups[scale]
    )


def _three(number: int, *, leading: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [] if leading and not hundreds else [f"{DIGITS[hundreds]} trăm"]
    if tens == 0 and units:
        words += [f"linh {DIGITS[units]}" if words else DIGITS[units]]
    elif tens == 1:
        words += ["mười" + (f" {_unit(units, after_ten=True)}" if units else "")]
    elif tens:
        words += [f"{DIGITS[tens]} mươi" + (f" {_unit(units)}" if units else "")]
    return " ".join(words)


def _unit(units: int, *, after_ten: bool = False) -> str:
    if units == 5:
        return "lăm"
    if after_ten:
        return DIGITS[units]
    return {1: "mốt", 4: "tư"}.get(units, DIGITS[units])


def money(amount: int) -> str:
    """`8.000 đ`."""
    return f"{amount:,}".replace(",", ".") + " đ"


def size(count: int) -> str:
    """`245 KB`, `1,2 MB`."""
    if count < _KIB:
        return f"{count} byte"
    if count < _KIB * _KIB:
        return f"{round(count / _KIB)} KB"
    return f"{count / _KIB / _KIB:.1f} MB".replace(".", ",")
