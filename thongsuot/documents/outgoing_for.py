"""Văn bản làm ra ở phòng khác (kết quả của hồ sơ…): only signed, sealed and issued here.

    if outgoing_for.why_not(unit_id=…, signer=principal, at=at) == "":
        outgoing_for.make_outgoing(…, file=stored_pdf, number="12", …)

The page is the other room's; its number too, where it brings one (else it gets the next of the unit's book when it is
signed). What follows the seal it says by `outgoing_kinds.register`.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.models import StoredFile
from thongsuot.documents import gate, outgoing_kinds, types
from thongsuot.documents.issuers import issuer_of
from thongsuot.documents.models import Direction, Document, DocumentFile, State
from thongsuot.documents.modes import Authority, authorities
from thongsuot.documents.services import registering, signing, turning
from thongsuot.documents.timing import local_day

OPEN = (State.TO_SIGN, State.SIGNED)


def why_not(*, unit_id: int, signer: Principal, at: datetime) -> str:
    """Vì sao chưa ký số được; empty when person, way of signing and both certificates are there."""
    room = gate.current()
    if room is None:
        return _("Hệ thống chưa được nối với dịch vụ ký số.")
    if authority_of(unit_id=unit_id, signer=signer, at=at) is None:
        return _("Người ký không có thẩm quyền ký văn bản của đơn vị này.")
    return room.missing(unit_id=unit_id, user_id=signer.user_id, at=at)


def authority_of(*, unit_id: int, signer: Principal, at: datetime) -> Authority | None:
    """In which way this person signs: the first of those open to him, the collective before his own."""
    return next(iter(authorities(signer, unit_id, issuer_of(unit_id, local_day(at)))), None)


@transaction.atomic
def make_outgoing(
    *,
    province_id: int,
    unit_id: int,
    type_key: str,
    summary: str,
    number: str,
    notation: str,
    signer: Principal,
    subject_kind: str,
    subject_id: int,
    subject_code: str,
    file: StoredFile,
    at: datetime,
) -> Document:
    """Lập văn bản đã có trang in và trình ký: the person's signature, then the agency's seal, are asked for.

    Without a `number` it is numbered here, with the signature; without a `notation` it gets that of its type.
    """
    authority, issuer = authority_of(unit_id=unit_id, signer=signer, at=at), issuer_of(unit_id, local_day(at))
    document = Document(
        province_id=province_id,
        unit_id=unit_id,
        direction=Direction.OUTGOING,
        type=type_key,
        state=State.TO_SIGN,
        number=number[:20],
        notation=(notation or ("" if number else types.notation(type_key, issuer.short)))[:60],
        summary=summary[:600],
        issuer_name=issuer.lines[-1],
        issuer_unit_id=unit_id,
        signer_id=signer.user_id,
        signer_name=signer.name,
        signer_title=authority.title if authority else "",
        signing_mode=authority.mode if authority else "",
        lead_id=signer.user_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject_code=subject_code[:60],
        created_at=at,
        created_by_id=signer.user_id,
    )
    turning.begin(document, principal=signer, at=at, verb="made_elsewhere", subject=subject_code)
    DocumentFile.objects.create(
        province_id=province_id,
        document=document,
        file=file,
        purpose=DocumentFile.Purpose.DRAFT,
        title=summary[:300],
        added_at=at,
        added_by_id=signer.user_id,
    )
    signing.ask(document, unit_id, at=at)
    return document


def bytes_of(document: Document) -> bytes:
    """Trang đã làm, to be signed: the usual `render` of a kind."""
    draft = DocumentFile.objects.select_related("file").get(
        province_id=document.province_id, document=document, purpose=DocumentFile.Purpose.DRAFT
    )
    return files.read_bytes(draft.file)


def waiting(*, province_id: int, subject_kind: str | Sequence[str], subject_id: int) -> list[Document]:
    """Văn bản của việc này (of one kind, or of several) còn chờ ký hay đóng dấu."""
    kinds = [subject_kind] if isinstance(subject_kind, str) else list(subject_kind)
    found = Document.objects.filter(
        province_id=province_id, subject_kind__in=kinds, subject_id=subject_id, state__in=OPEN
    )
    return list(found.order_by("id"))


@transaction.atomic
def withdraw(
    *,
    province_id: int,
    subject_kind: str | Sequence[str],
    subject_id: int,
    reason: str,
    principal: Principal,
    at: datetime,
) -> int:
    """Thôi ký những văn bản còn chờ của một việc; says how many. What was sealed already stays issued."""
    found: Sequence[Document] = waiting(province_id=province_id, subject_kind=subject_kind, subject_id=subject_id)
    room = gate.current()
    for one in found:
        if room:
            room.lock(province_id=province_id, subject_id=one.pk)
        document = Document.objects.select_for_update().get(province_id=province_id, pk=one.pk)
        if document.state in OPEN:
            signing.cancel(document, at=at)
            registering.release(document, outgoing_kinds.book_of(document.subject_kind), reason=reason[:300])
            turning.turn(
                document,
                State.ABANDONED,
                "abandoned",
                principal=principal,
                unit_id=document.unit_id,
                at=at,
                fields=["number", "issued_on"],
                reason=reason[:300],
            )
    return len(found)


def issued_with_seal(document: Document, principal: Principal, at: datetime) -> None:
    """Đóng dấu xong là ban hành: a result goes to who asked for it, there are no other recipients. In a transaction."""
    turning.turn(
        document,
        State.ISSUED,
        "issued",
        principal=principal,
        unit_id=document.unit_id,
        at=at,
        number=document.sign,
    )
