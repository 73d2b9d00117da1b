"""Kết quả hồ sơ là văn bản có chữ ký số: made at "finish", signed and sealed, kept in the place of the unsigned one.

Also the apology of form 04. Whoever comes to the counter before that takes the paper that was signed by hand; what goes
out electronically waits. Without a certificate of the signer or of the agency a paper stays unsigned, says so on its
face, and stands among what is blocked by a signature (`signing_later`). Which papers: docs/decisions.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import procrastinate.contrib.django as procrastinate
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.models import StoredFile
from thongsuot.documents import copies, outgoing_for, outgoing_kinds
from thongsuot.documents.models import Document
from thongsuot.documents.types import document_types
from thongsuot.dossiers import certified_copies
from thongsuot.dossiers.models import Dossier, DossierFile, PaperSigning
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.store import Also

KIND, ELECTRONIC = "dossier", "ONLINE"
LETTER = "dossier_letter"  # letters about a dossier: they never hold up its result
COPY = "dossier_copy"  # certified copies: results that are numbered in the book of certification
RESULTS = (KIND, COPY)
MAKE_PAGES = "dossiers.make_pages"  # the job, by its name: jobs stand above services
MAKING = "making"  # in `words`: a job makes its pages and presents it in the name of this person
KINDS = {PaperSigning.Kind.RESULT: KIND, PaperSigning.Kind.APOLOGY: LETTER}
# By what a result's notation begins with; others stand as a notice. Proposed, not from the law.
_TYPES = {"QĐ": "QD", "TB": "TB"}


@dataclass(frozen=True, slots=True)
class ToSign:
    """Một giấy tờ để ký số: its row in the dossier, the clean page, how it is called; `blocked_by` says why it waits.

    With an empty `number` it is numbered in the unit's book when it is signed. `words` are what its page is set from
    again then: reason and lines above the signature.
    """

    made: str
    title: str
    row: DossierFile | None = None
    page: StoredFile | None = None
    number: str = ""
    notation: str = ""
    type_key: str = ""
    kind: str = PaperSigning.Kind.RESULT
    blocked_by: str = ""
    words: dict[str, Any] = field(default_factory=dict)


def register() -> None:
    """Nối với văn bản đi; said once, when the platform starts."""
    from thongsuot.dossiers.pages_to_sign import page_of

    for kind in KINDS.values():
        made = outgoing_kinds.MadeElsewhere(render=page_of, own_number=True, sealed=_sealed)
        outgoing_kinds.register(kind, made)
    outgoing_kinds.register(COPY, copies.of_a_higher_room(_sealed))


def why_not(loaded: Loaded, principal: Principal, at: datetime) -> str:
    """Vì sao chưa ký số được: no certificate, no authority; empty when nothing is in the way."""
    return outgoing_for.why_not(unit_id=loaded.competent_id, signer=principal, at=at)


def present(loaded: Loaded, papers: Sequence[ToSign], principal: Principal, *, at: datetime) -> None:
    """Trình ký những giấy tờ này; what is blocked is kept with its reason. In the transaction of the verb, rows saved."""
    PaperSigning.objects.bulk_create(
        [
            PaperSigning(
                province_id=loaded.dossier.province_id,
                dossier_id=loaded.dossier.pk,
                unit_id=loaded.competent_id,
                kind=one.kind,
                made=one.made,
                file_id=one.row.pk if one.row else None,
                document_id=None if one.blocked_by else asked(loaded, one, principal, at=at).pk,
                blocked_by=one.blocked_by[:300],
                words=one.words,
                made_at=at,
            )
            for one in papers
        ]
    )
    if any(MAKING in one.words for one in papers):
        make_pages_soon(loaded.dossier)


def make_pages_soon(dossier: Dossier) -> None:
    """Xếp việc làm trang cho ảnh, tệp Word của hồ sơ này; it leaves with the transaction, and waits there once only."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        procrastinate.app.configure_task(MAKE_PAGES, queueing_lock=f"{MAKE_PAGES}.{dossier.pk}").defer(
            dossier_id=dossier.pk
        )


BLOCKED = """INSERT INTO dossiers_papersigning
    (province_id, dossier_id, unit_id, kind, made, blocked_by, words, made_at)
  VALUES (%(province)s, %(id)s, %(signs_in)s, %(paper_kind)s, %(paper_made)s, %(blocked_by)s, %(words)s::jsonb, %(made_at)s)"""


def blocked_with(loaded: Loaded, one: ToSign, *, at: datetime) -> Also:
    """A letter without a file that cannot be signed yet, written in the statement that saves the dossier."""
    return Also(
        BLOCKED,
        {
            "signs_in": loaded.competent_id,
            "paper_kind": str(one.kind),
            "paper_made": str(one.made),
            "blocked_by": one.blocked_by[:300],
            "words": orjson.dumps(one.words).decode(),
            "made_at": at,
        },
    )


def asked(loaded: Loaded, one: ToSign, principal: Principal, *, at: datetime) -> Document:
    """Văn bản đi của giấy tờ này, with its signatures asked for."""
    if one.made == PaperSigning.Made.COPY:
        return certified_copies.asked(loaded, one.words["copy"], principal, subject=COPY, at=at)
    assert one.page is not None, "what is not blocked has a page"
    start = one.notation.split("-")[0]
    return outgoing_for.make_outgoing(
        province_id=loaded.dossier.province_id,
        unit_id=loaded.competent_id,
        type_key=one.type_key or _TYPES.get(start, "") or type_by_title(one.title),
        summary=one.title,
        number=one.number,
        notation=one.notation,
        signer=principal,
        subject_kind=KINDS[PaperSigning.Kind(one.kind)],
        subject_id=loaded.dossier.pk,
        subject_code=loaded.dossier.code,
        file=one.page,
        at=at,
    )


def type_by_title(title: str) -> str:
    """Loại văn bản by the first words of its title ("Quyết định …"); a notice where they say nothing. Proposed."""
    low = title.strip().lower()
    named = (
        key
        for key, one in document_types().items()
        if one.abbreviation and low.startswith(one.name.split(" (")[0].lower())
    )
    return next(named, "TB")


def withdraw(dossier: Dossier, *, reason: str, principal: Principal, at: datetime) -> None:
    """Kết quả đang trình ký không còn đúng nữa; nor is one whose signature was blocked wanted any more."""
    outgoing_for.withdraw(
        province_id=dossier.province_id,
        subject_kind=RESULTS,
        subject_id=dossier.pk,
        reason=reason,
        principal=principal,
        at=at,
    )
    PaperSigning.objects.filter(
        province_id=dossier.province_id, dossier_id=dossier.pk, kind=PaperSigning.Kind.RESULT, settled_at=None
    ).update(settled_at=at)


def on_paper(dossier: Dossier, method: str) -> bool:
    """Whether the result goes out before its digital signature: on paper, signed by hand; the electronic one follows.

    What is handed over electronically is the signed file: raises MoveNotAllowed `result_not_signed` while it waits.
    """
    asked_for = outgoing_for.waiting(province_id=dossier.province_id, subject_kind=RESULTS, subject_id=dossier.pk)
    if not asked_for and (method != ELECTRONIC or not _being_made(dossier)):
        return False
    if method == ELECTRONIC:
        raise MoveNotAllowed(
            _(
                "Kết quả đang chờ ký số hoặc đóng dấu nên chưa trả trực tuyến được."
                " Người ký ký ở trang chờ ký; trả bản giấy đã ký tay thì không phải chờ."
            ),
            reason="result_not_signed",
        )
    return True


def _being_made(dossier: Dossier) -> bool:
    """Whether pages of its result are being made; asked only for what goes out electronically."""
    waiting = PaperSigning.objects.filter(
        province_id=dossier.province_id, dossier_id=dossier.pk, kind=PaperSigning.Kind.RESULT, document_id=None
    )
    return waiting.filter(settled_at=None, words__has_key=MAKING).exists()


def signing_of(document: Document) -> PaperSigning:
    """Giấy tờ mà văn bản này ký: by its identity."""
    return PaperSigning.objects.get(province_id=document.province_id, document_id=document.pk)


def _sealed(document: Document, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """The signed file takes the place of the one marked "chưa ký số"; that one stays as replaced. A letter is added."""
    link = PaperSigning.objects.select_for_update().get(province_id=document.province_id, document_id=document.pk)
    mine = DossierFile.objects.filter(province_id=document.province_id, dossier_id=link.dossier_id)
    old = mine.filter(pk=link.file_id, replaced_at=None, signed=False).first() if link.file_id else None
    if old is not None:
        mine.filter(pk=old.pk).update(replaced_at=at)
    if old is not None or link.kind == PaperSigning.Kind.APOLOGY:
        DossierFile.objects.create(
            province_id=document.province_id,
            dossier_id=link.dossier_id,
            file=signed,
            purpose=old.purpose if old else DossierFile.Purpose.PAPER,
            code=old.code if old else "04",
            title=old.title if old else document.summary[:300],
            number=(old.number if old else "") or document.sign[:60],
            signed=True,
            added_at=at,
        )
    PaperSigning.objects.filter(province_id=link.province_id, pk=link.pk).update(settled_at=at)
    outgoing_for.issued_with_seal(document, principal, at)
