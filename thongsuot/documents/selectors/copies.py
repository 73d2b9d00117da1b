"""Bản sao để xem: of one's units, of one document, one by the code that is printed on it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from thongsuot.accounts.principal import Principal
from thongsuot.documents.copy_rules import NO_LONGER
from thongsuot.documents.models import CopyKind, Direction, Document, DocumentCopy, State
from thongsuot.documents.reading import readable_units
from thongsuot.signatures.models import SigningRequest

PAGE = 50
WAITING, DONE = "cho-ky", "da-ky"
_STATES = {WAITING: (State.TO_SIGN,), DONE: (State.SIGNED, State.ISSUED, *NO_LONGER)}
SHOWN_TO_ALL = _STATES[DONE]


@dataclass(frozen=True, slots=True)
class Row:
    """Một bản sao: its document, and what it was made from."""

    document: Document
    copy: DocumentCopy


def listed(
    principal: Principal,
    *,
    kind: str = "",
    stage: str = "",
    year: int = 0,
    words: str = "",
    before: int | None = None,
    limit: int = PAGE,
) -> list[Row]:
    """Bản sao của các đơn vị mình, newest first; two statements; leaves out what comes behind `limit`."""
    kinds = [kind] if kind in CopyKind.values else CopyKind.values
    found = Document.objects.filter(unit_id__in=readable_units(principal), direction=Direction.OUTGOING, type__in=kinds)
    if stage in _STATES:
        found = found.filter(state__in=_STATES[stage])
    if year:
        found = found.filter(issued_on__gte=date(year, 1, 1), issued_on__lt=date(year + 1, 1, 1))
    if words:
        found = found.filter(Q(summary__icontains=words) | Q(number=words.split("/")[0].strip().rjust(2, "0")))
    if before:
        found = found.filter(pk__lt=before)
    documents = list(found.order_by("-id")[:limit])
    copies = {
        copy.document_id: copy for copy in DocumentCopy.objects.filter(document_id__in=[one.pk for one in documents])
    }
    return [Row(one, copies[one.pk]) for one in documents if one.pk in copies]


def of(document: Document) -> DocumentCopy | None:
    """Văn bản này là bản sao của gì; None: it is none."""
    if document.type not in CopyKind.values:
        return None
    return DocumentCopy.objects.filter(province_id=document.province_id, document_id=document.pk).first()


def of_source(source: Document, unit_ids: frozenset[int]) -> list[Document]:
    """Các bản sao đã làm từ văn bản này in these units, newest first; one statement."""
    found = DocumentCopy.objects.filter(
        source_id=source.pk, document__province_id=F("province_id"), document__unit_id__in=unit_ids
    )
    return [copy.document for copy in found.select_related("document").order_by("-id")[:PAGE]]


@dataclass(frozen=True, slots=True)
class Checked:
    """Điều ai cầm bản sao cũng xem được: what it is, of what, by whom; whether the source still holds."""

    document: Document
    copy: DocumentCopy
    source_state: str
    signature_code: str


def checked(code: str) -> Checked | None:
    """Bản sao mang mã này, once it is signed; at most three statements."""
    copy = DocumentCopy.objects.select_related("document").filter(code=code.upper()).first()
    if copy is None or copy.document.state not in SHOWN_TO_ALL:
        return None
    own = {"province_id": copy.province_id}
    source = Document.objects.filter(pk=copy.source_id).values_list("state", flat=True).first()
    seals = SigningRequest.objects.filter(
        **own, subject_kind="document", subject_id=copy.document_id, purpose="seal", state="signed", superseded=False
    )
    return Checked(copy.document, copy, source or "", seals.values_list("code", flat=True).first() or "")
