"""Làm điều thông điệp nói, by the services of dossiers: file, supplement, withdraw, record a payment, compare a status.

Runs inside the transaction that settles the message. What a service refuses goes up as it is; what has been done
before (the portal told it twice under two ids) is done and says so.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.common import files as store
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import Applicant, Elsewhere, FiledComponent, Submission
from thongsuot.dossiers.models import Channel, Dossier, DossierFile, Payment, Status
from thongsuot.exchange import codes, mirrors
from thongsuot.exchange.inbound.problems import NotUnderstood
from thongsuot.exchange.inbound.reading import Told
from thongsuot.exchange.inbound.speaker import speaker
from thongsuot.exchange.models import InMessage
from thongsuot.org.selectors import UnitInfo

OTHER_PAPER = "KHAC"
TYPES = {"agency": "organisation"}  # the portal parts agencies of the State from other organisations
Kind = InMessage.Kind


@dataclass(frozen=True, slots=True)
class Task:
    """Một việc phải làm: the message, what it says, where it belongs, the files brought for it."""

    message: InMessage
    told: Told
    unit: UnitInfo | None
    known: codes.Found | None
    files: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """Đã làm: which dossier, and a word about what was already so."""

    dossier_id: int | None = None
    province_id: int | None = None
    detail: str = ""


def act(task: Task) -> Done:
    """Làm; raises NotUnderstood or what the service refuses."""
    return ACTS[task.told.kind](task)


def _file(task: Task) -> Done:
    """Hồ sơ mới nộp ở cổng: a real dossier, waiting at the counter of the unit that handles it."""
    told, at = task.told, task.at
    if task.known is not None:
        return Done(task.known.id, task.known.province_id, _("hồ sơ đã có từ trước"))
    assert task.unit is not None, "located before"
    by = speaker(task.unit.province_id or 0, at)
    code = told.code if codes.adoptable(told.code, at) else ""
    if code and codes.taken(code):
        raise NotUnderstood("code_taken", code)
    loaded = services.submit(submission=_submission(task, code), principal=by, at=at)
    codes.remember(task.message.system_id, told.code, loaded.dossier, at)
    _attach_others(task, loaded.dossier, by.user_id)
    return Done(loaded.dossier.pk, loaded.dossier.province_id)


def _submission(task: Task, code: str) -> Submission:
    told, unit = task.told, task.unit
    assert unit is not None
    born, filed = told.facts.get("birth_date"), told.facts.get("submitted_at")
    return Submission(
        procedure_code=told.need("procedure_code"),
        case_code=told.text("case_code"),
        receiving_unit=unit.code,
        channel=told.text("channel") or Channel.ONLINE,
        applicant=Applicant(
            name=told.need("applicant_name"),
            type=TYPES.get(told.text("applicant_type"), told.text("applicant_type")) or "citizen",
            id_number=told.text("identity.number") or told.text("paper_number"),
            birth_date=born.date() if born else None,
            phone=told.text("phone"),
            email=told.text("email"),
            address=told.text("address"),
        ),
        form=dict(told.facts.get("form") or {}),
        components=_components(task),
        receive=False,
        elsewhere=Elsewhere(
            system=task.message.system_id,
            their_code=told.code,
            filed_at=filed.isoformat() if filed else "",
            code=code,
        ),
    )


def _components(task: Task) -> tuple[FiledComponent, ...]:
    by_code: dict[str, list[str]] = defaultdict(list)
    for one in task.told.attached:
        if one.component:
            by_code[one.component] += [task.files[one.path]] if one.path else []
    return tuple(FiledComponent(code, copies=1, file_ids=tuple(ids)) for code, ids in by_code.items())


def _attach_others(task: Task, dossier: Dossier, owner_id: int) -> None:
    """Tệp kèm không thuộc thành phần nào: kept with the dossier's papers, so that nothing sent is lost."""
    others = {task.files[one.path]: one.name for one in task.told.attached if one.path and not one.component}
    for stored in store.attach(others, owner_id=owner_id, at=task.at):
        DossierFile.objects.create(
            province_id=dossier.province_id,
            dossier_id=dossier.pk,
            file_id=stored.pk,
            purpose=DossierFile.Purpose.PAPER,
            code=OTHER_PAPER,
            title=others[str(stored.pk)] or stored.name,
            added_at=task.at,
        )


def _here(task: Task) -> codes.Found:
    if task.known is None:
        raise NotUnderstood("dossier_not_here", task.told.code)
    return task.known


def _supplement(task: Task) -> Done:
    """Bổ sung nộp ở cổng."""
    found = _here(task)
    by = speaker(found.province_id, task.at, dossier_id=found.id)
    form = task.told.facts.get("form")
    loaded = services.supplement(
        code=found.code,
        principal=by,
        at=task.at,
        components=_components(task),
        form=dict(form) if form else None,
    )
    _attach_others(task, loaded.dossier, by.user_id)
    return Done(found.id, found.province_id)


def _withdraw(task: Task) -> Done:
    """Người dân rút hồ sơ trên cổng (NĐ 118/2025 Art 21.2)."""
    found = _here(task)
    if _status_of(found) == Status.WITHDRAWN:
        return Done(found.id, found.province_id, _("hồ sơ đã rút từ trước"))
    by = speaker(found.province_id, task.at, dossier_id=found.id)
    services.withdraw(code=found.code, principal=by, at=task.at, reason=task.told.text("reason"))
    return Done(found.id, found.province_id)


def _pay(task: Task) -> Done:
    """Đã nộp tiền qua cổng; the same transaction told again changes nothing."""
    found, told = _here(task), task.told
    reference, amount = told.need("reference")[:100], int(told.need("amount"))
    recorded = Payment.objects.filter(province_id=found.province_id, dossier_id=found.id, recorded_at__isnull=False)
    if recorded.filter(reference=reference, amount=amount).exists():
        return Done(found.id, found.province_id, _("khoản nộp đã ghi từ trước"))
    services.record_payment(
        code=found.code,
        principal=speaker(found.province_id, task.at, dossier_id=found.id),
        at=task.at,
        amount=amount,
        method=told.text("payment_mode") or Payment.Method.ONLINE,
        reference=reference,
        paid_at=told.facts.get("paid_at") or told.sent_at or task.at,
        payer=told.text("payer") or told.text("applicant_name") or _("người nộp trên cổng"),
    )
    return Done(found.id, found.province_id)


def _compare(task: Task) -> Done:
    """Cổng đổi trạng thái: ours is the record; what differs is shown to a person, never followed by itself."""
    found = _here(task)
    theirs, ours = Status(task.told.need("status")), Status(_status_of(found))
    if theirs == ours:
        return Done(found.id, found.province_id, _("hai bên như nhau"))
    said = {"theirs": theirs.label, "ours": ours.label}
    raise NotUnderstood("status_disagrees", _("Cổng: %(theirs)s; ta: %(ours)s.") % said)


def _mirror(task: Task) -> Done:
    """Hồ sơ xử lý ở hệ thống của bộ: the newest word counts."""
    mirrors.keep(task.message.system_id, task.told, task.unit, at=task.at)
    return Done(province_id=task.unit.province_id if task.unit else None)


def _status_of(found: codes.Found) -> Any:
    return Dossier.objects.values_list("status", flat=True).get(province_id=found.province_id, pk=found.id)


ACTS: Mapping[str, Callable[[Task], Done]] = {
    Kind.DOSSIER: _file,
    Kind.SUPPLEMENT: _supplement,
    Kind.WITHDRAWAL: _withdraw,
    Kind.PAYMENT: _pay,
    Kind.STATUS: _compare,
    Kind.MIRROR: _mirror,
}
