"""Kết quả hồ sơ là văn bản có chữ ký số: made at "finish", signed and sealed, kept in the place of the unsigned one.

Whoever comes to the counter before that takes the paper that was signed by hand; what goes out electronically waits.
Without a certificate of the signer or of the agency the result stays unsigned and says so on its face.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.models import StoredFile
from thongsuot.documents import outgoing_for, outgoing_kinds
from thongsuot.documents.models import Document
from thongsuot.dossiers.models import Dossier, DossierFile
from thongsuot.dossiers.selectors.one import Loaded

KIND, ELECTRONIC = "dossier", "ONLINE"
# By what a result's notation begins with; others stand as a notice. Proposed, not from the law.
_TYPES = {"QĐ": "QD", "TB": "TB"}


def register() -> None:
    """Nối với văn bản đi; said once, when the platform starts."""
    made = outgoing_kinds.MadeElsewhere(render=outgoing_for.bytes_of, own_number=True, sealed=_sealed)
    outgoing_kinds.register(KIND, made)


def can_be_signed(loaded: Loaded, principal: Principal, at: datetime) -> bool:
    """Có đủ chứng thư và thẩm quyền để ký số kết quả này."""
    return outgoing_for.why_not(unit_id=loaded.competent_id, signer=principal, at=at) == ""


def present(
    loaded: Loaded,
    results: Sequence[tuple[DossierFile, StoredFile, str]],
    principal: Principal,
    *,
    at: datetime,
) -> None:
    """Trình ký các kết quả: (row of the dossier, clean page to be signed, notation). In the transaction of "finish"."""
    dossier = loaded.dossier
    for row, clean, notation in results:
        outgoing_for.make_outgoing(
            province_id=dossier.province_id,
            unit_id=loaded.competent_id,
            type_key=next((key for start, key in _TYPES.items() if notation.startswith(start)), "TB"),
            summary=row.title,
            number=row.number,
            notation=notation,
            signer=principal,
            subject_kind=KIND,
            subject_id=dossier.pk,
            subject_code=dossier.code,
            file=clean,
            at=at,
        )


def withdraw(dossier: Dossier, *, reason: str, principal: Principal, at: datetime) -> None:
    """Kết quả đang trình ký không còn đúng nữa."""
    outgoing_for.withdraw(
        province_id=dossier.province_id,
        subject_kind=KIND,
        subject_id=dossier.pk,
        reason=reason,
        principal=principal,
        at=at,
    )


def on_paper(dossier: Dossier, method: str) -> bool:
    """Whether the result goes out before its digital signature: on paper, signed by hand; the electronic one follows.

    What is handed over electronically is the signed file: raises MoveNotAllowed `result_not_signed` while it waits.
    """
    if not outgoing_for.waiting(province_id=dossier.province_id, subject_kind=KIND, subject_id=dossier.pk):
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


def _sealed(document: Document, signed: StoredFile, principal: Principal, at: datetime) -> None:
    """The signed file takes the place of the one marked "chưa ký số"; that one stays as replaced."""
    assert document.subject_id is not None
    mine = DossierFile.objects.filter(
        province_id=document.province_id, dossier_id=document.subject_id, purpose=DossierFile.Purpose.RESULT
    )
    old = mine.filter(replaced_at=None, signed=False, title=document.summary, number=document.number).first()
    if old is not None:
        mine.filter(pk=old.pk).update(replaced_at=at)
        DossierFile.objects.create(
            province_id=document.province_id,
            dossier_id=document.subject_id,
            file=signed,
            purpose=DossierFile.Purpose.RESULT,
            code=old.code,
            title=old.title,
            number=old.number,
            signed=True,
            added_at=at,
        )
    outgoing_for.issued_with_seal(document, principal, at)
