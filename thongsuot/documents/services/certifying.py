"""Chứng thực bản sao điện tử từ bản chính giấy (NĐ 45/2020; NĐ 23/2015): a citizen's paper, scanned and compared.

The words of certification, the notation and that the register is one of its own are proposals: form and book of TT
01/2020/TT-BTP were not read ("chưa xác minh"). The paper goes back to the citizen; the scan stays with the copy.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_line
from thongsuot.documents import outgoing_for, secrecy
from thongsuot.documents.copy_rules import wrong
from thongsuot.documents.models import CopyKind, Document, DocumentCopy, Held, Medium, State
from thongsuot.documents.permissions import WORKERS, need
from thongsuot.documents.services import copying

SUBJECT = "certified_copy"


@dataclass(frozen=True, slots=True)
class Paper:
    """Giấy tờ của công dân: what it is, its number, who gave it and when; who asks for the copy."""

    title: str
    sign: str = ""
    issuer: str = ""
    issued_on: date | None = None
    requester: str = ""


@transaction.atomic
def certify(
    pdf: bytes,
    paper_: Paper,
    *,
    unit_id: int,
    signer_id: int,
    mode: str,
    compared: bool,
    principal: Principal,
    at: datetime,
    subject_code: str = "",
    subject: tuple[str, int] | None = None,
) -> Document:
    """Trình ký chứng thực; the copy is issued with the agency's seal and given to whoever asked.

    `subject_code`: the one-stop dossier it belongs to, if any; `subject` its kind and identity, when a higher room has
    registered what follows the seal (`copies.of_a_higher_room`). Raises Invalid `pdf_…`, `title_missing`, `not_compared`,
    `signing_mode_wrong`, Secret, Forbidden.
    """
    from thongsuot.documents.papers import copies as paper

    need(principal, unit_id, *WORKERS)
    title = clean_line(paper_.title, field="title", limit=200)
    if not title:
        raise wrong(_("Hãy ghi tên giấy tờ, ví dụ Bằng tốt nghiệp đại học."), "title_missing", "title")
    if not compared:
        raise wrong(
            _("Hãy đối chiếu bản chụp với bản chính, từng trang, rồi đánh dấu đã đối chiếu."),
            "not_compared",
            "compared",
        )
    secrecy.refuse_secret(title, paper_.sign, paper_.requester)
    seen = paper.look(pdf)
    _refuse_twice(pdf, unit_id)
    wish = copying.Wish(kind=CopyKind.CERTIFIED, to=Medium.ELECTRONIC, signer_id=signer_id, mode=mode)
    copy = DocumentCopy(
        kind=CopyKind.CERTIFIED,
        from_medium=Medium.PAPER,
        to_medium=Medium.ELECTRONIC,
        held=Held.ORIGINAL,
        source_type=title,
        source_sign=clean_line(paper_.sign, field="sign", limit=90),
        source_issuer=clean_line(paper_.issuer, field="issuer", limit=250),
        source_day=paper_.issued_on,
        pages=seen.pages,
        compared=True,
        asked_for=clean_line(paper_.requester, field="requester", limit=300),
    )
    with in_vietnamese():
        summary = _("Chứng thực bản sao điện tử: %(what)s") % {"what": copy.source}
    document = copying.outgoing(
        wish, unit_id, summary, subject_code, subject=subject[0] if subject else SUBJECT, principal=principal, at=at
    )
    document.pages, copy.province_id = seen.pages, document.province_id
    document.subject_id = subject[1] if subject else None
    copy.source_file = files.store(pdf, "ban-chup.pdf", principal.user_id, at=at)
    copying.begin(document, copy, [], principal=principal, at=at)
    return document


def _refuse_twice(pdf: bytes, unit_id: int) -> None:
    """Pressed twice, or by two people: one scan waits once. The second waits here until the first is written."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"certify:{unit_id}:{sha256}"])
    waiting = DocumentCopy.objects.filter(kind=CopyKind.CERTIFIED, source_file__sha256=sha256)
    if waiting.filter(document__unit_id=unit_id, document__state=State.TO_SIGN).exists():
        raise wrong(_("Bản chụp này đang chờ ký chứng thực rồi."), "copy_waiting", "file")


def sealed(document: Document, signed: object, principal: Principal, at: datetime) -> None:
    """Có chữ ký số của cơ quan là trả được. Inside the transaction of the seal."""
    outgoing_for.issued_with_seal(document, principal, at)
