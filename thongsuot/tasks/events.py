"""Tin của phòng nhiệm vụ: what other rooms may want to know when a task changes hands.

Handlers run inside the transaction of the change; whoever raises in one refuses the change. A room subscribes for its
own kinds of task, so nothing walks down from here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TaskTaken:
    """Việc đã có người nhận (by claiming it, or because a leader gave it to them)."""

    task_id: int
    province_id: int
    kind: str
    subject_id: int
    assignee_id: int
    by_id: int
    unit_id: int
    at: datetime


# Locks are taken in one order everywhere: the subject (a dossier) first, its task second.
_lockers: dict[str, Callable[[int], None]] = {}
_taken: dict[str, list[Callable[[TaskTaken], None]]] = {}


def on_taken(kind: str) -> Callable[[Callable[[TaskTaken], None]], Callable[[TaskTaken], None]]:
    """Subscribe a handler for tasks of one kind; used as a decorator in a room's `handlers.py`."""

    def register(handler: Callable[[TaskTaken], None]) -> Callable[[TaskTaken], None]:
        _taken.setdefault(kind, []).append(handler)
        return handler

    return register


def before_taking(kind: str) -> Callable[[Callable[[int], None]], Callable[[int], None]]:
    """Register how the subject of this kind of task is locked (by its id) before the task itself is."""

    def register(locker: Callable[[int], None]) -> Callable[[int], None]:
        _lockers[kind] = locker
        return locker

    return register


def lock_subject(kind: str, subject_id: int) -> None:
    """Lock the subject of a task that is about to change hands."""
    if kind in _lockers:
        _lockers[kind](subject_id)


def tell_taken(event: TaskTaken) -> None:
    """Run the subscribers of this kind."""
    for handler in _taken.get(event.kind, ()):
        handler(event)
