"""Chạy thử quy trình: what would happen to a sample dossier, step by step, by the legal clock; nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from thongsuot.common import clock
from thongsuot.procedures.process import Process, Step, holds


@dataclass(frozen=True, slots=True)
class DryStep:
    """Một bước khi chạy thử: from when to when; a step that is passed over has no times."""

    step: Step
    starts_at: datetime | None
    ends_at: datetime | None

    @property
    def passed_over(self) -> bool:
        """Its condition on the form is false."""
        return self.starts_at is None


@dataclass(frozen=True, slots=True)
class DryRun:
    """Kết quả chạy thử; `slack_minutes` is what remains of the legal time (negative: the steps take longer)."""

    steps: tuple[DryStep, ...]
    ends_at: datetime
    due_at: datetime | None
    slack_minutes: int | None

    @property
    def too_long(self) -> bool:
        """The steps together take longer than the law allows."""
        return self.slack_minutes is not None and self.slack_minutes < 0


def dry_run(
    process: Process,
    form: Mapping[str, Any],
    *,
    received_at: datetime,
    limit: tuple[Decimal, str] | None,
    calendar: clock.Calendar,
) -> DryRun:
    """Mỗi bước làm đúng thời gian của mình, side by side where nothing makes them wait for each other.

    Raises CalendarUnknown when it runs into a year without a calendar.
    """
    ended: dict[str, datetime] = {}
    rows = []
    for step in process.steps:
        begin = max((ended[key] for key in step.after), default=received_at)
        if not holds(step.condition, form):
            ended[step.key] = begin
            rows.append(DryStep(step, None, None))
            continue
        end = clock.add_minutes(calendar, begin, step.minutes or 0)
        ended[step.key] = end
        rows.append(DryStep(step, begin, end))
    last = max(ended.values(), default=received_at)
    due = _due(calendar, received_at, limit)
    slack = clock.working_minutes(calendar, last, due) if due else None
    return DryRun(tuple(rows), last, due, slack)


def _due(calendar: clock.Calendar, received_at: datetime, limit: tuple[Decimal, str] | None) -> datetime | None:
    if limit is None:
        return None
    return clock.due(calendar, received_at, clock.Duration(limit[0], clock.DurationUnit(limit[1]))).due_at


def fields_of(process: Process) -> list[str]:
    """Những câu trả lời mà quy trình hỏi tới, in the order of its steps."""
    found: dict[str, None] = {}
    for step in process.steps:
        _collect(step.condition, found)
    return list(found)


def _collect(condition: Any, found: dict[str, None]) -> None:
    if isinstance(condition, Mapping):
        if isinstance(condition.get("field"), str):
            found[condition["field"]] = None
        for part in condition.values():
            _collect(part, found)
    elif isinstance(condition, list):
        for part in condition:
            _collect(part, found)
