"""Nhiệm vụ: what was done and what is open."""

from thongsuot.cutover.carrying.decisions import NOT_LEFT, carried
from thongsuot.tasks.models import OpenWork, SavedFilter, Task

_HERE = "t.province_id IN (SELECT id FROM pack_province)"
_OF_TASK = "SELECT FROM tasks_task k WHERE k.province_id = t.province_id AND k.id = t.task_id"

carried(Task, "where", f"{_HERE} AND {NOT_LEFT}", kinds={"subject_id": "subject_kind"})
carried(
    OpenWork,
    "where",
    f"{_HERE} AND EXISTS ({_OF_TASK} AND {NOT_LEFT.replace('t.', 'k.', 1)})",
    extras={
        "_kind": (
            "(SELECT k.subject_kind FROM tasks_task k WHERE k.province_id = t.province_id AND k.id = t.task_id)",
            "text",
        )
    },
    kinds={"subject_id": "_kind"},
    refs={"assignee_id": "accounts.user"},
    vanishes=True,
)
carried(SavedFilter, "user", only_with_new="user_id")
