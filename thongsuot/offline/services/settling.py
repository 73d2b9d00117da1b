"""Xử lý vướng mắc: a person of the unit decides what becomes of an item that did not merge by itself."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.language import in_vietnamese
from thongsuot.common.models import StoredFile
from thongsuot.common.text import clean_text
from thongsuot.dossiers import aliases, store
from thongsuot.dossiers import journalling as dossier_journal
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.offline import intake, journalling
from thongsuot.offline.models import Arrival
from thongsuot.offline.permissions import arrivals_of
from thongsuot.offline.selectors import content_of
from thongsuot.offline.sent import FARTHEST
from thongsuot.offline.services.merging import ANY, make_dossier, refuse_ended

State = Arrival.State
SOLUTIONS = ("accept", "paper", "today", "join", "void")


@dataclass(frozen=True, slots=True)
class Decision:
    """Quyết định: `accept` as it was then, `paper` the same by the paper declaration alone, `today` as of now, `join` to a dossier that exists, `void` the number.

    `received_at`: the true time, where the PC's clock cannot be believed. `procedure`, `case`: chosen anew.
    """

    solution: str
    note: str = ""
    code: str = ""
    procedure: str = ""
    case: str = ""
    received_at: datetime | None = None


@in_vietnamese()
@transaction.atomic
def settle(*, uid: uuid.UUID, decision: Decision, principal: Principal, at: datetime) -> Arrival:
    """Xử lý một hồ sơ đang chờ. Whatever is refused leaves it waiting, with everything it holds."""
    arrival = _locked(uid, principal)
    if arrival.state != State.WAITING:
        raise MoveNotAllowed(_("Hồ sơ này đã được xử lý."), reason="settled")
    note = clean_text(decision.note, field="note", limit=500)
    if not note:
        raise _wrong("note", _("Ghi đã xem xét thế nào; câu này vào nhật ký."))
    problem = arrival.problem
    match decision.solution:
        case "accept":
            _accept(arrival, decision, principal, at)
        case "paper":
            _accept(arrival, decision, principal, at, typed=False)
        case "today":
            _today(arrival, decision, principal, at)
        case "join":
            _join(arrival, decision, principal, at)
        case "void":
            arrival.state, arrival.content = State.VOID, b""
        case _:
            raise _wrong("solution", _("Chọn một cách xử lý."))
    arrival.solution, arrival.note = decision.solution, note
    arrival.solved_by_id, arrival.solved_at = principal.user_id, at
    arrival.save()
    journalling.of_arrival(
        arrival, "settled", principal=principal, at=at, problem=problem, solution=decision.solution, note=note,
        code=arrival.dossier_code,
    )  # fmt: skip
    return arrival


@transaction.atomic
def tell_difference(*, uid: uuid.UUID, note: str, principal: Principal, at: datetime) -> Arrival:
    """Đã báo người dân rằng ngày hẹn khác giấy tạm đã in."""
    arrival = _locked(uid, principal)
    if arrival.told_difference is not False:
        raise MoveNotAllowed(_("Việc này không còn chờ."), reason="settled")
    note = clean_text(note, field="note", limit=500)
    if not note:
        raise _wrong("note", _("Ghi đã báo thế nào: gọi điện, gặp tại quầy…"))
    arrival.told_difference, arrival.note = True, note
    arrival.solved_by_id, arrival.solved_at = principal.user_id, at
    arrival.save(update_fields=["told_difference", "note", "solved_by", "solved_at"])
    journalling.of_arrival(arrival, "difference_told", principal=principal, at=at, note=note, code=arrival.dossier_code)
    return arrival


def _locked(uid: uuid.UUID, principal: Principal) -> Arrival:
    found = arrivals_of(principal).select_for_update(of=("self",)).select_related("device").filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


def _chosen(arrival: Arrival, decision: Decision) -> dict[str, Any]:
    """What was written down, with another procedure or case if the person chose one; papers are kept by their code."""
    content = content_of(arrival)
    if decision.procedure and decision.procedure != content.get("procedure_code"):
        content |= {"procedure_code": decision.procedure, "case_code": None}
    if decision.case:
        content["case_code"] = decision.case
    return content


def _accept(arrival: Arrival, decision: Decision, principal: Principal, at: datetime, *, typed: bool = True) -> None:
    """As it was then: received by who sat there, at the true time; without what was `typed` of the declaration if wished."""
    refuse_ended(arrival.device, at)
    if arrival.problem == "number_taken":
        raise _wrong("solution", _("Số tạm này đã thuộc hồ sơ khác. Hãy gắn vào hồ sơ đó hoặc huỷ, rồi nhận lại."))
    if decision.received_at is not None:
        if not at - FARTHEST <= decision.received_at <= at:
            raise _wrong("received_at", _("Giờ nhận thật phải ở quá khứ, trong 30 ngày."))
        arrival.received_at = decision.received_at
    elif arrival.problem == "clock_skew":
        raise _wrong("received_at", _("Đồng hồ máy quầy không tin được: hãy nhập giờ nhận thật."))
    then = principal_of(arrival.clerk_id, arrival.received_at)
    if then is None or Role.COUNTER_CLERK not in then.roles_in(arrival.device.unit_id):
        raise _wrong("solution", _("Lúc nhận, người này không giữ chức vụ một cửa ở đơn vị. Hãy nhận theo hôm nay."))
    content = _chosen(arrival, decision)
    if not typed:
        content["form"] = {}
    make_dossier(arrival, content, acting=then, entered_by=principal, at=at, allow=ANY)


def _today(arrival: Arrival, decision: Decision, principal: Principal, at: datetime) -> None:
    """As of now, at the counter of who decides: where the procedure, the unit or the post of then no longer serves."""
    if Role.COUNTER_CLERK not in principal.roles_in(arrival.unit_id):
        raise Forbidden(_("Nhận theo hôm nay cần người giữ chức vụ một cửa."))
    content = _chosen(arrival, decision)
    brought = [uid for one in intake.read(content).components for uid in one.file_ids or ()]
    StoredFile.objects.filter(uid__in=brought, owner_id=arrival.clerk_id, attached_at=None).update(
        owner_id=principal.user_id
    )
    served_at = min(arrival.received_at, at)
    arrival.received_at = at
    given = {"acting": principal, "entered_by": principal, "at": at, "allow": ANY, "served_at": served_at}
    make_dossier(arrival, content, unit_id=arrival.unit_id, **given)


def _join(arrival: Arrival, decision: Decision, principal: Principal, at: datetime) -> None:
    """Cùng một việc: the provisional number leads to the dossier that exists; nothing is made a second time."""
    loaded = dossier_for(principal, decision.code.strip(), lock=True)
    if arrival.device.unit_id not in (loaded.dossier.receiving_unit_id, loaded.dossier.competent_unit_id) and (
        arrival.unit_id not in (loaded.counter_id, loaded.competent_id)
    ):
        raise _wrong("code", _("Hồ sơ này không thuộc đơn vị của máy quầy."))
    if aliases.code_of(arrival.provisional) is None:
        aliases.give(loaded.dossier, arrival.provisional, at=at)
    offline = {"provisional": arrival.provisional, "counter": arrival.device.number}
    loaded.dossier.clock.setdefault("offline", offline)
    store.save(loaded.dossier, "clock")
    dossier_journal.write(
        loaded, "alias_given", principal=principal, at=at, unit_id=arrival.unit_id, alias=arrival.provisional
    )
    arrival.state, arrival.content = State.JOINED, b""
    arrival.dossier_id, arrival.dossier_code = loaded.dossier.pk, loaded.dossier.code


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, errors=[{"field": field, "message": message}])
