"""Văn bản đến: a document comes in by one of the four ways, once, whoever brings it how often.

The letter is known again by issuer, number, notation and day, or by the bytes of its file; the database keeps that true
when two ways bring it at the same moment. NĐ 30/2020/NĐ-CP, Điều 21, 22.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.language import in_vietnamese
from thongsuot.common.models import StoredFile
from thongsuot.documents import incoming_dues, journalling, permissions
from thongsuot.documents.models import (
    Direction,
    Document,
    DocumentFile,
    DocumentHolding,
    DocumentLink,
    IncomingKey,
    IncomingOrigin,
    State,
)
from thongsuot.documents.services.arriving_facts import WAYS, ArrivingFacts, ArrivingFile, cleaned, keys_of
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import UnitInfo, as_item, heirs, in_force, predecessor_ids, unit_info
from thongsuot.tasks.services import open_tasks
from thongsuot.tasks.specs import NO_DUE, TaskSpec

__all__ = ["Arrived", "ArrivingFacts", "ArrivingFile", "arrive", "arrive_once", "find_again"]

REGISTER = "document.register"


@dataclass(frozen=True, slots=True)
class Arrived:
    """Kết quả: the document, and whether it came with this call or was here before."""

    document: Document
    new: bool


def arrive(
    *,
    unit_id: int,
    way: str,
    facts: ArrivingFacts,
    files: Sequence[ArrivingFile] = (),
    at: datetime,
    principal: Principal | None = None,
) -> Document:
    """Nhận một văn bản đến; the one that is here already when it came before. As `arrive_once`."""
    return arrive_once(unit_id=unit_id, way=way, facts=facts, files=files, at=at, principal=principal).document


@transaction.atomic
def arrive_once(
    *,
    unit_id: int,
    way: str,
    facts: ArrivingFacts,
    files: Sequence[ArrivingFile] = (),
    at: datetime,
    principal: Principal | None = None,
) -> Arrived:
    """Nhận một văn bản đến vào đơn vị: waits in state `arrived` for the document clerk, who gets a task for today.

    `principal` None is a machine's door (axis, mail, inside); a person must be a clerk of the unit, another system must
    speak for its province, and then the clerk gets the task as well. A dissolved unit with one heir gets its letters there. Raises Invalid `secret_document`, `unit_not_in_force`, or naming fields.
    """
    by_clerk = principal is not None and permissions.need_to_bring(principal, unit_id, _province(unit_id, at))
    if way not in WAYS:
        raise ValueError(way)
    facts, unit = cleaned(facts, at=at), _receiving(unit_id, at)
    keys = keys_of(facts, tuple(files))
    _lock(unit.id, keys)
    here = find_again(unit.id, keys)
    if here is not None:
        journalling.write(here, "arrived_again", principal=principal, at=at, unit_id=unit.id, way=way)
        return Arrived(here, new=False)
    document = _made(unit, way, facts, principal, at)
    _keep(document, unit.id, keys, facts, files, principal, at)
    journalling.write(
        document, "arrived", principal=principal, at=at, way=way, issuer=facts.issuer_name, sign=document.sign
    )
    if not by_clerk:
        open_tasks([_to_register(document)], at=at)
    return Arrived(document, new=True)


def find_again(unit_id: int, keys: Sequence[tuple[str, str]]) -> Document | None:
    """Văn bản đã có ở đơn vị này hay ở đơn vị trước của nó: by one of these marks; the letter's mark counts first."""
    units = [unit_id, *predecessor_ids(unit_id)]
    found = IncomingKey.objects.filter(unit_id__in=units, digest__in=[digest for _kind, digest in keys])
    by_kind = {row.kind: row for row in found.order_by("-kind", "-id")}
    row = by_kind.get("letter") or by_kind.get("file")
    return Document.objects.get(province_id=row.province_id, pk=row.document_id) if row else None


def _province(unit_id: int, at: datetime) -> int:
    unit = unit_info(unit_id, local_day(at))
    return unit.province_id or unit.id


def _receiving(unit_id: int, at: datetime) -> UnitInfo:
    """The unit itself, or the only one it has become; of a split unit nobody guesses which."""
    day = local_day(at)
    if in_force(unit_id, day):
        return unit_info(unit_id, day)
    following = heirs(unit_id, day)
    if len(following) == 1:
        return unit_info(following[0].unit_id, day)
    if not following:
        raise NotFound()
    raise Invalid(
        _("%(unit)s không còn; hãy gửi tới đơn vị kế thừa.") % {"unit": unit_info(unit_id, day).full_name},
        code="unit_not_in_force",
        extra={"successors": [as_item(heir) for heir in following]},
    )


def _lock(unit_id: int, keys: Sequence[tuple[str, str]]) -> None:
    """One after another for the same letter, in one order; others do not wait."""
    with connection.cursor() as cursor:
        for key in sorted(f"incoming:{unit_id}:{kind}:{digest}" for kind, digest in keys):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _made(unit: UnitInfo, way: str, facts: ArrivingFacts, principal: Principal | None, at: datetime) -> Document:
    document = Document.objects.create(
        province_id=unit.province_id or unit.id,
        unit_id=unit.id,
        direction=Direction.INCOMING,
        type=facts.type,
        state=State.ARRIVED,
        number=facts.number,
        notation=facts.notation,
        arrived_at=at,
        way=way,
        issued_on=facts.issued_on,
        summary=facts.summary,
        issuer_name=facts.issuer_name,
        issuer_code=facts.issuer_code,
        issuer_unit_id=facts.issuer_unit_id,
        signer_name=facts.signer_name,
        signer_title=facts.signer_title,
        urgency=facts.urgency,
        language=facts.language,
        pages=facts.pages,
        due_at=facts.due_at,
        created_at=at,
        created_by_id=principal.user_id if principal else None,
    )
    DocumentHolding.objects.create(
        province_id=document.province_id,
        document_id=document.pk,
        unit_id=unit.id,
        direction=Direction.INCOMING,
        state=document.state,
        urgency=facts.urgency,
        due_at=facts.due_at or NO_DUE,
    )
    return document


def _keep(
    document: Document,
    unit_id: int,
    keys: Sequence[tuple[str, str]],
    facts: ArrivingFacts,
    files: Sequence[ArrivingFile],
    principal: Principal | None,
    at: datetime,
) -> None:
    """What belongs to it: marks, origin, files, links to what it answers."""
    own = {"province_id": document.province_id, "document_id": document.pk}
    IncomingKey.objects.bulk_create(
        [IncomingKey(**own, unit_id=unit_id, kind=kind, digest=digest) for kind, digest in keys]
    )
    province_id, recipient_id = facts.recipient or (None, None)
    waits = document.way in ("mail", "inside") and bool(facts.reply_to or recipient_id)
    IncomingOrigin.objects.create(
        **own,
        message_id=facts.message_id,
        reply_to=facts.reply_to,
        recipient_province_id=province_id,
        recipient_id=recipient_id,
        confirmation=IncomingOrigin.Confirmation.WAITING if waits else "",
    )
    add_files(document, files, principal=principal, at=at)
    DocumentLink.objects.bulk_create(
        [
            DocumentLink(**own, kind=DocumentLink.Kind.ANSWERS, other_id=found, other_text=text, made_at=at)
            for text, found in _answered(document, facts.answers)
        ],
        ignore_conflicts=True,
    )


def add_files(
    document: Document, files: Sequence[ArrivingFile], *, principal: Principal | None, at: datetime
) -> list[DocumentFile]:
    """Gắn tệp vào văn bản: each file once; inside a transaction."""
    once = list({one.stored.pk: one for one in files}.values())
    StoredFile.objects.filter(pk__in=[one.stored.pk for one in once], attached_at=None).update(attached_at=at)
    return DocumentFile.objects.bulk_create(
        [
            DocumentFile(
                province_id=document.province_id,
                document_id=document.pk,
                file=one.stored,
                purpose=one.purpose,
                position=position,
                title=one.title[:300],
                signed=one.signed,
                sealed=one.sealed,
                added_at=at,
                added_by_id=principal.user_id if principal else None,
            )
            for position, one in enumerate(once)
        ]
    )


def _answered(document: Document, answers: Sequence[str]) -> list[tuple[str, int | None]]:
    """Our issued documents it says it answers; None where the words fit none or several."""
    units = [document.unit_id, *predecessor_ids(document.unit_id)]
    found = []
    for text in dict.fromkeys(answers):
        number, _slash, notation = text.partition("/")
        ids = Document.objects.filter(
            province_id=document.province_id,
            unit_id__in=units,
            direction=Direction.OUTGOING,
            number=number.strip(),
            notation=notation.strip(),
        ).values_list("pk", flat=True)[:2]
        found.append((text, ids[0] if notation and len(ids) == 1 else None))
    return found


@in_vietnamese()
def _to_register(document: Document) -> TaskSpec:
    """Việc đăng ký của văn thư, due on the day it came, or on the next working day."""
    return TaskSpec(
        province_id=document.province_id,
        unit_id=document.unit_id,
        role=Role.DOCUMENT_CLERK,
        kind=REGISTER,
        what=_("Đăng ký văn bản đến của %(issuer)s") % {"issuer": document.issuer_name},
        result=_("Văn bản có số đến, nơi gửi được báo đã nhận"),
        accountable=_("Văn thư"),
        subject_kind=journalling.SUBJECT,
        subject_id=document.pk,
        subject_code=(document.sign or _("không số"))[:60],
        subject_title=document.summary[:200],
        page=f"/can-bo/van-ban/den/{document.uid}/",
        due_at=incoming_dues.to_register(document),
    )
