"""Kết quả kiểm tra chữ ký, in plain Vietnamese. Three answers and no fourth: valid, not valid, could not be checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class State(StrEnum):
    """Kết luận."""

    VALID = "valid"
    INVALID = "invalid"
    UNCHECKED = "unchecked"

    @property
    def label(self) -> Text:
        """Words for people."""
        return LABELS[self]


LABELS: dict[State, Text] = {
    State.VALID: _("Hợp lệ"),
    State.INVALID: _("Không hợp lệ"),
    State.UNCHECKED: _("Chưa kiểm tra được"),
}


@dataclass(frozen=True)
class Check:
    """Một điều đã kiểm tra: what came of it and why."""

    state: State
    text: Text


@dataclass(frozen=True)
class Signed:
    """Một chữ ký trong tệp."""

    position: int
    name: str
    organisation: str
    title: str
    serial: str
    issuer: str
    fingerprint: str
    signed_at: datetime | None
    stamped: bool
    covers_whole_file: bool
    chain: Check
    revocation: Check
    content: Check
    reason: str = ""
    revoked_since: datetime | None = None
    lasting: bool = False

    @property
    def state(self) -> State:
        """Altered or wrong anywhere: not valid. Anything unchecked: unchecked. Else valid."""
        states = {self.chain.state, self.revocation.state, self.content.state}
        if State.INVALID in states:
            return State.INVALID
        return State.UNCHECKED if State.UNCHECKED in states else State.VALID

    @property
    def signer(self) -> str:
        """Who, as the certificate says."""
        return self.name or self.organisation


@dataclass(frozen=True)
class Report:
    """Mọi chữ ký của một tệp, first signed first."""

    sha256: str
    checked_at: datetime
    signatures: Sequence[Signed] = field(default_factory=tuple)
    notes: Sequence[Text] = field(default_factory=tuple)

    @property
    def state(self) -> State:
        """The weakest of the signatures; a file without any could not be checked."""
        states = {one.state for one in self.signatures}
        if State.INVALID in states:
            return State.INVALID
        return State.UNCHECKED if not states or State.UNCHECKED in states else State.VALID
