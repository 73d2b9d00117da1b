"""Ý kiến chỉ đạo: a leader says who leads, who works with them, what and until when; each hand gets a task.

A second instruction takes the place of the first one's lead; who was to help before goes on. Domain §4.1, Điều 23.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Held, Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_text
from thongsuot.documents import permissions
from thongsuot.documents.models import Instruction, Part, State
from thongsuot.documents.services import incoming_state as state
from thongsuot.documents.services.taking_in import INSTRUCT, PRESENT, task_for
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import children
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.services import close_tasks, open_tasks

WORK, HELP = "document.work", "document.help"
TEXT_LIMIT = 4_000
# As what somebody does the work who holds several posts in the unit.
_BY_ROLE = (
    Role.SPECIALIST,
    Role.DEPARTMENT_OFFICIAL,
    Role.UNIT_LEADER,
    Role.DOCUMENT_CLERK,
    Role.COUNTER_CLERK,
    Role.ARCHIVIST,
    Role.CHAIR,
)


@dataclass(frozen=True, slots=True)
class Hands:
    """Ai làm: one person, or an organ of the unit whose people take the work from their list."""

    person_id: int | None = None
    organ_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    hands: Hands
    role: str
    name: str


@transaction.atomic
def instruct(
    *,
    uid: UUID | str,
    lead: Hands,
    helpers: Sequence[Hands] = (),
    text: str,
    due_at: datetime | None,
    principal: Principal,
    at: datetime,
) -> Instruction:
    """Cho ý kiến chỉ đạo; the document is in hand from now on. Without `due_at` its own due date holds, if it has one.

    Raises Invalid `hands_not_found` for somebody who does not work in the unit, `due_in_past`.
    """
    locked = state.lock(uid)
    state.need(locked, principal, permissions.LEADERS, [State.REGISTERED, State.PRESENTED, State.IN_HAND])
    document = locked.document
    words = clean_text(text, field="text", limit=TEXT_LIMIT)
    due_at = due_at or document.due_at
    _refuse_wrong(words, due_at, at)
    wanted = [(Part.Role.LEAD, lead)] + [(Part.Role.HELP, one) for one in dict.fromkeys(helpers) if one != lead]
    found = [(role, _find(locked.unit_id, hands, at)) for role, hands in wanted]
    _drop_lead(locked, principal, at)
    state.close_tasks(locked, at=at, by_id=principal.user_id, kinds=[INSTRUCT, PRESENT])
    given = Instruction.objects.create(
        province_id=document.province_id,
        document_id=document.pk,
        text=words,
        due_at=due_at,
        given_at=at,
        given_by_id=principal.user_id,
        giver_name=principal.name,
    )
    state.move(
        locked, State.IN_HAND, at=at, due_at=due_at, lead_id=lead.person_id, organ_id=lead.organ_id or document.organ_id
    )
    _open(locked, given, found, principal, at)
    state.write(
        locked,
        "assigned",
        principal=principal,
        at=at,
        text=words,
        lead=found[0][1].name,
        helpers=[one.name for _role, one in found[1:]],
        due_at=due_at.isoformat() if due_at else "",
    )
    return given


def _refuse_wrong(words: str, due_at: datetime | None, at: datetime) -> None:
    errors, code = [], None
    if not words:
        errors.append({"field": "text", "message": _("Cần ghi ý kiến chỉ đạo: làm gì, ra kết quả gì.")})
    if due_at is not None and due_at <= at:
        errors.append({"field": "due_at", "message": _("Hạn này đã qua. Hãy chọn một hạn sau lúc này.")})
        code = "due_in_past"
    if errors:
        raise Invalid(code=code, errors=errors)


def _find(unit_id: int, hands: Hands, at: datetime) -> _Found:
    """Whose hands these are in the unit today."""
    if hands.person_id is not None:
        held = Held.objects.filter(
            user_id=hands.person_id, user__is_active=True, unit_id=unit_id, role__in=_BY_ROLE, valid__contains=at
        )
        posts = sorted(held.values_list("role", "user__full_name"), key=lambda post: _BY_ROLE.index(Role(post[0])))
        if posts:
            return _Found(hands, *posts[0])
    elif hands.organ_id is not None:
        for organ in children(unit_id, local_day(at)):
            if organ.id == hands.organ_id:
                return _Found(hands, Role.SPECIALIST, organ.full_name)
    message = _("Người hoặc cơ quan được chọn không thuộc đơn vị này. Hãy chọn lại.")
    raise Invalid(message, code="hands_not_found", errors=[{"field": "lead", "message": message}])


def _drop_lead(locked: state.Locked, principal: Principal, at: datetime) -> None:
    own = {"province_id": locked.document.province_id, "document_id": locked.document.pk}
    for part in Part.objects.filter(**own, role=Part.Role.LEAD).exclude(state=Part.State.DROPPED):
        asked = [part.asked_task_id] if part.asked_task_id else []
        close_tasks(
            [part.task_id, *asked],
            province_id=part.province_id,
            by_id=principal.user_id,
            at=at,
            state=TaskState.CANCELLED,
        )
        part.state, part.asked_until, part.asked_why, part.asked_task_id = Part.State.DROPPED, None, "", None
        part.save(update_fields=["state", "asked_until", "asked_why", "asked_task_id"])


@in_vietnamese()
def _open(
    locked: state.Locked,
    given: Instruction,
    found: Sequence[tuple[Part.Role, _Found]],
    principal: Principal,
    at: datetime,
) -> None:
    """A task and a part for each pair of hands."""
    leads = Part.Role.LEAD
    specs = [
        task_for(
            locked,
            role=one.role,
            kind=WORK if role == leads else HELP,
            what=_("Giải quyết văn bản đến số %(number)s") % {"number": locked.document.arrival}
            if role == leads
            else _("Phối hợp giải quyết văn bản đến số %(number)s") % {"number": locked.document.arrival},
            result=_("Văn bản trả lời, hoặc báo cáo kết quả") if role == leads else _("Ý kiến phối hợp"),
            accountable=one.name,
            due_at=given.due_at,
            assignee_id=one.hands.person_id,
            organ_id=one.hands.organ_id,
            note=given.text[:2_000],
        )
        for role, one in found
    ]
    ids = open_tasks(specs, at=at)
    Part.objects.bulk_create(
        [
            Part(
                province_id=given.province_id,
                document_id=given.document_id,
                instruction_id=given.pk,
                role=role,
                person_id=one.hands.person_id,
                organ_id=one.hands.organ_id,
                name=one.name,
                task_id=task_id,
                due_at=given.due_at,
            )
            for (role, one), task_id in zip(found, ids, strict=True)
        ]
    )
