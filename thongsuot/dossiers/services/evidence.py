"""Giấy tờ tuỳ thân xem tại quầy: recorded when an electronic identity cannot be used, checked when the person signs in."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.events import IdentityProven
from thongsuot.accounts.id_numbers import clean, mask_id, problem_of_id_number
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.crypto import encrypt, lookup_hash
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import bare, clean_line
from thongsuot.dossiers import journalling
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.models.evidence import IdentityEvidence
from thongsuot.dossiers.selectors.one import Loaded, dossier_by_id, dossier_for

Document, Person, State = IdentityEvidence.Document, IdentityEvidence.Person, IdentityEvidence.State
WITHOUT_CHECK = (Document.PASSPORT, Document.OTHER)  # numbers of these have no rule we know


@dataclass(frozen=True, slots=True)
class Seen:
    """Điều cán bộ đã xem trên giấy tờ."""

    person: str
    document: str
    number: str
    name: str
    reason: str
    birth_date: date | None = None


@transaction.atomic
def record_evidence(*, code: str, seen: Seen, principal: Principal, at: datetime) -> IdentityEvidence:
    """Ghi giấy tờ tuỳ thân đã xem; a dossier filed without the applicant's number gets it, and so becomes his."""
    loaded = dossier_for(principal, code, lock=True)
    if Role.COUNTER_CLERK not in principal.roles_in(loaded.counter_id):
        raise Forbidden(_("Chỉ cán bộ một cửa của nơi tiếp nhận ghi được giấy tờ đã xem."))
    number = _checked_number(seen, at)
    name = _required(seen.name, "name", 200)
    reason = _required(seen.reason, "reason", 300)
    if seen.person == Person.APPLICANT:
        _number_of_applicant(loaded, number)
    row = IdentityEvidence(
        province_id=loaded.dossier.province_id,
        dossier_id=loaded.dossier.pk,
        dossier_code=loaded.dossier.code,
        unit_id=loaded.counter_id,
        person=seen.person,
        document=seen.document,
        number_hash=lookup_hash(number),
        number_masked=mask_id(number),
        name=name,
        birth_date=seen.birth_date,
        reason=reason,
        seen_by_id=principal.user_id,
        seen_at=at,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise MoveNotAllowed(_("Giấy tờ của người này đã được ghi cho hồ sơ này."), reason="already_seen") from None
    _write(loaded, row, "identity_seen", at, principal=principal, reason=reason)
    return row


def reconcile(event: IdentityProven) -> None:
    """Đối chiếu khi chính người đó đăng nhập: same number; name or birth date that differ make it work for an official."""
    waiting = IdentityEvidence.objects.select_for_update().filter(number_hash=event.id_number_hash, state=State.WAITING)
    for row in waiting.order_by("id"):
        row.differences = _differences(row, event)
        row.state = State.CONFLICT if row.differences else State.CONFIRMED
        row.settled_at, row.settled_by_id = event.at, event.user_id
        row.save(update_fields=["differences", "state", "settled_at", "settled_by"])
        loaded = dossier_by_id(row.dossier_id, lock=True)
        if row.person == Person.APPLICANT and not row.differences:
            Dossier.objects.filter(
                province_id=row.province_id, pk=row.dossier_id, applicant_user=None, applicant_hash=row.number_hash
            ).update(applicant_user_id=event.user_id)
        verb = "identity_conflict" if row.differences else "identity_confirmed"
        _write(loaded, row, verb, event.at, actor_id=event.user_id, differences=row.differences)


@transaction.atomic
def settle(*, evidence_id: int, note: str, principal: Principal, at: datetime) -> IdentityEvidence:
    """Xử lý xong một khác biệt: what was found out stands in the note and in the journal of the dossier."""
    row = IdentityEvidence.objects.select_for_update().filter(pk=evidence_id).first()
    if row is None or not principal.roles_in(row.unit_id) & {Role.COUNTER_CLERK, Role.UNIT_LEADER}:
        raise NotFound(_("Không có việc đối chiếu này ở đơn vị của anh/chị."))
    if row.state != State.CONFLICT:
        raise MoveNotAllowed(_("Việc đối chiếu này không còn chờ xử lý."), reason="not_in_conflict")
    row.note = _required(note, "note", 500)
    row.state, row.settled_at, row.settled_by_id = State.SETTLED, at, principal.user_id
    row.save(update_fields=["note", "state", "settled_at", "settled_by"])
    _write(dossier_by_id(row.dossier_id), row, "identity_settled", at, principal=principal, note=row.note)
    return row


def _checked_number(seen: Seen, at: datetime) -> str:
    if seen.person not in Person.values:
        raise _field("person", _("Chọn người có giấy tờ."))
    if seen.document not in Document.values:
        raise _field("document", _("Chọn loại giấy tờ."))
    number = clean(seen.number).upper()
    if seen.document in WITHOUT_CHECK:
        if not number.isascii() or not number.isalnum() or not 4 <= len(number) <= 20:
            raise _field("number", _("Số giấy tờ gồm 4–20 chữ số và chữ cái không dấu."))
        return number
    today = timezone.localtime(at).date()
    problem = problem_of_id_number(number, birth_date=seen.birth_date, today=today)
    if problem:
        raise _field("number", problem)
    return number


def _number_of_applicant(loaded: Loaded, number: str) -> None:
    dossier = loaded.dossier
    if dossier.applicant_hash is None:
        Dossier.objects.filter(province_id=dossier.province_id, pk=dossier.pk).update(
            applicant_hash=lookup_hash(number), applicant_cipher=encrypt(number, dossier.uid.bytes)
        )
    elif bytes(dossier.applicant_hash) != lookup_hash(number):
        raise _field("number", _("Số trên giấy tờ khác số định danh của chủ hồ sơ đã ghi trong hồ sơ. Hãy xem lại."))


def _differences(row: IdentityEvidence, event: IdentityProven) -> list[str]:
    found = [] if bare(row.name) == bare(event.name) else ["name"]
    if row.birth_date and event.birth_date and row.birth_date != event.birth_date:
        found.append("birth_date")
    return found


def _write(
    loaded: Loaded,
    row: IdentityEvidence,
    verb: str,
    at: datetime,
    *,
    principal: Principal | None = None,
    actor_id: int | None = None,
    **more: object,
) -> None:
    fact = journalling.entry(
        loaded.dossier,
        verb,
        principal=principal,
        at=at,
        unit_id=row.unit_id,
        person=row.person,
        document=row.document,
        number=row.number_masked,
        **more,
    )
    journalling.append_as(fact, actor_id or (principal.user_id if principal else 0))


def _required(text: str, field: str, limit: int) -> str:
    line = clean_line(text, field=field, limit=limit)
    if not line:
        raise _field(field, _("Hãy nhập mục này."))
    return line


def _field(field: str, message: str) -> Invalid:
    return Invalid(message, errors=[{"field": field, "message": message}])
