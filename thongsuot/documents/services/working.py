"""Giải quyết văn bản đến: accept, report, ask for more time, done. Each act is of one part and one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_text
from thongsuot.documents import permissions
from thongsuot.documents.models import Direction, Document, DocumentLink, Part, State
from thongsuot.documents.services import incoming_state as state
from thongsuot.documents.services.taking_in import leader, task_for
from thongsuot.tasks.events import TaskTaken
from thongsuot.tasks.models import TaskState
from thongsuot.tasks.services import change_tasks, close_tasks, open_tasks, set_dues

MORE_TIME = "document.more_time"
LIMIT = 4_000


@transaction.atomic
def start(*, uid: UUID | str, part_id: int, principal: Principal, at: datetime) -> None:
    """Nhận việc: who was named says that he works on it. Twice is once."""
    locked, part = _lock(uid, part_id, principal)
    if part.state != Part.State.GIVEN:
        return
    change_tasks(
        [part.task_id], province_id=part.province_id, assignee_id=principal.user_id, state=TaskState.IN_PROGRESS
    )
    _started(locked, part, principal.user_id, principal.name, principal, at)


def taken(event: TaskTaken) -> None:
    """Việc được nhận hoặc giao ở danh sách việc; the document knows from then on whose hands it is in."""
    locked = state.lock_id(event.subject_id)
    part = Part.objects.select_for_update().filter(province_id=event.province_id, task_id=event.task_id).first()
    if part is None or part.state in (Part.State.DONE, Part.State.DROPPED):
        return
    name = _name_of(event.assignee_id)
    _started(locked, part, event.assignee_id, name, None, event.at, by_id=event.by_id)


@transaction.atomic
def report(*, uid: UUID | str, part_id: int, text: str, principal: Principal, at: datetime) -> None:
    """Báo cáo tiến độ: the last report stands at the part, all of them in the journal."""
    locked, part = _lock(uid, part_id, principal)
    part.report = _words(text, "report")
    part.save(update_fields=["report"])
    state.write(locked, "reported", principal=principal, at=at, text=part.report, part=part.pk)


@transaction.atomic
def ask_more_time(
    *, uid: UUID | str, part_id: int, until: datetime, why: str, to: int, principal: Principal, at: datetime
) -> None:
    """Xin lùi hạn: the leader `to` gets a task; until he answers the due date stays. Asked again, the last one counts."""
    locked, part = _lock(uid, part_id, principal)
    reason = _words(why, "why")[:600]
    if until <= (part.due_at or at):
        message = _("Hạn xin lùi phải sau hạn đang có.")
        raise Invalid(message, code="due_not_later", errors=[{"field": "until", "message": message}])
    role, name = leader(locked.unit_id, to, at)
    if part.asked_task_id:
        close_tasks([part.asked_task_id], province_id=part.province_id, by_id=principal.user_id, at=at)
    with in_vietnamese():
        spec = task_for(
            locked,
            role=role,
            assignee_id=to,
            kind=MORE_TIME,
            what=_("Trả lời %(name)s xin lùi hạn văn bản đến số %(number)s")
            % {"name": principal.name, "number": locked.document.arrival},
            result=_("Đồng ý hạn mới, hoặc giữ hạn cũ"),
            accountable=name,
            due_at=part.due_at,
            note=reason,
        )
    part.asked_until, part.asked_why, [part.asked_task_id] = until, reason, open_tasks([spec], at=at)
    part.save(update_fields=["asked_until", "asked_why", "asked_task_id"])
    state.write(
        locked, "more_time_asked", principal=principal, at=at, until=until.isoformat(), reason=reason, part=part.pk
    )


@transaction.atomic
def answer_more_time(*, uid: UUID | str, part_id: int, grant: bool, principal: Principal, at: datetime) -> None:
    """Cho hoặc không cho lùi hạn. The lead's new due date is the document's."""
    locked = state.lock(uid)
    state.need(locked, principal, permissions.LEADERS, [State.IN_HAND])
    part = _part(locked, part_id)
    if part.asked_until is None or part.asked_task_id is None:
        raise MoveNotAllowed(_("Không có yêu cầu lùi hạn nào đang chờ ở phần việc này."), reason="not_asked")
    until = part.asked_until
    close_tasks([part.asked_task_id], province_id=part.province_id, by_id=principal.user_id, at=at)
    if grant:
        part.due_at = until
        set_dues(province_id=part.province_id, dues={part.task_id: until})
        if part.role == Part.Role.LEAD:
            state.move(locked, State.IN_HAND, at=at, due_at=until)
    part.asked_until, part.asked_why, part.asked_task_id = None, "", None
    part.save(update_fields=["due_at", "asked_until", "asked_why", "asked_task_id"])
    verb = "more_time_granted" if grant else "more_time_denied"
    state.write(locked, verb, principal=principal, at=at, until=until.isoformat(), part=part.pk)


@transaction.atomic
def finish(
    *,
    uid: UUID | str,
    part_id: int,
    text: str,
    principal: Principal,
    at: datetime,
    answer_uid: UUID | str | None = None,
) -> Document:
    """Xong phần việc. When the lead's is done the document is: with the document that answers it, or with words.

    Parts of helpers that are still open are dropped with it; the journal names them.
    """
    locked, part = _lock(uid, part_id, principal)
    part.report = _words(text, "report")
    part.state, part.done_at = Part.State.DONE, at
    part.started_at = part.started_at or at
    open_ask = [part.asked_task_id] if part.asked_task_id else []
    part.asked_until, part.asked_why, part.asked_task_id = None, "", None
    part.save()
    close_tasks([part.task_id, *open_ask], province_id=part.province_id, by_id=principal.user_id, at=at)
    if part.role == Part.Role.HELP:
        state.write(locked, "helped", principal=principal, at=at, text=part.report, part=part.pk)
        return locked.document
    answer = _linked(locked, answer_uid, at) if answer_uid else None
    dropped = _drop_open(locked)
    state.close_tasks(locked, at=at, by_id=principal.user_id, kinds=state.OWN_WORK, done=False)
    state.move(locked, State.DONE, at=at)
    sign = answer.sign if answer else ""
    state.write(locked, "done", principal=principal, at=at, text=part.report, answer=sign, dropped=dropped)
    return locked.document


def _lock(uid: UUID | str, part_id: int, principal: Principal) -> tuple[state.Locked, Part]:
    """Document and part of who holds it, or of whom he leads."""
    locked = state.lock(uid)
    permissions.see_unit(principal, locked.unit_id)
    part = _part(locked, part_id)
    leads = principal.roles_in(locked.unit_id) & set(permissions.LEADERS)
    if part.person_id != principal.user_id and not leads:
        raise Forbidden(_("Phần việc này do người khác giữ."))
    state.need_state(locked, [State.IN_HAND])
    if part.state in (Part.State.DONE, Part.State.DROPPED):
        raise MoveNotAllowed(_("Phần việc này đã xong hoặc đã thôi."), reason="part_closed")
    return locked, part


def _part(locked: state.Locked, part_id: int) -> Part:
    own = {"province_id": locked.document.province_id, "document_id": locked.document.pk}
    found = Part.objects.select_for_update().filter(**own, pk=part_id).first()
    if found is None:
        raise NotFound()
    return found


def _started(
    locked: state.Locked,
    part: Part,
    person_id: int,
    name: str,
    principal: Principal | None,
    at: datetime,
    *,
    by_id: int | None = None,
) -> None:
    first = part.started_at is None
    part.state, part.person_id, part.name = Part.State.STARTED, person_id, name
    part.started_at = part.started_at or at
    part.save(update_fields=["state", "person", "name", "started_at"])
    if part.role != Part.Role.LEAD:
        return
    if locked.document.lead_id != person_id:
        state.move(locked, locked.document.state, at=at, lead_id=person_id)
    if first:
        state.write(locked, "started", principal=principal, at=at, by=name, by_id=by_id, part=part.pk)


def _name_of(user_id: int) -> str:
    return User.objects.values_list("full_name", flat=True).get(pk=user_id)


def _words(text: str, field: str) -> str:
    words = clean_text(text, field=field, limit=LIMIT)
    if not words:
        message = _("Cần ghi nội dung; người khác đọc vào đây để biết việc đang ở đâu.")
        raise Invalid(message, errors=[{"field": field, "message": message}])
    return words


def _linked(locked: state.Locked, answer_uid: UUID | str, at: datetime) -> Document:
    """The outgoing document that answers this one, and the link between them."""
    document = locked.document
    answer = Document.objects.filter(
        province_id=document.province_id, uid=answer_uid, unit_id=locked.unit_id, direction=Direction.OUTGOING
    ).first()
    if answer is None or not answer.number:
        message = _("Không có văn bản đi nào đã có số như vậy ở đơn vị này.")
        raise Invalid(message, code="answer_not_found", errors=[{"field": "answer", "message": message}])
    DocumentLink.objects.get_or_create(
        province_id=document.province_id,
        document_id=answer.pk,
        kind=DocumentLink.Kind.ANSWERS,
        other_id=document.pk,
        defaults={"made_at": at},
    )
    return answer


def _drop_open(locked: state.Locked) -> list[str]:
    own = {"province_id": locked.document.province_id, "document_id": locked.document.pk}
    parts = Part.objects.filter(**own, state__in=[Part.State.GIVEN, Part.State.STARTED])
    names = list(parts.values_list("name", flat=True))
    parts.update(state=Part.State.DROPPED, asked_until=None, asked_why="", asked_task_id=None)
    return names
