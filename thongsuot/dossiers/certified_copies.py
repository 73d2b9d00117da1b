"""Bản sao chứng thực của một hồ sơ: what the declaration asks for, what was scanned, and the document it becomes.

Only of procedures whose result is a certified copy (2.000815). Chứng thực chữ ký (2.000884) has another result: the
paper itself, signed before the official.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.documents import copies, outgoing_for
from thongsuot.documents.as_pdf import READABLE
from thongsuot.documents.models import Document
from thongsuot.dossiers.models import CertifiedCopy, DossierFile, Status
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.procedures.fees import copy_fee
from thongsuot.procedures.selectors import Version

TEMPLATE = "true_copy"
MOST_PAPERS, MOST_PAGES = 20, 2_000


@dataclass(frozen=True, slots=True)
class Declared:
    """Một giấy tờ của tờ khai: its row (from 1), and what the one who asks said of it."""

    position: int
    title: str
    issuer: str
    pages: int
    copies: int

    @property
    def fee(self) -> int:
        """Phí của các bản sao đã yêu cầu, đồng."""
        return copy_fee(self.pages) * self.copies


def made_here(version: Version) -> bool:
    """Whether the result of this procedure is a certified copy."""
    return version.result_template == TEMPLATE


def offered(loaded: Loaded) -> bool:
    """Whether copies may be compared now: while the dossier is worked on."""
    return made_here(loaded.version) and loaded.dossier.status == Status.PROCESSING


def declared(loaded: Loaded) -> list[Declared]:
    """Giấy tờ cần chứng thực theo tờ khai."""
    rows = loaded.dossier.form.get("documents")
    if not isinstance(rows, list):
        return []
    return [_declared(number, row) for number, row in enumerate(rows[:MOST_PAPERS], 1) if isinstance(row, Mapping)]


def _declared(position: int, row: Mapping[str, Any]) -> Declared:
    return Declared(
        position,
        str(row.get("name") or "")[:200],
        str(row.get("issuer") or "")[:250],
        int(row.get("pages") or 0),
        int(row.get("copies") or 0) or 1,
    )


def scans_of(loaded: Loaded) -> list[dict[str, Any]]:
    """Tệp của thành phần hồ sơ làm bản sao được: PDF and pictures."""
    return [
        f
        for f in loaded.files
        if f["purpose"] == DossierFile.Purpose.COMPONENT and not f["replaced_at"] and f["media_type"] in READABLE
    ]


def live(loaded: Loaded) -> list[CertifiedCopy]:
    """Bản sao đã đối chiếu, by row of the declaration; no statement for other procedures."""
    if not made_here(loaded.version):
        return []
    found = CertifiedCopy.objects.filter(
        province_id=loaded.dossier.province_id, dossier_id=loaded.dossier.pk, dropped_at=None
    )
    return list(found.select_related("scan").order_by("position"))


def unsigned_page(copy: CertifiedCopy, at: datetime) -> bytes:
    """Bản chụp mang dòng “chưa ký số”: what stands in the dossier until the seal is on the copy."""
    from thongsuot.dossiers.papers import number_line

    words = _("CHƯA KÝ SỐ – chưa phải bản sao chứng thực")
    return number_line.marked(files.read_bytes(copy.scan), words, made_at=at)


def asked(loaded: Loaded, copy_id: int, principal: Principal, *, subject: str, at: datetime) -> Document:
    """Trình ký bản sao: person, then seal; the number comes from the book of certification, with the signature."""
    copy = CertifiedCopy.objects.select_related("scan").get(province_id=loaded.dossier.province_id, pk=copy_id)
    authority = outgoing_for.authority_of(unit_id=loaded.competent_id, signer=principal, at=at)
    if authority is None:
        raise MoveNotAllowed(_("Người ký không có thẩm quyền ký văn bản của đơn vị này."), reason="still_blocked")
    return copies.certify(
        files.read_bytes(copy.scan),
        copies.Paper(copy.title, copy.sign, copy.issuer, copy.issued_on, loaded.dossier.applicant_name),
        unit_id=loaded.competent_id,
        signer_id=principal.user_id,
        mode=authority.mode,
        compared=True,
        principal=principal,
        at=at,
        subject_code=loaded.dossier.code,
        subject=(subject, loaded.dossier.pk),
    )
