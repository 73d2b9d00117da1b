"""Dòng của danh sách việc: each line is drawn once and kept until something on it changes.

Officials open the list all day and most of its lines are the same each time. What a line shows is its key: the task's
row, the words for its due moment, whose it is, the language. Nothing has to be told that a line is out of date.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from markupsafe import Markup

from thongsuot.accounts.principal import Principal
from thongsuot.common import clock
from thongsuot.common.stamps import CALENDAR, cached
from thongsuot.org.calendars import calendar_for
from thongsuot.org.selectors import unit_info
from thongsuot.tasks.forms import DUES, KINDS, STATE_LABELS, VIEWS, Chosen
from thongsuot.tasks.models import OPEN_STATES, TaskState
from thongsuot.tasks.selectors import TaskRow
from thongsuot.ui import due

FIXED = {"head": "tasks/_head.html", "acts": "tasks/_acts.html", "dialogs": "tasks/_dialogs.html"}
KEPT = 4_096  # lines of a process, about 4 kB each


def drawn(tasks: Sequence[TaskRow], principal: Principal, at: datetime) -> Markup:
    """The lines of a page, in order; empty without tasks."""
    provinces = {post.unit_id: post.province_id for post in principal.posts}
    language, many_units = get_language() or "", len(provinces) > 1
    today = timezone.localdate(at)
    return Markup("\n").join(
        _line(
            task,
            _due(
                provinces.get(task.unit_id),
                task.due_at,
                _to_the_minute(at, task.due_at),
                task.state == TaskState.WAITING,
                language,
            ),
            unit_info(task.unit_id, today).full_name if many_units else "",
            task.assignee_id == principal.user_id,
            language,
        )
        for task in tasks
    )


@lru_cache(maxsize=KEPT)
def _line(task: TaskRow, words: due.Due, unit: str, mine: bool, language: str) -> Markup:
    """One line in the language that is active."""
    return _row(language)(task, words, unit, mine, str(STATE_LABELS[task.state]))


@cache
def _row(language: str) -> Callable[..., Markup]:
    """The template's macro with its labels in the active language; cheaper than a whole template for each line."""
    template: Any = get_template("tasks/_row.html")
    return template.template.make_module().line


def filters(chosen: Chosen, *, leads: bool) -> Markup:
    """The form above the list, with what the person chose."""
    return _filters(replace(chosen, after=None), leads, get_language() or "")


@lru_cache(maxsize=512)
def _filters(chosen: Chosen, leads: bool, language: str) -> Markup:
    shown = {
        "chosen": chosen,
        "views": [(k, v) for k, v in VIEWS.items() if k != "don-vi" or leads],
        "dues": DUES.items(),
        "kinds": KINDS.items(),
        "states": [(int(state), state.label) for state in OPEN_STATES],
    }
    return Markup(render_to_string("tasks/_filters.html", shown))  # noqa: S704


def fixed_parts() -> dict[str, Markup]:
    """Parts that are the same for everybody: head of the table, acts on ticked tasks, dialogs."""
    return _fixed_parts(get_language() or "")


@cache
def _fixed_parts(language: str) -> dict[str, Markup]:
    return {name: Markup(render_to_string(template)) for name, template in FIXED.items()}  # noqa: S704


def _to_the_minute(at: datetime, due_at: datetime | None) -> datetime:
    """Words for a due moment change with the minute, and in the second when it passes."""
    minute = at.replace(second=0, microsecond=0)
    return at if due_at is not None and minute <= due_at < at else minute


@cached(CALENDAR)
def _due(province_id: int | None, due_at: datetime | None, at: datetime, paused: bool, language: str) -> due.Due:
    """Words for a due moment as of this minute; kept while neither the minute nor a calendar has changed."""
    return due.words(due_at, at, minutes=distance(province_id, due_at, at), paused=paused)


def distance(province_id: int | None, due_at: datetime | None, at: datetime) -> int | None:
    """Working minutes between now and the due moment; None without a due moment, or in a year without a calendar."""
    if due_at is None or province_id is None:
        return None
    try:
        calendar = calendar_for(province_id, clock.local(at).date())
        return clock.working_minutes(calendar, min(at, due_at), max(at, due_at))
    except clock.CalendarUnknown:
        return None
