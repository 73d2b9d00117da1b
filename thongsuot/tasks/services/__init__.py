"""Verbs on tasks: open, take, give, hand back, wait, close. Each write touches `Task` and `OpenWork` in one statement.

Every change tells the live lists of the unit by NOTIFY; the message leaves with the commit.
"""

from thongsuot.tasks.services.changing import change_tasks, set_dues
from thongsuot.tasks.services.handing import claim, give, hand_back, person_for
from thongsuot.tasks.services.locking import OpenTask, leads, lock_open_task, lock_subject_of, may_take
from thongsuot.tasks.services.opening import OPEN, close_tasks, open_tasks
from thongsuot.tasks.services.subjects import close_subject_tasks, set_subject_waiting

__all__ = [
    "OPEN",
    "OpenTask",
    "change_tasks",
    "claim",
    "close_subject_tasks",
    "close_tasks",
    "give",
    "hand_back",
    "leads",
    "lock_open_task",
    "lock_subject_of",
    "may_take",
    "open_tasks",
    "person_for",
    "set_dues",
    "set_subject_waiting",
]
