"""Nhiều thông báo không tới thành một việc của quầy: one task in the task list, not one per message."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.common.language import in_vietnamese
from thongsuot.org.selectors import unit_info
from thongsuot.tasks import services as tasks
from thongsuot.tasks.specs import TaskSpec

KIND = "notice.lost"
MANY = 5  # fewer are seen on the pages of their dossiers and at the counter
IN_HAND = timedelta(days=1)
# Per counter: how many wait, its open task if there is one. A counter of the past counts for nobody but its successor's list.
_COUNTS = """
SELECT coalesce(n.province_id, w.province_id), coalesce(n.unit_id, w.unit_id), coalesce(n.waiting, 0), w.task_id
  FROM (SELECT province_id, unit_id, count(*) AS waiting FROM common_notice WHERE needs_person AND unit_id IS NOT NULL
         GROUP BY province_id, unit_id) n
  FULL JOIN (SELECT province_id, unit_id, task_id FROM tasks_openwork WHERE kind = %s) w
    ON w.province_id = n.province_id AND w.unit_id = n.unit_id
"""


@transaction.atomic
@in_vietnamese()
def watch(at: datetime) -> int:
    """Mở, đóng việc theo số thông báo đang chờ; returns how many tasks were opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [KIND])
        cursor.execute(_COUNTS, [KIND])
        rows = cursor.fetchall()
    for province_id, _unit, waiting, task_id in rows:
        if task_id is not None and not waiting:
            tasks.close_tasks([task_id], province_id=province_id, by_id=None, at=at)
    return len(
        tasks.open_tasks(
            [
                _spec(province_id, unit_id, waiting, at)
                for province_id, unit_id, waiting, task_id in rows
                if task_id is None and waiting >= MANY
            ],
            at=at,
        )
    )


@in_vietnamese()
def _spec(province_id: int, unit_id: int, waiting: int, at: datetime) -> TaskSpec:
    unit = unit_info(unit_id, timezone.localdate(at))
    return TaskSpec(
        province_id=province_id,
        unit_id=unit_id,
        role=Role.COUNTER_CLERK,
        kind=KIND,
        what=_("%(n)s thông báo không tới được người dân") % {"n": waiting},
        result=_("Người dân được báo bằng cách khác, hoặc địa chỉ đã sửa và gửi lại"),
        accountable=_("Lãnh đạo %(unit)s") % {"unit": unit.full_name},
        subject_kind="unit",
        subject_id=unit_id,
        subject_code=unit.code,
        subject_title=unit.full_name,
        page=reverse("dossiers:lost_notices"),
        due_at=at + IN_HAND,
    )
