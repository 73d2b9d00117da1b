"""Nhiệm vụ: what was done and what is open."""

from thongsuot.cutover.carrying.decisions import carried
from thongsuot.tasks.models import OpenWork, SavedFilter, Task

carried(Task, "province", kinds={"subject_id": "subject_kind"})
carried(
    OpenWork,
    "province",
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
