"""Khác biệt giữa một nguồn và kế hoạch: what would be added, changed, removed, in words."""

from dataclasses import dataclass, field

from thongsuot.cutover.models import PlanUnit

ADD, CHANGE, REMOVE = "add", "change", "remove"
Units = dict[tuple[str, str], PlanUnit]


@dataclass(frozen=True, slots=True)
class Line:
    """Một khác biệt: what would happen to which thing, in words."""

    act: str
    thing: str  # old | new | going
    words: str


@dataclass
class Diff:
    """Khác biệt giữa nguồn và kế hoạch."""

    lines: list[Line] = field(default_factory=list)
    same: int = 0

    def add(self, act: str, thing: str, words: str) -> None:
        """One more difference."""
        self.lines.append(Line(act, thing, words))

    @property
    def counts(self) -> dict[str, int]:
        """Bao nhiêu thêm, đổi, bỏ."""
        return {act: sum(line.act == act for line in self.lines) for act in (ADD, CHANGE, REMOVE)}
