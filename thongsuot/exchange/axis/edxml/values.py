"""Giá trị trong thông điệp: text, days, moments and numbers as careless writers send them."""

import re
from datetime import date, datetime, timedelta, timezone
from typing import Any

from thongsuot.common.text import nfc
from thongsuot.exchange.axis.edxml.messages import Remark

VIETNAM = timezone(timedelta(hours=7))
LONGEST = 20_000
_DAY = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_HOUR = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_IDENTIFIER = re.compile(r"(?:[A-Z]\d{2}|\d{3})(?:\.[A-Z0-9]+)*")


class Fields:
    """Con của một phần tử by local name: prefixes and namespaces differ from writer to writer, names do not."""

    def __init__(self, element: Any, remarks: list[Remark]) -> None:
        self.remarks = remarks
        self._found: dict[str, list[Any]] = {}
        if element is None:
            return
        for child in element:
            tag = child.tag
            if isinstance(tag, str):
                name = tag.rpartition("}")[2]
                if name in self._found:
                    self._found[name].append(child)
                else:
                    self._found[name] = [child]

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def all(self, *names: str) -> list[Any]:
        """Mọi con mang một trong các tên."""
        return [one for name in names for one in self._found.get(name, ())]

    def under(self, *names: str) -> "Fields":
        """Con của con đầu tiên mang tên ấy; nothing in it when there is none."""
        return Fields(self._first(names), self.remarks)

    def _first(self, names: tuple[str, ...]) -> Any:
        for name in names:
            if found := self._found.get(name):
                return found[0]
        return None

    def text(self, *names: str) -> str:
        """Chữ trên một dòng, NFC; empty when absent."""
        for name in names:
            if found := self._found.get(name):
                return line_of(written_in(found[0])[:LONGEST])
        return ""

    def block(self, *names: str) -> str:
        """Chữ nhiều dòng."""
        lines = [line_of(one) for one in self.raw(*names).splitlines()]
        return "\n".join(lines).strip()

    def raw(self, *names: str) -> str:
        """Như đã viết."""
        found = self._first(names)
        return "" if found is None else written_in(found)[:LONGEST]

    def day(self, *names: str) -> date | None:
        """Ngày; an impossible one is remarked upon and left empty."""
        written = self.text(*names)
        found = day_of(written)
        if written and found is None:
            self.remarks.append(Remark("date_impossible", f"{names[0]} “{written[:40]}”"))
        return found

    def moment(self, *names: str) -> datetime | None:
        """Thời điểm; without an offset it is of Viet Nam."""
        written = self.text(*names)
        found = moment_of(written)
        if written and found is None:
            self.remarks.append(Remark("date_impossible", f"{names[0]} “{written[:40]}”"))
        return found

    def number(self, *names: str) -> int | None:
        """Số nguyên không âm."""
        written = self.text(*names)
        if written.isascii() and written.isdigit() and len(written) <= 9:
            return int(written)
        if written:
            self.remarks.append(Remark("number_unreadable", f"{names[0]} “{written[:40]}”"))
        return None


def written_in(element: Any) -> str:
    """Chữ của một phần tử và của con nó, without comments."""
    return "".join(element.xpath(".//text()")) if len(element) else element.text or ""


def line_of(text: str) -> str:
    """One line: NFC, single spaces, nothing invisible."""
    if not text:
        return ""
    if text.isascii():  # codes, days, numbers: most fields
        return " ".join(text.split())
    if max(text) >= "\u200b":
        text = _INVISIBLE.sub("", text)
    return _SPACES.sub(" ", nfc(text).replace("\n", " ")).strip()


def day_of(text: str) -> date | None:
    """A day written year first or day first; None when there is no such day."""
    if found := _DAY.match(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.match(text):
        day, month, year = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """A moment in one of the usual writings."""
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=VIETNAM)
    except ValueError:
        pass
    day, hour = day_of(text), _HOUR.search(text)
    if day is None:
        return None
    try:
        h, m, s = (int(part or 0) for part in hour.groups()) if hour else (0, 0, 0)
        return datetime(day.year, day.month, day.day, h, m, s, tzinfo=VIETNAM)
    except ValueError:
        return None


def well_formed(identifier: str) -> bool:
    """Mã định danh đúng cấu trúc: of QĐ 20/2020 (H27.1.2), or the older one with groups of digits in front (000.01.12.H28)."""
    return len(identifier) <= 35 and bool(_IDENTIFIER.fullmatch(identifier))
