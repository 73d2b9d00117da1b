"""Ký, cấp số, đóng dấu (NĐ 30/2020, Điều 13, 15, 33): the number comes with the signature, the seal after it.

`prepare`, `done`, `refused` are what the room that signs calls back (by subject kind "document"). `prepare` reserves the
number in a short transaction and sets the page outside of it; `done` runs inside the transaction that keeps the result.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common import files, pdf_text
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.language import in_vietnamese
from thongsuot.common.models import StoredFile
from thongsuot.common.now import now
from thongsuot.documents import gate, journalling, outgoing_kinds
from thongsuot.documents.issuers import issuer_of
from thongsuot.documents.models import Document, DocumentFile, RegisterEntry, State
from thongsuot.documents.modes import authority_for
from thongsuot.documents.papers import letter
from thongsuot.documents.services import registering, turning
from thongsuot.documents.services.setting import letter_of
from thongsuot.documents.timing import local_day
from thongsuot.tasks.specs import TaskSpec


def ask(document: Document, unit_id: int, *, at: datetime, seal_only: bool = False) -> None:
    """Trình ký: the person first, then the agency's seal by the document clerk. In the caller's transaction."""
    signer = gate.current()
    if signer is None:
        return
    common = {
        "province_id": document.province_id,
        "unit_id": unit_id,
        "subject_id": document.pk,
        "subject_code": document.sign or document.notation,
        "subject_title": document.summary,
        "page": turning.page_of(document),
        "due_at": document.due_at,
        "placed": outgoing_kinds.renderer_of(document.subject_kind) is None,
    }
    marks = outgoing_kinds.marks_of(document)
    person = gate.Wanted(
        purpose=gate.PERSON, wanted_user_id=document.signer_id, order=1, mark=marks.get(gate.PERSON), **common
    )
    seal = gate.Wanted(purpose=gate.SEAL, wanted_role=Role.DOCUMENT_CLERK, order=2, mark=marks.get(gate.SEAL), **common)
    signer.request([seal] if seal_only else [person, seal], at=at)


def cancel(document: Document, *, at: datetime) -> None:
    """Không cần ký nữa."""
    if signer := gate.current():
        signer.cancel(province_id=document.province_id, subject_id=document.pk, at=at)


def prepare(request: gate.Request) -> bytes:
    """Bytes để ký: for the person the page with its number and day, for the seal what he signed.

    Raises MoveNotAllowed when the document is not at that stage, SeriesClosed when the book is closed.
    """
    document = Document.objects.get(pk=request.subject_id)
    if request.purpose == gate.SEAL:
        return files.read_bytes(_main(document).file)
    at = now()
    document = reserve(document.pk, at)
    if made_elsewhere := outgoing_kinds.renderer_of(document.subject_kind):
        return made_elsewhere(document)
    return letter(letter_of(document, at))


@transaction.atomic
def reserve(document_id: int, at: datetime) -> Document:
    """Giữ số và ngày for this document; the same ones when it is tried again the same day."""
    document = Document.objects.select_for_update().get(pk=document_id)
    _refuse_not_to_sign(document)
    unit_id = turning.holder_of(document)
    signer = principal_of(document.signer_id, at) if document.signer_id else None
    if signer:
        authority_for(signer, unit_id, issuer_of(unit_id, local_day(at)), document.signing_mode)
    if _numbered_here(document):
        # A draft that came over from a predecessor is issued, and numbered, by the unit that has it now.
        book = outgoing_kinds.book_of(document.subject_kind)
        entry = registering.reserve(document, book, unit_id=unit_id, principal=signer, at=at)
        document.number, document.unit_id = registering.shown(entry.number), unit_id
    document.issued_on = local_day(at)
    document.save(update_fields=["number", "issued_on", "unit"])
    return document


def _numbered_here(document: Document) -> bool:
    """Whether its number is of the unit's book of outgoing documents: always, unless its room brought one."""
    if not document.number or not outgoing_kinds.numbers_itself(document.subject_kind):
        return True
    entries = RegisterEntry.objects.filter(province_id=document.province_id, document_id=document.pk)
    return entries.filter(book=outgoing_kinds.book_of(document.subject_kind)).exists()


def done(request: gate.Request, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """Đã ký hoặc đã đóng dấu: the file is the document's now. Inside the transaction of the room that signs."""
    document = Document.objects.select_for_update().get(pk=request.subject_id)
    if request.purpose == gate.SEAL:
        _sealed(document, signed, principal, at)
    else:
        _signed(document, signed, principal, at)


def refused(request: gate.Request, reason: str, principal: Principal | None, at: datetime) -> None:
    """Người ký không ký: back to the drafter with the reason; the reserved number stays the document's.

    A seal that is refused leaves the document signed: the reason stands on its page, where the seal is asked for again
    (`asking_again`) or the document is given up.
    """
    from thongsuot.documents.services.checking import back
    from thongsuot.documents.services.drafting import note

    document = Document.objects.select_for_update().get(pk=request.subject_id)
    if document.state == State.TO_SIGN:
        back(document, turning.holder_of(document), reason=reason, principal=principal, at=at)
    elif document.state == State.SIGNED:
        if principal:
            note(document, reason, principal, at, sends_back=True)
        journalling.write(document, "seal_refused", principal=principal, at=at, reason=reason[:300])


def _signed(document: Document, signed: StoredFile, principal: Principal, at: datetime) -> None:
    _refuse_not_to_sign(document)
    if principal.user_id != document.signer_id:
        raise Forbidden(_("Trang này đứng tên %(name)s nên chỉ người ấy ký được.") % {"name": document.signer_name})
    unit_id = turning.holder_of(document)
    authority = authority_for(principal, unit_id, issuer_of(unit_id, local_day(at)), document.signing_mode)
    for entry in registering.reserved(document, outgoing_kinds.book_of(document.subject_kind)):
        registering.give(entry, at=at)
    document.signer_id, document.signer_name, document.signed_at = principal.user_id, principal.name, at
    document.signer_title = authority.title
    document.pages = pdf_text.pages_of(files.path_of(signed.sha256))
    _keep(document, signed, principal, at, sealed=False)
    turning.turn(
        document,
        State.SIGNED,
        "signed",
        principal=principal,
        unit_id=unit_id,
        at=at,
        fields=["signer", "signer_name", "signer_title", "signed_at", "pages"],
        task=None if outgoing_kinds.issued_by_seal(document.subject_kind) else _to_issue(document, unit_id, at),
        number=document.sign,
        sha256=signed.sha256,
        mode=document.signing_mode,
        delegation=authority.number,
    )


@in_vietnamese()
def _to_issue(document: Document, unit_id: int, at: datetime) -> TaskSpec:
    return turning.task_for(
        document,
        unit_id,
        role=Role.DOCUMENT_CLERK,
        kind="issue",
        what=_("Đóng dấu và phát hành văn bản trong ngày ký"),
        result=_("Văn bản đã gửi đến nơi nhận"),
        accountable=_("Văn thư"),
        due_at=_end_of_day(at),
    )


def _end_of_day(at: datetime) -> datetime:
    """When the office closes on the day of signing (17:00); signed later still, at once."""
    return max(at, timezone.localtime(at).replace(hour=17, minute=0, second=0, microsecond=0))


def _sealed(document: Document, signed: StoredFile, principal: Principal, at: datetime) -> None:
    if document.state != State.SIGNED:
        raise MoveNotAllowed(_("Chỉ đóng dấu cơ quan sau khi người có thẩm quyền đã ký."), code="not_signed")
    _keep(document, signed, principal, at, sealed=True)
    journalling.write(document, "sealed", principal=principal, at=at, sha256=signed.sha256)
    if after := outgoing_kinds.sealed_of(document.subject_kind):
        after(document, signed, principal, at)


def _keep(document: Document, signed: StoredFile, principal: Principal, at: datetime, *, sealed: bool) -> None:
    old = DocumentFile.objects.filter(
        province_id=document.province_id, document=document, purpose=DocumentFile.Purpose.MAIN, replaced_at=None
    )
    old.update(replaced_at=at)
    DocumentFile.objects.create(
        province_id=document.province_id,
        document=document,
        file=signed,
        purpose=DocumentFile.Purpose.MAIN,
        title=document.summary[:300],
        signed=True,
        sealed=sealed,
        added_at=at,
        added_by_id=principal.user_id,
    )


def is_sealed(document: Document) -> bool:
    """Đã có chữ ký số của cơ quan."""
    return DocumentFile.objects.filter(
        province_id=document.province_id,
        document=document,
        purpose=DocumentFile.Purpose.MAIN,
        replaced_at=None,
        sealed=True,
    ).exists()


def _main(document: Document) -> DocumentFile:
    found = DocumentFile.objects.filter(
        province_id=document.province_id, document=document, purpose=DocumentFile.Purpose.MAIN, replaced_at=None
    ).select_related("file")
    main = found.first()
    if main is None or not main.signed:
        raise MoveNotAllowed(_("Chỉ đóng dấu cơ quan sau khi người có thẩm quyền đã ký."), code="not_signed")
    return main


def _refuse_not_to_sign(document: Document) -> None:
    if document.state != State.TO_SIGN:
        raise MoveNotAllowed(
            _("Văn bản đang ở trạng thái “%(state)s”, không phải lúc ký.") % {"state": State(document.state).label}
        )
