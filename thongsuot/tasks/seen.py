"""Một việc để xem, open or closed: by who works in the unit that has it, or in a successor of the one that had it."""

from dataclasses import dataclass

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.org.selectors import predecessor_ids
from thongsuot.tasks.models import OpenWork, Task

# Whose work tasks are; who only administers accounts of the unit sees the tasks of his own role.
WORKING = frozenset(
    {
        Role.COUNTER_CLERK,
        Role.DOCUMENT_CLERK,
        Role.SPECIALIST,
        Role.UNIT_LEADER,
        Role.CHAIR,
        Role.DEPARTMENT_OFFICIAL,
        Role.ARCHIVIST,
    }
)


@dataclass(frozen=True, slots=True)
class SeenTask:
    """Một việc, the unit that has it (or had it when it was closed), and the unit in which this person sees it."""

    task: Task
    unit_id: int
    seen_in: int


def seen(principal: Principal, task_id: int) -> SeenTask:
    """Việc này; NotFound outside the units where the person works and those that came before them. Two statements."""
    found = (
        Task.objects.filter(pk=task_id, province_id__in=principal.provinces_seen())
        .select_related("assignee", "closed_by")
        .first()
    )
    if found is None:
        raise NotFound()
    unit_id = found.unit_id
    if found.closed_at is None:
        held = OpenWork.objects.filter(province_id=found.province_id, task_id=found.pk)
        unit_id = held.values_list("unit_id", flat=True).first() or unit_id
    own = sorted(unit for unit in principal.units_with() if principal.roles_in(unit) & {*WORKING, found.role})
    if unit_id in own:
        return SeenTask(found, unit_id, unit_id)
    for unit in own:
        if unit_id in predecessor_ids(unit):
            return SeenTask(found, unit_id, unit)
    raise NotFound()
