"""Sao văn bản (NĐ 30/2020, Điều 25–27): sao y, sao lục, trích sao of a document that the unit issued or received.

The copy is an outgoing document of its own: signed by who has the authority, sealed, numbered in the register of copies
with the signature, sent to its recipients by the same hands as every document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common import files
from thongsuot.common.errors import NotFound
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_line
from thongsuot.documents import copy_rules, journalling, reading, secrecy
from thongsuot.documents.copy_rules import wrong
from thongsuot.documents.issuers import issuer_of
from thongsuot.documents.models import (
    CopyKind,
    Direction,
    Document,
    DocumentCopy,
    DocumentFile,
    DocumentLink,
    DocumentText,
    Medium,
    Recipient,
    State,
)
from thongsuot.documents.modes import authority_for
from thongsuot.documents.permissions import WORKERS, need, units_worked_in
from thongsuot.documents.services import addressing, signing, turning
from thongsuot.documents.timing import local_day
from thongsuot.documents.types import notation, type_of
from thongsuot.org.selectors import predecessor_ids, unit_info

SUBJECT = "copy"
MOST_PAPERS = 999
Purpose = DocumentFile.Purpose


@dataclass(frozen=True, slots=True)
class Wish:
    """Muốn sao thế nào. `picked` only for an excerpt; `seen_warning`: the one who asks read that the source is recalled."""

    kind: str
    to: str
    signer_id: int
    mode: str = ""
    held: str = ""
    picked: str = ""
    asked_for: str = ""
    paper_copies: int = 1
    compared: bool = False
    seen_warning: bool = False


@transaction.atomic
def ask(
    source: Document,
    wish: Wish,
    *,
    recipients: Sequence[addressing.To] = (),
    principal: Principal,
    at: datetime,
) -> Document:
    """Trình ký một bản sao; returns the copy, not yet numbered.

    Raises Invalid (codes of `copy_rules`, `source_recalled`, `not_compared`, `no_file`, `copy_waiting`,
    `signing_mode_wrong`), Secret, NotFound outside one's units.
    """
    source = Document.objects.select_for_update().get(province_id=source.province_id, pk=source.pk)
    document, copy = proposed(source, wish, principal=principal, at=at)
    _refuse_twice(copy)
    rows = addressing.rows_of(document, recipients, at)
    begin(document, copy, rows, principal=principal, at=at)
    DocumentLink.objects.create(
        province_id=document.province_id,
        document=document,
        kind=DocumentLink.Kind.COPIES,
        other_id=source.pk,
        made_at=at,
    )
    return document


def proposed(source: Document, wish: Wish, *, principal: Principal, at: datetime) -> tuple[Document, DocumentCopy]:
    """Bản sao như sẽ làm, nothing stored: for the preview, and to see what stands in the way."""
    from thongsuot.documents.papers import copies as paper

    unit_id = unit_for(source, principal)
    need(principal, unit_id, *WORKERS)
    copy_rules.refuse_source(source)
    held, medium = copy_rules.held_of(source, wish.held), copy_rules.medium_of(source)
    copy_rules.refuse_way(wish.kind, held, medium, wish.to)
    _refuse_secret(source, wish.asked_for)
    _refuse_unseen(source, medium, wish)
    file = file_of(source)
    seen = paper.look(files.read_bytes(file.file))
    to_paper = wish.to == Medium.PAPER
    copy = DocumentCopy(
        kind=wish.kind,
        from_medium=medium,
        to_medium=wish.to,
        held=held,
        source_id=source.pk,
        source_file=file.file,
        source_type=type_name(source),
        source_sign=source.sign,
        source_issuer=source.issuer_name,
        source_day=source.issued_on,
        source_summary=source.summary,
        source_state=source.state,
        pages=seen.pages,
        picked=_picked(wish, seen.pages),
        compared=wish.compared or medium == Medium.ELECTRONIC,
        asked_for=clean_line(wish.asked_for, field="asked_for", limit=300),
        paper_copies=max(1, min(wish.paper_copies, MOST_PAPERS)) if to_paper else 0,
    )
    with in_vietnamese():
        what = f"{copy.source} – {source.summary}"
        summary = _("%(form)s: %(what)s") % {"form": type_of(wish.kind).name, "what": what}
    document = outgoing(wish, unit_id, summary, source.sign, subject=SUBJECT, principal=principal, at=at)
    copy.province_id = document.province_id  # not the source's: its unit may have come from another province
    document.pages = len(copy_rules.pages_of(copy.picked, seen.pages)) + 1 if copy.picked else seen.pages
    return document, copy


def unit_for(source: Document, principal: Principal) -> int:
    """Đơn vị nào sao: the one that has the document, or today's successor of it. NotFound outside one's units."""
    holder, own = turning.holder_of(source), units_worked_in(principal)
    if holder in own:
        return holder
    heirs = [unit_id for unit_id in sorted(own) if holder in predecessor_ids(unit_id)]
    if not heirs:
        raise NotFound()
    return heirs[0]


def file_of(source: Document) -> DocumentFile:
    """Tệp được sao: the signed file; of a paper its scan as it came. Raises Invalid `no_file`."""
    found = DocumentFile.objects.filter(
        province_id=source.province_id,
        document=source,
        purpose__in=[Purpose.MAIN, Purpose.SCAN],
        replaced_at=None,
        file__media_type="application/pdf",
    ).select_related("file")
    rows = {row.purpose: row for row in found.order_by("-position")}
    first = Purpose.SCAN if copy_rules.medium_of(source) == Medium.PAPER else Purpose.MAIN
    row = rows.get(first) or next(iter(rows.values()), None)
    if row is None:
        raise wrong(
            _(
                "Văn bản chưa có tệp PDF để sao. Hãy số hoá bản giấy (PDF, ảnh màu, từ 200 dpi) và gắn vào văn bản trước."
            ),
            "no_file",
        )
    return row


def outgoing(
    wish: Wish, unit_id: int, summary: str, code: str, *, subject: str, principal: Principal, at: datetime
) -> Document:
    """Văn bản đi của bản sao, chưa lưu. Raises Invalid `signer_unknown`, `signing_mode_wrong`."""
    day = local_day(at)
    issuer, unit = issuer_of(unit_id, day), unit_info(unit_id, day)
    signer = principal_of(wish.signer_id, at) if wish.signer_id else None
    if signer is None:
        raise wrong(_("Hãy chọn người ký bản sao."), "signer_unknown", "signer")
    authority = authority_for(signer, unit_id, issuer, wish.mode)
    return Document(
        province_id=unit.province_id or unit.id,
        unit_id=unit_id,
        direction=Direction.OUTGOING,
        type=wish.kind,
        state=State.TO_SIGN,
        notation=notation(wish.kind, issuer.short),
        summary=summary[:600],
        issuer_name=issuer.lines[-1],
        issuer_unit_id=unit_id,
        signer_id=wish.signer_id,
        signer_name=signer.name,
        signer_title=authority.title,
        signing_mode=wish.mode,
        lead_id=principal.user_id,
        subject_kind=subject,
        subject_code=code[:60],
        created_at=at,
        created_by_id=principal.user_id,
    )


def begin(
    document: Document, copy: DocumentCopy, rows: Sequence[Recipient], *, principal: Principal, at: datetime
) -> None:
    """Lưu bản sao và trình ký. In the caller's transaction."""
    with in_vietnamese():
        source = copy.source
    turning.begin(
        document, principal=principal, at=at, verb="copy_asked", source=source, to=copy.to_medium,
        pages=copy.picked, why=copy.asked_for, compared=copy.compared, sha256=copy.source_file.sha256,
    )  # fmt: skip
    copy.document = document
    copy.save()
    if document.subject_id is None:
        document.subject_id = copy.pk
        document.save(update_fields=["subject_id"])
    for row in rows:
        row.document = document
    Recipient.objects.bulk_create(rows)
    signing.ask(document, document.unit_id, at=at)


def sealed(document: Document, _signed: object, principal: Principal, at: datetime) -> None:
    """Bản sao đã ký số xong: its source tells so too. Inside the transaction of the seal."""
    copy = DocumentCopy.objects.get(province_id=document.province_id, document=document)
    source = Document.objects.filter(pk=copy.source_id).first()
    if source is not None:
        journalling.write(
            source, "copied", principal=principal, at=at, unit_id=document.unit_id, number=document.sign,
            kind=copy.kind, copy=document.pk,
        )  # fmt: skip


def type_name(source: Document) -> str:
    """Tên loại như người ta viết: `Quyết định`, without what the decree adds to tell its types apart."""
    return type_of(source.type).name.split(" (")[0]


def _picked(wish: Wish, count: int) -> str:
    if wish.kind != CopyKind.PART:
        return ""
    return copy_rules.pages_text(copy_rules.pages_of(wish.picked, count))


def _refuse_secret(source: Document, typed: str) -> None:
    """Sao văn bản mật is under another law; a scan that bears such a mark is refused by its words."""
    bodies = DocumentText.objects.filter(province_id=source.province_id, document_id=source.pk)
    secrecy.refuse_secret(source.summary, typed, *(body[:20_000] for body in bodies.values_list("body", flat=True)[:5]))


def _refuse_unseen(source: Document, medium: str, wish: Wish) -> None:
    if source.state in copy_rules.NO_LONGER and not wish.seen_warning:
        raise wrong(
            _(
                "%(sign)s nay là văn bản “%(state)s”. Vẫn cần bản sao để lưu hồ sơ thì đánh dấu đã biết điều này rồi trình lại."
            )
            % {"sign": source.sign or source.summary[:60], "state": State(source.state).label},
            "source_recalled",
            "seen_warning",
        )
    if medium == Medium.PAPER and not wish.compared:
        raise wrong(
            _("Văn bản gốc bằng giấy: hãy đối chiếu bản chụp với bản giấy, từng trang, rồi đánh dấu đã đối chiếu."),
            "not_compared",
            "compared",
        )


def _refuse_twice(copy: DocumentCopy) -> None:
    same = DocumentCopy.objects.filter(
        province_id=copy.province_id,
        source_id=copy.source_id,
        kind=copy.kind,
        to_medium=copy.to_medium,
        picked=copy.picked,
        document__state=State.TO_SIGN,
        document__province_id=copy.province_id,
    )
    if same.exists():
        raise wrong(_("Một bản sao như thế của văn bản này đang chờ ký rồi."), "copy_waiting")


def source_seen(principal: Principal, uid: object) -> Document:
    """Văn bản được sao, đi hay đến, mà người này đọc được. NotFound."""
    direction = Document.objects.filter(uid=uid).values_list("direction", flat=True).first()
    document, _unit = reading.document_seen(principal, str(uid), direction or "")
    return document
