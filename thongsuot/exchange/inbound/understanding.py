"""Hiểu một thông điệp: the second transaction, right away and again by the job until it is done or a person must look.

Files come before it, outside any transaction. Inside, the message's row is locked first: whoever comes second finds it
settled. What is refused leaves nothing behind but the message, with a stable cause.
"""

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal, stamps
from thongsuot.common.errors import Refused, translate_database_error
from thongsuot.common.language import in_vietnamese
from thongsuot.exchange import codes
from thongsuot.exchange.inbound import acts, attachments, causes, storing
from thongsuot.exchange.inbound.places import unit_of
from thongsuot.exchange.inbound.problems import NotUnderstood
from thongsuot.exchange.inbound.reading import Told, told
from thongsuot.exchange.inbound.speaker import speaker
from thongsuot.exchange.models import InMessage
from thongsuot.org.selectors import UnitInfo, unit_info

log = logging.getLogger(__name__)
State = InMessage.State
TO_READ = (State.NEW, State.WAITING)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
SUBJECT = "in_message"


@in_vietnamese()
def understand(message_id: int, *, at: datetime) -> str:
    """Hiểu và làm; returns the state it is left in. Never raises for what the message holds."""
    with stamps.of_one_request():
        message = InMessage.objects.filter(pk=message_id).first()
        if message is None or message.state not in TO_READ:
            return message.state if message else ""
        try:
            said = told(storing.raw_of(message), timezone.localdate(message.received_at))
            _place(message, said, at)
            _bring_files(message, said, at)
            return _settle(message, said, at)
        except NotUnderstood as problem:
            return _put_off(message, problem.cause, problem.detail, at)
        except Refused as refused:
            return _put_off(message, causes.known(refused.code), _why(refused), at)
        except Exception as fault:  # a fault of ours must neither lose the message nor stop those behind it
            return _put_off(message, _fault(fault, message), type(fault).__name__, at)


def _place(message: InMessage, said: Told, at: datetime) -> UnitInfo | None:
    """Đơn vị và tỉnh của thông điệp, written at once: who has to look is known even when nothing else is."""
    today = timezone.localdate(at)
    known = codes.dossier_of(message.system_id, said.code)
    if known is not None:
        unit = unit_info(known.competent_unit_id, today)
    elif message.given_unit_id:
        unit = unit_info(message.given_unit_id, today)
    elif said.kind in (InMessage.Kind.DOSSIER, InMessage.Kind.MIRROR):
        filed = said.facts.get("submitted_at") or said.sent_at or message.received_at
        written = said.text("competent_unit") or said.text("receiving_unit")
        unit = unit_of(written, filed_on=timezone.localdate(filed), today=today)
    else:
        return None
    if (message.unit_id, message.province_id) != (unit.id, unit.province_id):
        message.unit_id, message.province_id = unit.id, unit.province_id
        InMessage.objects.filter(pk=message.pk).update(unit_id=unit.id, province_id=unit.province_id)
    return unit


def _bring_files(message: InMessage, said: Told, at: datetime) -> None:
    if said.attached and message.province_id:
        attachments.bring(message, said, owner_id=speaker(message.province_id, at).user_id, at=at)


@transaction.atomic
def _settle(message: InMessage, said: Told, at: datetime) -> str:
    """Làm điều nó nói và khép nó lại, together or not at all."""
    locked = InMessage.objects.select_for_update().get(pk=message.pk)
    if locked.state not in TO_READ:
        return locked.state
    unit = unit_info(message.unit_id, timezone.localdate(at)) if message.unit_id else None
    known = codes.dossier_of(message.system_id, said.code)
    done = acts.act(acts.Task(message, said, unit, known, message.files, at))
    InMessage.objects.filter(pk=message.pk).update(
        state=State.DONE,
        cause="",
        detail=done.detail,
        next_try_at=None,
        attempts=F("attempts") + 1,
        dossier_id=done.dossier_id,
        province_id=done.province_id or message.province_id,
        settled_at=at,
    )
    wake(message.system_id, said.code, at)
    return State.DONE


def wake(system: str, code: str, at: datetime) -> int:
    """Những thông điệp đang chờ hồ sơ này được thử lại ngay."""
    waiting = InMessage.objects.filter(system_id=system, their_code=code, state=State.WAITING)
    return waiting.update(next_try_at=at)


def _put_off(message: InMessage, cause: str, detail: str, at: datetime) -> str:
    """Chờ thử lại, hoặc kẹt: what time alone may cure waits, each time longer; everything else needs a person."""
    attempts = message.attempts + 1
    passes = causes.CAUSES[cause].passes
    if passes and at - message.received_at > causes.PATIENCE:
        passes, cause = False, "dossier_unknown" if cause == "dossier_not_here" else cause
    if cause == "internal_fault" and attempts < causes.FAULTS_BEFORE_STUCK:
        passes = True
    state = State.WAITING if passes else State.STUCK
    with transaction.atomic():
        InMessage.objects.filter(pk=message.pk, state__in=TO_READ).update(
            state=state,
            cause=cause,
            detail=detail[:1000],
            attempts=min(attempts, 32_000),
            next_try_at=at + _pause(attempts) if passes else None,
        )
    return state


def _pause(attempts: int) -> timedelta:
    """Twice as long each time, up to an hour, with a little chance so that not all come back at once."""
    seconds = min(FIRST_WAIT.total_seconds() * 2 ** min(attempts - 1, 10), LONGEST_WAIT.total_seconds())
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311  (no secret)


def _fault(fault: Exception, message: InMessage) -> str:
    if isinstance(fault, DatabaseError):
        meant = translate_database_error(fault)
        if meant is not None:
            return causes.known(meant.code)
    log.exception("thông điệp %s (%s) gặp lỗi của ta", message.pk, message.system_id)
    return "internal_fault"


def _why(refused: Refused) -> str:
    """Lời của lần từ chối: which field and why; services put no personal data into them."""
    said = [str(error.get("message") or "") for error in refused.errors][:5]
    return " ".join(dict.fromkeys(filter(None, [str(refused.detail), *said])))


def due(at: datetime, limit: int = 200) -> list[int]:
    """Những thông điệp tới lượt đọc, oldest turn first."""
    waiting = InMessage.objects.filter(state__in=TO_READ, next_try_at__lte=at).order_by("next_try_at", "id")
    return list(waiting.values_list("pk", flat=True)[:limit])


@transaction.atomic
def read_again(message_id: int, *, at: datetime, by: Principal | None) -> bool:
    """Đưa một thông điệp kẹt về hàng chờ đọc; harmless for one that is settled. Noted in the journal."""
    message = InMessage.objects.select_for_update().filter(pk=message_id).first()
    if message is None or message.state in (State.DONE, State.SOLVED):
        return False
    InMessage.objects.filter(pk=message_id).update(state=State.NEW, cause="", next_try_at=at, attempts=0)
    _note(message, "read_again", by, at, cause=message.cause)
    return True


@transaction.atomic
def solve_outside(message_id: int, *, note: str, at: datetime, by: Principal) -> bool:
    """Ghi đã xử lý bên ngoài; the message stays as proof of what was told."""
    message = InMessage.objects.select_for_update().filter(pk=message_id).first()
    if message is None or message.state in (State.DONE, State.SOLVED):
        return False
    InMessage.objects.filter(pk=message_id).update(
        state=State.SOLVED, next_try_at=None, settled_at=at, settled_by=by.user_id, note=note
    )
    _note(message, "solved_outside", by, at, cause=message.cause, note=note)
    return True


@transaction.atomic
def give_to(message_id: int, unit: UnitInfo, *, at: datetime, by: Principal) -> bool:
    """Chỉ định đơn vị nhận: what the rules leave undecided is decided by a person, and read again."""
    message = InMessage.objects.select_for_update().filter(pk=message_id).first()
    if message is None or message.state in (State.DONE, State.SOLVED):
        return False
    InMessage.objects.filter(pk=message_id).update(
        given_unit_id=unit.id, state=State.NEW, cause="", next_try_at=at, attempts=0
    )
    _note(message, "unit_given", by, at, unit=unit.id, unit_name=unit.full_name)
    return True


def _note(message: InMessage, verb: str, by: Principal | None, at: datetime, **data: object) -> None:
    facts = {"system": message.system_id, "message": message.external_id, "their_code": message.their_code, **data}
    journal.append(
        [
            journal.Entry(
                province_id=message.province_id or 0,
                subject_kind=SUBJECT,
                subject_id=message.pk,
                verb=verb,
                at=at,
                actor_id=by.user_id if by else None,
                unit_id=message.unit_id,
                data=facts,
            )
        ]
    )


def understand_all(ids: Sequence[int], *, at: datetime) -> int:
    """Đọc lần lượt; says how many are settled."""
    return sum(understand(one, at=at) == State.DONE for one in ids)
