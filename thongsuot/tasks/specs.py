"""What a room says when it opens a task: the five clears and where the work is done."""

from dataclasses import dataclass
from datetime import UTC, datetime

from thongsuot.accounts.models import Role
from thongsuot.tasks.models import TaskState

# A task without a due moment sorts behind all others.
NO_DUE = datetime(9999, 1, 1, tzinfo=UTC)

# Who stands in when nobody in the unit holds the role a step names (domain-2 §3 rule 7: a step names a position).
STAND_INS: dict[str, tuple[str, ...]] = {
    Role.COUNTER_CLERK: (Role.COUNTER_CLERK, Role.UNIT_LEADER, Role.CHAIR),
    Role.SPECIALIST: (Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR),
    Role.UNIT_LEADER: (Role.UNIT_LEADER, Role.CHAIR),
    Role.DOCUMENT_CLERK: (Role.DOCUMENT_CLERK, Role.UNIT_LEADER, Role.CHAIR),
    Role.ARCHIVIST: (Role.ARCHIVIST, Role.DOCUMENT_CLERK, Role.UNIT_LEADER),
}


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """Một việc cần mở. `organ_id` narrows who sees it; when nobody in that organ holds the role, the whole unit does."""

    province_id: int
    unit_id: int
    role: str
    kind: str
    what: str
    result: str
    accountable: str
    subject_kind: str
    subject_id: int
    subject_code: str
    subject_title: str
    page: str
    due_at: datetime | None = None
    organ_id: int | None = None
    assignee_id: int | None = None
    state: int = TaskState.NEW
    note: str = ""

    def as_row(self) -> dict:
        """Plain values for the one SQL statement that opens tasks."""
        return {
            "province_id": self.province_id,
            "unit_id": self.unit_id,
            "organ_id": self.organ_id,
            "roles": list(STAND_INS.get(self.role, (self.role,))),
            "assignee_id": self.assignee_id,
            "kind": self.kind,
            "what": self.what[:300],
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "result": self.result[:200],
            "accountable": self.accountable[:160],
            "subject_kind": self.subject_kind,
            "subject_id": self.subject_id,
            "subject_code": self.subject_code,
            "subject_title": self.subject_title[:200],
            "page": self.page,
            "note": self.note,
            "state": int(self.state),
        }
