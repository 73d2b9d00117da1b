"""Điều tìm thấy: a rule's answer, with the things it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Severity(StrEnum):
    """Nặng nhẹ: red forbids the decision, warn wants work, note only informs."""

    RED = "red"
    WARN = "warn"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Severity).index(self)

    @property
    def words(self) -> Text:
        """Bằng lời."""
        return {
            Severity.RED: _("Phải sửa trước khi quyết"),
            Severity.WARN: _("Nên xử lý trước ngày hiệu lực"),
            Severity.NOTE: _("Để biết"),
        }[self]


@dataclass(frozen=True, slots=True)
class Thing:
    """Một chỗ cụ thể: what it is, and the page where it is mended (empty = nowhere in particular)."""

    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Một loại điều không khớp, with all the places where it occurs."""

    code: str
    severity: Severity
    title: Text
    advice: Text
    things: Sequence[Thing] = field(default_factory=tuple)
    order: int = 50

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "title": str(self.title),
            "advice": str(self.advice),
            "count": len(self.things),
            "things": [thing.words for thing in self.things],
        }
