"""Một giấy và chữ ký trên nó: how far its signatures have come, read from the requests alone."""

from dataclasses import dataclass, field
from datetime import datetime

from thongsuot.accounts.models import Role
from thongsuot.common.models import StoredFile
from thongsuot.signatures.models import SigningRequest

State = SigningRequest.State


@dataclass(frozen=True, slots=True)
class Line:
    """Một chữ ký: made, or waiting for somebody. `code` opens the public check of the file as it was then."""

    purpose: str
    who: str
    state: str
    at: datetime | None
    code: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Giấy của một việc. `file` is what was signed last, else what waits to be signed; None when nobody was asked."""

    lines: list[Line] = field(default_factory=list)
    file: StoredFile | None = None
    refusal: str = ""

    @property
    def waiting(self) -> bool:
        """Còn chữ ký chưa có."""
        return any(line.state == State.WAITING for line in self.lines)

    @property
    def signed(self) -> bool:
        """Đủ chữ ký đã xin."""
        return bool(self.lines) and not self.waiting

    @property
    def signed_some(self) -> bool:
        """Có ít nhất một chữ ký."""
        return any(line.state == State.SIGNED for line in self.lines)


def paper_of(province_id: int, subject_kind: str, subject_id: int) -> Paper:
    """Giấy này ký tới đâu; what was refused or withdrawn counts no more, but the last refusal is told. One statement."""
    rows = list(
        SigningRequest.objects.filter(province_id=province_id, subject_kind=subject_kind, subject_id=subject_id)
        .select_related("wanted_user", "certificate", "signed_file", "file")
        .order_by("order", "pk")
    )
    stand = [one for one in rows if one.state == State.WAITING or (one.state == State.SIGNED and not one.superseded)]
    last = next((one.signed_file for one in reversed(stand) if one.signed_file), None)
    first = next((one.file for one in stand if one.file), None)
    refused = max((one for one in rows if one.state == State.REFUSED), key=lambda one: one.pk, default=None)
    newest = max((one.pk for one in stand), default=0)
    return Paper(
        [_line(one) for one in stand],
        last or first,
        refused.reason if refused and refused.pk > newest else "",
    )


def _line(one: SigningRequest) -> Line:
    named = str(one.wanted_user) if one.wanted_user else str(Role(one.wanted_role).label)
    who = one.certificate.subject if one.certificate else named
    return Line(str(SigningRequest.Purpose(one.purpose).label), who, one.state, one.closed_at, one.code)
