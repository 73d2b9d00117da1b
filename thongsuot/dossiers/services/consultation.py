"""Xin ý kiến, trả lời ý kiến, rút câu hỏi: several units may be asked at once, each by its own due moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.text import clean_text
from thongsuot.dossiers import checks, journalling, questions, store, timing, work
from thongsuot.dossiers.models import DossierFile, Holding
from thongsuot.dossiers.permissions import asked_of, require
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.org.models import Level
from thongsuot.org.selectors import UnitInfo, require_in_force, unit_info
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import TaskState

# One question row, and the holding by which the asked unit sees the dossier (unless it holds it already).
ASK = """
INSERT INTO dossiers_consultation (province_id, dossier_id, unit_id, organ_id, step, task_id, question, due_at, asked_at, asked_by_id,
  answer, files, closed_reason)
VALUES (%(province)s, %(id)s, %(q_unit)s, %(q_organ)s, %(q_step)s, %(q_task)s, %(q_text)s, %(q_due)s, %(q_at)s, %(q_by)s, '', '[]', '')
"""
LET_SEE = """
INSERT INTO dossiers_holding (province_id, dossier_id, unit_id, involvement, status, due_at)
VALUES (%(province)s, %(id)s, %(q_unit)s, 'consulted', %(status)s, %(q_due)s) ON CONFLICT DO NOTHING
"""
END = """
WITH h AS (
  DELETE FROM dossiers_holding WHERE province_id = %(province)s AND dossier_id = %(dossier)s AND involvement = 'consulted'
    AND unit_id = ANY(%(leaving)s)),
d AS (UPDATE dossiers_dossier SET clock = %(clock)s WHERE province_id = %(province)s AND id = %(dossier)s)
UPDATE dossiers_consultation SET answer = %(answer)s, files = %(files)s::jsonb, answered_at = %(answered_at)s,
  answered_by_id = %(answered_by)s, closed_at = %(closed_at)s, closed_reason = %(closed_reason)s
WHERE province_id = %(province)s AND id = %(question)s
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Ai được hỏi: the unit whose people answer, the organ when only one is asked, and as what it holds the dossier."""

    unit_id: int
    organ_id: int | None
    involvement: str
    role: str
    name: str


@transaction.atomic
def consult(
    *, code: str, principal: Principal, at: datetime, to: str, question: str, due_at: datetime, step: str = ""
) -> Loaded:
    """Xin ý kiến: a commune, a department or an organ (by its code) is asked; it sees the dossier and gets a task."""
    loaded = dossier_for(principal, code, lock=True)
    dossier = loaded.dossier
    require(principal, "consult", dossier, loaded.holders)
    asked = _asked_unit(loaded, to, at)
    question = clean_text(question, field="question", limit=4000)
    if not question:
        raise checks.invalid("question", _("Cần ghi rõ điều muốn hỏi."))
    if due_at <= at:
        raise checks.invalid("due_at", _("Hạn trả lời phải sau lúc này."), "due_not_later")
    if step and step not in {s.key for s in loaded.open_steps()}:
        raise checks.invalid("step", _("Bước này không đang mở trên hồ sơ."), "step_not_open")
    _refuse_asked_twice(loaded, asked)
    spec = work.consult_spec(
        loaded, unit_id=asked.unit_id, organ_id=asked.organ_id, role=asked.role, due_at=due_at, at=at
    )
    (task_id,) = tasks.open_tasks([spec], at=at)
    organ_now = tasks.lock_open_task(task_id).organ_id if asked.organ_id else None
    questions.begin(loaded, at)
    dossier.clock = {**dossier.clock, "asked": [*asked_of(dossier), (asked.involvement, organ_now)]}
    row = {
        "q_unit": asked.unit_id,
        "q_organ": asked.organ_id,
        "q_step": step,
        "q_task": task_id,
        "q_text": question,
        "q_due": due_at,
        "q_at": at,
        "q_by": principal.user_id,
    }
    also = [store.Also(ASK, row)]
    if asked.involvement == Holding.Involvement.CONSULTED:
        also.append(store.Also(LET_SEE, row))
    store.save(dossier, "clock", also=also)
    journalling.write(
        loaded,
        "consulted",
        principal=principal,
        at=at,
        asked_unit=asked.organ_id or asked.unit_id,
        asked_name=asked.name,
        answer_due_at=due_at.isoformat(),
        step=step,
    )
    return dossier_for(principal, code)


def _asked_unit(loaded: Loaded, to: str, at: datetime) -> Asked:
    day = timing.local_day(at)
    info = require_in_force(to.strip()[:12], day, field="to", levels={Level.COMMUNE, Level.ORGAN})
    above = unit_info(info.parent_id, day) if info.level == Level.ORGAN and info.parent_id else None
    if (info.province_id or info.parent_id) != loaded.dossier.province_id:
        raise checks.invalid("to", _("Chỉ xin ý kiến được đơn vị trong cùng tỉnh."), "other_province")
    in_commune = above is not None and above.level == Level.COMMUNE
    unit: UnitInfo = above if in_commune and above is not None else info
    if unit.id == loaded.competent_id and not in_commune:
        raise checks.invalid("to", _("Đây là chính đơn vị đang giải quyết hồ sơ."), "asks_itself")
    involvement = next((h.involvement for h in loaded.holders if h.unit_id == unit.id), "consulted")
    department = above is not None and not in_commune
    return Asked(
        unit.id,
        info.id if in_commune else None,
        str(involvement),
        Role.DEPARTMENT_OFFICIAL if department else Role.SPECIALIST,
        info.full_name,
    )


def _refuse_asked_twice(loaded: Loaded, asked: Asked) -> None:
    if not asked_of(loaded.dossier):
        return
    waiting = [q for q in questions.of_dossier(loaded) if q.is_open]
    if any((q.unit_id, q.organ_id) == (asked.unit_id, asked.organ_id) for q in waiting):
        raise MoveNotAllowed(
            _("Đã hỏi %(unit)s và đang chờ trả lời. Muốn hỏi lại, hãy rút câu hỏi trước.") % {"unit": asked.name},
            reason="already_asked",
        )


@transaction.atomic
def answer_consultation(
    *,
    code: str,
    principal: Principal,
    at: datetime,
    answer: str,
    file_ids: Sequence[str] = (),
    number: int | None = None,
) -> Loaded:
    """Trả lời ý kiến by an official of the asked unit; after its due moment it is taken and shown as late."""
    loaded = dossier_for(principal, code, lock=True)
    found = questions.of_dossier(loaded)
    question = _mine(loaded, principal, [q for q in found if number in (None, q.number)])
    answer = clean_text(answer, field="answer", limit=4000)
    if not answer:
        raise checks.invalid("answer", _("Cần ghi ý kiến trả lời; có thể kèm văn bản."))
    late = question.is_late(at)
    brought = _keep_files(loaded, principal, file_ids, at)
    ended: dict[str, Any] = {"answer": answer, "files": brought, "answered_at": at, "answered_by": principal.user_id}
    _end(loaded, found, question, principal, at, **ended)
    journalling.write(
        loaded,
        "consultation_answered",
        principal=principal,
        at=at,
        unit_id=question.unit_now,
        question=question.number,
        late=late,
        files=[f["sha256"] for f in brought],
    )
    return loaded


def _mine(loaded: Loaded, principal: Principal, found: Sequence[questions.Question]) -> questions.Question:
    """The open question of this person. Asked and already answered is "not now"; never asked is "not my hand"."""
    mine = [q for q in found if q.is_for(principal)]
    if not mine or any(q.is_open for q in mine):
        require(principal, "answer-consultation", loaded.dossier, loaded.holders)
        mine = mine or [q for q in found if q.is_for(principal, Role.CHAIR)]
    return _the_open_one(mine)


def _the_open_one(mine: Sequence[questions.Question]) -> questions.Question:
    waiting = [q for q in mine if q.is_open]
    if len(waiting) == 1:
        return waiting[0]
    if waiting:
        numbers = ", ".join(str(q.number) for q in waiting)
        raise checks.invalid(
            "number", _("Có nhiều câu hỏi đang chờ (%(numbers)s); hãy chọn một.") % {"numbers": numbers}
        )
    if mine:
        raise MoveNotAllowed(
            _("Câu hỏi này đã được trả lời hoặc đã rút; không còn gì phải trả lời."), reason="answered"
        )
    raise Forbidden(_("Không có câu hỏi ý kiến nào gửi đến đơn vị của anh/chị."))


def _keep_files(loaded: Loaded, principal: Principal, file_ids: Sequence[str], at: datetime) -> list[dict[str, Any]]:
    """Files that came with an answer belong to the dossier, for officials only."""
    if len(file_ids) > 20:
        raise checks.invalid("file_ids", _("Mỗi lần trả lời kèm tối đa 20 tệp."))
    kept = files.attach(list(dict.fromkeys(file_ids)), owner_id=principal.user_id, at=at)
    dossier = loaded.dossier
    if kept:
        DossierFile.objects.bulk_create(
            DossierFile(
                province_id=dossier.province_id,
                dossier_id=dossier.pk,
                file=stored,
                purpose=DossierFile.Purpose.OPINION,
                title=stored.name[:300],
                added_at=at,
            )
            for stored in kept
        )
    return [{"uid": str(f.uid), "name": f.name, "sha256": f.sha256, "size": f.size} for f in kept]


@transaction.atomic
def withdraw_consultation(
    *, code: str, principal: Principal, at: datetime, reason: str, number: int | None = None
) -> Loaded:
    """Rút câu hỏi: the unit that asked no longer needs the answer, and says why; the asked unit's task ends."""
    loaded = dossier_for(principal, code, lock=True)
    require(principal, "withdraw-consultation", loaded.dossier, loaded.holders)
    found = questions.of_dossier(loaded)
    if not any(q.is_open for q in found):
        raise MoveNotAllowed(_("Hồ sơ này không có câu hỏi ý kiến nào đang chờ."), reason="no_question")
    question = _the_open_one([q for q in found if number in (None, q.number)])
    reason = clean_text(reason, field="reason", limit=2000)
    if not reason:
        raise checks.invalid("reason", _("Cần ghi vì sao không cần ý kiến này nữa."))
    _end(loaded, found, question, principal, at, state=TaskState.CANCELLED, closed_at=at, closed_reason=reason)
    journalling.write(
        loaded,
        "consultation_withdrawn",
        principal=principal,
        at=at,
        question=question.number,
        asked_unit=question.organ_id or question.unit_id,
        late=question.is_late(at),
        withdrawn_because=reason,
    )
    return loaded


def _end(
    loaded: Loaded,
    found: Sequence[questions.Question],
    question: questions.Question,
    principal: Principal,
    at: datetime,
    *,
    state: int = TaskState.DONE,
    answer: str = "",
    files: Sequence[dict[str, Any]] = (),
    **moments: Any,
) -> None:
    """The question is over: its row, its task, and (when it was the unit's last) the holding by which it saw the dossier."""
    dossier = loaded.dossier
    others = [q for q in found if q.is_open and q.id != question.id]
    leaves = all(q.unit_now != question.unit_now for q in others)
    held = next((h.involvement for h in loaded.holders if h.unit_id == question.unit_now), "consulted")
    asked = asked_of(dossier)
    own = [(held, question.organ_now), (str(Holding.Involvement.CONSULTED), question.organ_now), *asked]
    asked.remove(next(one for one in own if one in asked))
    dossier.clock = {k: v for k, v in dossier.clock.items() if k != "asked"} | ({"asked": asked} if asked else {})
    moved = {} if others else questions.settle(loaded, at)
    params = {"answered_at": None, "answered_by": None, "closed_at": None, "closed_reason": ""} | moments
    with connection.cursor() as cursor:
        cursor.execute(
            END,
            params
            | {
                "province": dossier.province_id,
                "dossier": dossier.pk,
                "clock": orjson.dumps(dossier.clock).decode(),
                "leaving": [question.unit_now] if leaves else [],
                "question": question.id,
                "answer": answer,
                "files": orjson.dumps(list(files)).decode(),
            },
        )
    tasks.close_tasks([question.task_id], province_id=dossier.province_id, by_id=principal.user_id, at=at, state=state)
    if moved:
        work.retime(loaded, moved, "clock")
    if leaves and held == Holding.Involvement.CONSULTED:
        loaded.holders = [h for h in loaded.holders if h.unit_id != question.unit_now]
