"""Lời gọi: how a number is read aloud, and how long a wait is in words."""

from django.utils.translation import gettext as _

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def digits(number: str) -> str:
    """Đọc từng chữ số: "012" → "không một hai"."""
    return " ".join(DIGITS[int(char)] for char in number)


def number(value: int) -> str:
    """Đọc một số từ 0 đến 999: 3 → "ba", 15 → "mười lăm", 21 → "hai mươi mốt", 105 → "một trăm linh năm"."""
    if not 0 <= value <= 999:
        raise ValueError("chỉ đọc số từ 0 đến 999")
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return _below_hundred(rest)
    said = f"{DIGITS[hundreds]} trăm"
    if not rest:
        return said
    return f"{said} {'linh ' + DIGITS[rest] if rest < 10 else _below_hundred(rest)}"


def _below_hundred(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not tens:
        return DIGITS[ones]
    said = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    if not ones:
        return said
    if ones == 5:
        return f"{said} lăm"
    if ones == 1 and tens > 1:
        return f"{said} mốt"
    if ones == 4 and tens > 1:
        return f"{said} tư"
    return f"{said} {DIGITS[ones]}"


def call(label: str, counter: int) -> str:
    """Lời mời: "Mời số A không một hai đến quầy số ba"."""
    return _("Mời số %(letter)s %(digits)s đến quầy số %(counter)s") % {
        "letter": label[:1],
        "digits": digits(label[1:]),
        "counter": number(counter),
    }


def minutes(seconds: float | None) -> str:
    """Một khoảng chờ, rounded to minutes: "dưới 1 phút", "12 phút", "1 giờ 5 phút"; a dash for nothing."""
    if seconds is None:
        return "–"
    whole = round(seconds / 60)
    if whole < 1:
        return _("dưới 1 phút")
    if whole < 60:
        return _("%(n)d phút") % {"n": whole}
    return _("%(h)d giờ %(m)d phút") % {"h": whole // 60, "m": whole % 60}
