"""Kết quả đo: one line per goal, said as a ratio; the table people read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """Một mục tiêu: what was measured on both sides, the ratio, and what was promised (≤ or ≥ a limit)."""

    goal: str
    name: str
    ours: str
    other: str
    ratio: float
    limit: float
    at_least: bool = False
    unit: str = "×"

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit

    def cells(self) -> tuple[str, ...]:
        """The line as texts."""
        sign = "≥" if self.at_least else "≤"
        return (
            self.goal,
            self.name,
            self.ours,
            self.other,
            _number(self.ratio, self.unit),
            f"{sign} {_number(self.limit, self.unit)}",
            "đạt" if self.met else "CHƯA",
        )


def _number(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value * 100:.1f} %"
    if unit == "×":
        return f"{value:.2f}×"
    return f"{value:g} {unit}"


HEAD = ("#", "Việc đo", "Thông Suốt", "Mức nền", "Tỉ lệ", "Mục tiêu", "")


def table(lines: list[Line]) -> str:
    """All lines, in columns."""
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    texts = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([texts[0], "─" * len(texts[0].ljust(sum(widths) + 12)), *texts[1:]])
