"""Cơ sở dữ liệu mà Nhà nước đã có: one small protocol, a dated register, and adapters behind it.

A component is not asked for when a database announced as open for use answers it (NĐ 118/2025 Art 4.2a and 17.2.a as
amended by NĐ 309/2026; TT 04/2025/TT-VPCP). Adapters answer match, no match, none or insufficient with the least data
that serves; what is kept is the outcome, never the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _


class Outcome(Enum):
    """Kết quả tra: the four answers of the national population database's products, and ours when nobody answered."""

    MATCH = "match"
    NO_MATCH = "no_match"
    NONE = "none"
    INSUFFICIENT = "insufficient"
    UNAVAILABLE = "unavailable"


# Said to the person whose paper it is; what to do follows from it.
WORDS = {
    Outcome.MATCH: _("thông tin khớp"),
    Outcome.NO_MATCH: _("có số này nhưng họ tên hoặc ngày sinh không khớp"),
    Outcome.NONE: _("không có số này"),
    Outcome.INSUFFICIENT: _("thiếu thông tin để đối chiếu"),
    Outcome.UNAVAILABLE: _("đang không trả lời"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Người được hỏi: as typed or as the account says; the database compares, we do not."""

    id_number: str
    name: str
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Câu trả lời: `facts` only with MATCH, and only what the register says this database gives."""

    outcome: Outcome
    facts: Mapping[str, Any] = field(default_factory=dict)


class Adapter(Protocol):
    """Bộ nối tới một cơ sở dữ liệu."""

    def ask(self, person: Person) -> Answer:
        """Ask about one person; answers within the time limit, UNAVAILABLE instead of an exception."""
