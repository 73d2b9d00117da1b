"""Cửa sang chữ ký số: what documents asks of the room that signs, in its words.

`request` writes rows in the caller's transaction; it asks no token. When the room is not there (`current()` is None) a
document waits at "trình ký" and the pages say why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

PERSON, SEAL = "person", "seal"
SUBJECT = "document"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Một chữ ký cần có: of a person, or the agency's seal after it."""

    province_id: int
    unit_id: int
    purpose: str
    subject_id: int
    subject_code: str
    subject_title: str
    page: str
    wanted_user_id: int | None = None
    wanted_role: str = ""
    due_at: datetime | None = None
    order: int = 1
    placed: bool = True  # the page is documents' own, so the place of the mark is known
    mark: Mapping[str, Any] | None = None  # the place, when who made the page said it


class Request(Protocol):
    """Yêu cầu ký, as it comes back from the room that signs."""

    subject_id: int
    purpose: str


class Gate(Protocol):
    """Phòng chữ ký số."""

    def request(self, wanted: Sequence[Wanted], *, at: datetime) -> None:
        """Ask for these signatures, in this order."""

    def cancel(self, *, province_id: int, subject_id: int, at: datetime) -> None:
        """What is still waiting for this document is not wanted any more."""

    def lock(self, *, province_id: int, subject_id: int) -> None:
        """Lock what is asked for this document; always before the document itself."""

    def waits(self, *, province_id: int, subject_id: int) -> frozenset[str]:
        """Purposes of the signatures that are still wanted for this document."""

    def missing(self, *, unit_id: int, user_id: int, at: datetime) -> str:
        """Vì sao chưa ký được: why this person or unit cannot sign (no certificate…); empty when nothing is in the way."""


_gate: Gate | None = None


def use(gate: Gate | None) -> None:
    """Say who signs; called once by `ready()` (and by tests)."""
    global _gate
    _gate = gate


def current() -> Gate | None:
    """Who signs, if anybody."""
    return _gate
