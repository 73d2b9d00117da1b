"""Nhập bù: what was done on paper, or in another system, is entered later with the time at which it was done.

The line was down, the result was signed on paper: who enters it afterwards says when it happened, why it comes late and
shows the paper. The clock counts from the true time; the journal keeps both times, who entered it and the evidence.
Every verb can be entered so: `with backdated(…): services.receive(…, at=happened.at)`.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, Invalid
from thongsuot.common.models import StoredFile
from thongsuot.common.text import clean_text
from thongsuot.dossiers import aliases
from thongsuot.dossiers.models import Dossier, DossierFile
from thongsuot.dossiers.selectors.one import dossier_for

# How far back: one round of a long procedure; what lies further back is history and comes by import.
FARTHEST = timedelta(days=90)
MAY = (Role.COUNTER_CLERK, Role.SPECIALIST, Role.UNIT_LEADER, Role.CHAIR, Role.DEPARTMENT_OFFICIAL)
EVIDENCE = "NHAP-BU"
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Happened:
    """Việc đã xảy ra trước khi nhập: when, why it is entered only now, and the scan of the paper that shows it."""

    at: datetime
    reason: str
    evidence_file_id: str


_present: ContextVar[dict[str, Any] | None] = ContextVar("backdated", default=None)


def said() -> dict[str, Any]:
    """What a journal entry written now must say about back-dating; empty in ordinary work."""
    info = _present.get()
    return {"backdated": info} if info else {}


@contextmanager
def backdated(happened: Happened, *, principal: Principal, entered_at: datetime) -> Iterator[list[str]]:
    """Nhập bù một việc in one transaction. The block puts the dossier's code into the list it is given.

    Invalid when the time lies ahead, too far back or before what the dossier has gone through already, when the reason
    or the evidence is missing; Forbidden for who does not work on dossiers.
    """
    reason, evidence = checked(happened, principal, entered_at)
    codes: list[str] = []
    with transaction.atomic():
        token = _present.set(
            {
                "entered_at": entered_at.isoformat(),
                "entered_by": principal.user_id,
                "entered_by_name": principal.name,
                "reason": reason,
                "evidence": evidence.sha256,
            }
        )
        try:
            yield codes
        finally:
            _present.reset(token)
        for code in codes:
            _attach(code, principal, evidence, entered_at)


@contextmanager
def entered_later(*, reason: str, principal: Principal, entered_at: datetime, **facts: Any) -> Iterator[None]:
    """Việc do quầy mất mạng đã ghi lúc đó: entries say who sent it when, and `facts` (counter, provisional number).

    No scan is asked for: the evidence is the provisional receipt, whose number stands in the facts and stays an alias.
    """
    told = {"entered_at": entered_at.isoformat(), "entered_by": principal.user_id, "entered_by_name": principal.name}
    token = _present.set({**told, "reason": reason, **facts})
    try:
        yield
    finally:
        _present.reset(token)


def run(
    act: Callable[[datetime], Answer],
    happened: Happened | None,
    *,
    principal: Principal,
    at: datetime,
    code_of: Callable[[Answer], str],
) -> Answer:
    """Làm một việc lúc này, or enter it as `happened` says; `code_of` names the dossier that the evidence goes to."""
    if happened is None:
        return act(at)
    with backdated(happened, principal=principal, entered_at=at) as codes:
        answer = act(happened.at)
        codes.append(code_of(answer))
    return answer


def refuse_before_the_past(dossier: Dossier, steps: list[Any], at: datetime) -> None:
    """A back-dated act must come after everything the dossier has gone through already."""
    if _present.get() is None:
        return
    known = [dossier.submitted_at, dossier.received_at, dossier.stopped_at, dossier.finished_at, dossier.returned_at]
    ended = [datetime.fromisoformat(step.ended_at) for step in steps if step.ended_at]
    latest = max(moment for moment in (*known, *ended) if moment)
    if at < latest:
        raise _wrong(
            "happened.at", _("Việc này không thể xảy ra trước việc đã ghi lúc %(latest)s.") % {"latest": _words(latest)}
        )


def checked(happened: Happened, principal: Principal, entered_at: datetime) -> tuple[str, StoredFile]:
    """Lý do và bản chụp của một lần nhập bù, also of work that is no dossier of ours; refuses as `backdated` does."""
    if not principal.has(*MAY):
        raise Forbidden(_("Chỉ người giải quyết hồ sơ mới nhập bù."))
    if happened.at > entered_at:
        raise _wrong("happened.at", _("Thời điểm nhập bù phải ở quá khứ."))
    if happened.at < entered_at - FARTHEST:
        raise _wrong("happened.at", _("Chỉ nhập bù việc trong %(days)s ngày gần đây.") % {"days": FARTHEST.days})
    reason = clean_text(happened.reason, field="happened.reason", limit=500)
    if not reason:
        raise _wrong("happened.reason", _("Cần ghi vì sao nhập sau: mất mạng, làm trên giấy, hệ thống khác…"))
    return reason, _evidence(happened.evidence_file_id, principal)


def _evidence(given: str, principal: Principal) -> StoredFile:
    """The scan must be this person's own upload."""
    message = _("Cần kèm bản chụp giấy tờ chứng minh việc đã làm.")
    try:
        uid = uuid.UUID(given)
    except (ValueError, AttributeError):
        raise _wrong("happened.evidence", message) from None
    stored = StoredFile.objects.filter(uid=uid, owner_id=principal.user_id).first()
    if stored is None:
        raise _wrong("happened.evidence", message)
    return stored


def _attach(code: str, principal: Principal, evidence: StoredFile, entered_at: datetime) -> None:
    """The evidence becomes a paper of the dossier; one scan may prove several acts of the same dossier."""
    known_as = aliases.code_of(code)
    if known_as and not aliases.looks_provisional(code):  # two dossiers of one code: the one this person works on
        known_as = dossier_for(principal, code).dossier.code
    dossier = Dossier.objects.only("province_id", "id").get(code=known_as or code)
    place = {"province_id": dossier.province_id, "dossier_id": dossier.pk, "file_id": evidence.pk}
    if evidence.attached_at is not None:
        if not DossierFile.objects.filter(**place).exists():
            raise _wrong("happened.evidence", _("Bản chụp này đã thuộc hồ sơ khác. Hãy tải lên bản chụp của việc này."))
        return
    files.attach([evidence.pk], owner_id=principal.user_id, at=entered_at)
    DossierFile.objects.create(
        **place,
        purpose=DossierFile.Purpose.PAPER,
        code=EVIDENCE,
        title=str(_("Giấy tờ chứng minh việc nhập bù")),
        added_at=entered_at,
    )


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, code="backdating_invalid", errors=[{"field": field, "message": message}])


def _words(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"
