"""Đăng ký và trình văn bản đến (NĐ 30/2020/NĐ-CP, Điều 22, 23): a number of the register, then the leader."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Held, Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid
from thongsuot.common.language import in_vietnamese
from thongsuot.documents import incoming_dues, journalling, permissions
from thongsuot.documents.models import Book, Document, State
from thongsuot.documents.services import arriving, registering
from thongsuot.documents.services import incoming_state as state
from thongsuot.documents.services.arriving import Arrived, ArrivingFacts, ArrivingFile
from thongsuot.documents.services.arriving_facts import cleaned
from thongsuot.tasks.services import open_tasks
from thongsuot.tasks.specs import TaskSpec

PRESENT, INSTRUCT = "document.present", "document.instruct"
# What the clerk may put right while registering; the letter's own number and issuer stay as the sender wrote them.
CORRECTABLE = ("type", "summary", "urgency", "due_at", "signer_name", "signer_title", "pages")


@transaction.atomic
def register_paper(
    *,
    unit_id: int,
    facts: ArrivingFacts,
    files: Sequence[ArrivingFile],
    principal: Principal,
    at: datetime,
    present_to: int | None = None,
) -> Arrived:
    """Vào sổ một văn bản giấy trong một lần bấm: it comes in, gets its number and (if a leader is named) is presented.

    A letter that is here already gets no second number: the answer says so.
    """
    came = arriving.arrive_once(unit_id=unit_id, way="paper", facts=facts, files=files, at=at, principal=principal)
    if came.new:
        register(uid=came.document.uid, principal=principal, at=at, present_to=present_to)
        came.document.refresh_from_db()
    return came


@transaction.atomic
def register(
    *,
    uid: UUID | str,
    principal: Principal,
    at: datetime,
    facts: ArrivingFacts | None = None,
    present_to: int | None = None,
) -> Document:
    """Đăng ký: takes the next arrival number of the unit's register; the sender is told that it was received.

    Raises SeriesClosed when the book is closed.
    """
    locked = state.lock(uid)
    state.need(locked, principal, permissions.CLERKS, [State.ARRIVED])
    document = locked.document
    corrected = _corrected(document, facts, at)
    entry = registering.reserve(document, Book.IN, unit_id=locked.unit_id, principal=principal, at=at)
    registering.give(entry, at=at)
    state.move(locked, State.REGISTERED, at=at, arrival=entry.number, **corrected)
    state.close_tasks(locked, at=at, by_id=principal.user_id, kinds=[arriving.REGISTER])
    said = {name: str(value) for name, value in corrected.items()}
    state.write(locked, "registered", principal=principal, at=at, arrival=entry.number, year=entry.year, changed=said)
    if present_to is not None:
        _present(locked, present_to, principal, at)
    else:
        open_tasks([_to_present(locked, at)], at=at)
    return document


@transaction.atomic
def present(*, uid: UUID | str, to: int, principal: Principal, at: datetime) -> Document:
    """Trình người có thẩm quyền: a leader of the unit gets the task to instruct. Presented again, the task moves."""
    locked = state.lock(uid)
    state.need(locked, principal, permissions.CLERKS, [State.REGISTERED, State.PRESENTED])
    _present(locked, to, principal, at)
    return locked.document


def _corrected(document: Document, facts: ArrivingFacts | None, at: datetime) -> dict[str, object]:
    if facts is None:
        return {}
    facts = cleaned(facts, at=at)
    given = {name: getattr(facts, name) for name in CORRECTABLE}
    return {name: value for name, value in given.items() if value != getattr(document, name)}


def _present(locked: state.Locked, to: int, principal: Principal, at: datetime) -> None:
    role, name = leader(locked.unit_id, to, at)
    state.close_tasks(locked, at=at, by_id=principal.user_id, kinds=[PRESENT, INSTRUCT])
    state.move(locked, State.PRESENTED, at=at)
    open_tasks([_to_instruct(locked, role, name, to, at)], at=at)
    state.write(locked, "presented", principal=principal, at=at, to=to, to_name=name)


def leader(unit_id: int, user_id: int, at: datetime) -> tuple[str, str]:
    """Vai trò và tên của lãnh đạo này ở đơn vị; Invalid names the field `to`."""
    found = (
        Held.objects.filter(
            user_id=user_id, user__is_active=True, unit_id=unit_id, role__in=permissions.LEADERS, valid__contains=at
        )
        .order_by("role")  # chair before unit_leader
        .values_list("role", "user__full_name")
        .first()
    )
    if found is None:
        message = _("Người này không giữ chức vụ lãnh đạo ở đơn vị. Hãy chọn lại người để trình.")
        raise Invalid(message, code="leader_not_found", errors=[{"field": "to", "message": message}])
    return found


@in_vietnamese()
def _to_instruct(locked: state.Locked, role: str, name: str, to: int, at: datetime) -> TaskSpec:
    return task_for(
        locked,
        role=role,
        assignee_id=to,
        kind=INSTRUCT,
        what=_("Cho ý kiến chỉ đạo văn bản đến số %(number)s") % {"number": locked.document.arrival},
        result=_("Ý kiến chỉ đạo: ai chủ trì, ai phối hợp, hạn"),
        accountable=name,
        due_at=incoming_dues.to_instruct(locked.document, at),
    )


@in_vietnamese()
def _to_present(locked: state.Locked, at: datetime) -> TaskSpec:
    return task_for(
        locked,
        role=Role.DOCUMENT_CLERK,
        kind=PRESENT,
        what=_("Trình văn bản đến số %(number)s") % {"number": locked.document.arrival},
        result=_("Văn bản đã ở chỗ người có thẩm quyền"),
        accountable=_("Văn thư"),
        due_at=incoming_dues.to_present(locked.document, at),
    )


def task_for(
    locked: state.Locked,
    *,
    role: str,
    kind: str,
    what: str,
    result: str,
    accountable: str,
    due_at: datetime | None,
    assignee_id: int | None = None,
    organ_id: int | None = None,
    note: str = "",
) -> TaskSpec:
    """Một việc về văn bản này, at the unit that has it now."""
    document = locked.document
    return TaskSpec(
        province_id=document.province_id,
        unit_id=locked.unit_id,
        role=role,
        kind=kind,
        what=what,
        result=result,
        accountable=accountable,
        subject_kind=journalling.SUBJECT,
        subject_id=document.pk,
        subject_code=(document.sign or _("không số"))[:60],
        subject_title=document.summary[:200],
        page=f"/can-bo/van-ban/den/{document.uid}/",
        due_at=due_at,
        assignee_id=assignee_id,
        organ_id=organ_id,
        note=note,
    )
