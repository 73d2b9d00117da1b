"""Trả lại và thu hồi: what does not belong here goes back with its reason; what the sender recalls is cancelled here.

NĐ 30/2020/NĐ-CP, Điều 18.4, 21.2: the receiver of a recalled electronic document cancels it in the system and says so.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_line
from thongsuot.documents import incoming_dues, permissions
from thongsuot.documents.models import Document, IncomingOrigin, Part, State
from thongsuot.documents.services import incoming_state as state
from thongsuot.documents.services.taking_in import task_for
from thongsuot.tasks.services import open_tasks
from thongsuot.tasks.specs import TaskSpec

RECALL = "document.recall"
_NOT_HERE = (State.SENT_BACK, State.RECALLED)


@transaction.atomic
def send_back(*, uid: UUID | str, reason: str, principal: Principal, at: datetime) -> Document:
    """Trả lại nơi gửi: wrong addressee, seal or signature does not hold. A number it had stays in the register."""
    locked = state.lock(uid)
    hands = (*permissions.CLERKS, *permissions.LEADERS)
    state.need(locked, principal, hands, [State.ARRIVED, State.REGISTERED, State.PRESENTED])
    why = _reason(reason)
    state.forget_marks(locked.document)
    state.close_tasks(locked, at=at, by_id=principal.user_id, done=False)
    state.move(locked, State.SENT_BACK, at=at)
    state.write(locked, "sent_back", principal=principal, at=at, reason=why)
    return locked.document


@transaction.atomic
def recall_asked(*, document_id: int, reason: str, at: datetime) -> bool:
    """Nơi gửi xin thu hồi: the clerk gets a task to cancel and confirm. False when it is no longer here, or asked already."""
    locked = state.lock_id(document_id)
    origin = _origin(locked)
    if locked.document.state in _NOT_HERE or origin.recall_asked_at is not None:
        return False
    origin.recall_reason = clean_line(reason)[:600]
    origin.recall_asked_at = at
    origin.save(update_fields=["recall_reason", "recall_asked_at"])
    open_tasks([_to_answer(locked, origin.recall_reason, at)], at=at)
    state.write(locked, "recall_asked", principal=None, at=at, reason=origin.recall_reason)
    return True


@in_vietnamese()
def _to_answer(locked: state.Locked, reason: str, at: datetime) -> TaskSpec:
    return task_for(
        locked,
        role=Role.DOCUMENT_CLERK,
        kind=RECALL,
        what=_("Nơi gửi thu hồi văn bản %(sign)s") % {"sign": locked.document.sign or _("không số")},
        result=_("Huỷ văn bản trong hệ thống và báo nơi gửi, hoặc từ chối có lý do"),
        accountable=_("Văn thư"),
        due_at=incoming_dues.to_present(locked.document, at),
        note=reason,
    )


@transaction.atomic
def answer_recall(*, uid: UUID | str, agree: bool, reason: str = "", principal: Principal, at: datetime) -> Document:
    """Huỷ văn bản bị thu hồi và báo nơi gửi; or say why not. What was done on it stays in the journal."""
    locked = state.lock(uid)
    permissions.need(principal, locked.unit_id, *permissions.CLERKS, *permissions.LEADERS)
    origin = _origin(locked)
    if origin.recall_asked_at is None or locked.document.state in _NOT_HERE:
        raise MoveNotAllowed(_("Nơi gửi không thu hồi văn bản này."), reason="not_asked")
    if not agree:
        why = _reason(reason)
        origin.recall_asked_at = None
        origin.save(update_fields=["recall_asked_at"])
        state.close_tasks(locked, at=at, by_id=principal.user_id, kinds=[RECALL])
        state.write(locked, "recall_refused", principal=principal, at=at, reason=why)
        return locked.document
    own = {"province_id": locked.document.province_id, "document_id": locked.document.pk}
    Part.objects.filter(**own, state__in=[Part.State.GIVEN, Part.State.STARTED]).update(
        state=Part.State.DROPPED, asked_until=None, asked_why="", asked_task_id=None
    )
    state.forget_marks(locked.document)
    state.close_tasks(locked, at=at, by_id=principal.user_id, kinds=[RECALL])
    state.close_tasks(locked, at=at, by_id=principal.user_id, done=False)
    state.move(locked, State.RECALLED, at=at)
    state.write(locked, "recall_agreed", principal=principal, at=at, reason=origin.recall_reason)
    return locked.document


def _origin(locked: state.Locked) -> IncomingOrigin:
    return IncomingOrigin.objects.get(province_id=locked.document.province_id, document_id=locked.document.pk)


def _reason(reason: str) -> str:
    why = clean_line(reason, field="reason", limit=600)
    if not why:
        message = _("Cần ghi lý do; nơi gửi đọc được lý do này.")
        raise Invalid(message, code="reason_missing", errors=[{"field": "reason", "message": message}])
    return why
