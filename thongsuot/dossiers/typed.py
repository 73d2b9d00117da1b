"""Điều người làm gõ vào biểu mẫu của một động từ: text, money and moments as the services take them."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.dossiers import checks
from thongsuot.ui.forms import parse_date

VIETNAM = ZoneInfo(settings.TIME_ZONE)
MOST_DIGITS = 15
_HOUR = re.compile(r"([01]?\d|2[0-3])(?:[:hg.]([0-5]\d)?)?", re.ASCII)


def day_of(typed: str, field: str) -> date | None:
    """Một ngày gõ vào ô lọc; None when empty, Invalid at its box for a day that is none or far from any work."""
    if not typed.strip():
        return None
    day = parse_date(typed)
    if day is None or not 1990 <= day.year <= 2200:
        message = _("Ngày “%(day)s” không đúng. Ghi ngày/tháng/năm, ví dụ 07/07/2025.") % {"day": typed[:20]}
        raise Invalid(message, errors=[{"field": field, "message": message}])
    return day


class Typed:
    """Fields of one verb's form: several forms stand on the page, so each name begins with its verb."""

    def __init__(self, post: QueryDict, verb: str) -> None:
        self.post, self.verb = post, verb

    def get(self, name: str) -> str:
        """One answer without spaces around it."""
        return str(self.post.get(f"{self.verb}-{name}", self.post.get(name, ""))).strip()

    def answer(self, name: str, value: str) -> None:
        """Put an answer in, as if it had been typed: it comes back with the page."""
        self.post = self.post.copy()
        self.post[f"{self.verb}-{name}" if self.verb else name] = value

    def all(self, name: str) -> list[str]:
        """All answers of a name."""
        return self.post.getlist(f"{self.verb}-{name}") or self.post.getlist(name)

    def group(self, prefix: str) -> dict[str, str]:
        """All answers whose names begin so, by the rest of the name; empty ones left out."""
        start = f"{self.verb}-{prefix}"
        found = {name.removeprefix(start): self.post[name].strip() for name in self.post if name.startswith(start)}
        return {name: answer for name, answer in found.items() if answer}

    def money(self, name: str) -> int:
        """Số tiền: "8.000 đ", "8000"; refused when it is no whole number of đồng."""
        digits = self.get(name).removesuffix("đ").replace(".", "").replace("\u00a0", "").replace(" ", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
            raise checks.invalid(name, _("Số tiền ghi bằng số nguyên đồng, ví dụ 8.000."), "amount_invalid")
        return int(digits)

    def moment(self, name: str) -> datetime:
        """Ngày và giờ gõ ở hai ô `…_date`, `…_time`, on the wall clock of Viet Nam."""
        day = parse_date(self.get(f"{name}_date"))
        if day is None:
            raise checks.invalid(f"{name}_date", _("Ngày ghi theo dạng ngày/tháng/năm, ví dụ 07/07/2025."))
        hour = _HOUR.fullmatch(self.get(f"{name}_time") or "17:00")
        if hour is None:
            raise checks.invalid(f"{name}_time", _("Giờ ghi theo dạng giờ:phút, ví dụ 17:00."))
        return datetime.combine(day, time(int(hour[1]), int(hour[2] or 0)), VIETNAM)
