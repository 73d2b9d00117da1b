"""Làm bản sao chứng thực: scans of the dossier compared with the originals, to be signed as its result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.models import StoredFile
from thongsuot.common.text import clean_line
from thongsuot.documents import as_pdf, copies, secrecy
from thongsuot.dossiers import certified_copies, checks, journalling
from thongsuot.dossiers.certified_copies import Declared
from thongsuot.dossiers.models import CertifiedCopy, DossierFile
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.services.processing import require_correction

# A scan made at this step belongs to the paper that was shown, as one made at the counter does.
ADD_SCAN = """UPDATE dossiers_dossiercomponent SET files = files || %(file)s::jsonb
 WHERE province_id = %(province)s AND id = %(component)s"""


@dataclass(frozen=True, slots=True)
class Compared:
    """Một giấy tờ đã đối chiếu: row of the declaration, its scan (a file of the dossier, or an upload of this person)."""

    position: int
    scan_id: str
    sign: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    """A scan made into pages, outside of the transaction."""

    row: Declared
    given: Compared
    file: StoredFile
    pdf: bytes
    pages: int


def make_copies(
    *,
    code: str,
    principal: Principal,
    at: datetime,
    compared: Sequence[Compared],
    all_compared: bool,
    pages_seen: bool = False,
) -> Loaded:
    """Ghi những bản chụp đã đối chiếu; they are signed with the result, numbered in the book of certification.

    What was compared before is replaced; with nothing in `compared` only paper copies are made. Raises Invalid
    `not_compared`, `pages_differ` (unless `pages_seen`), `not_a_page`, `pdf_…`, Secret; Forbidden for who holds no step.
    """
    loaded = dossier_for(principal, code)
    _refuse_not_now(loaded, principal)
    if compared and not all_compared:
        raise checks.invalid(
            "compared", _("Hãy đối chiếu từng trang bản chụp với bản chính rồi đánh dấu đã đối chiếu."), "not_compared"
        )
    ready = [_ready(loaded, one, principal, pages_seen=pages_seen) for one in compared]
    return _keep(code, ready, principal, at)


def _refuse_not_now(loaded: Loaded, principal: Principal) -> None:
    if not certified_copies.made_here(loaded.version):
        raise NotFound()
    require_correction(loaded, principal)
    if not certified_copies.offered(loaded):
        raise MoveNotAllowed(_("Chỉ làm bản sao khi hồ sơ đang được giải quyết."), reason="state")


def _ready(loaded: Loaded, given: Compared, principal: Principal, *, pages_seen: bool) -> _Ready:
    row = next((one for one in certified_copies.declared(loaded) if one.position == given.position), None)
    if row is None or not row.title:
        raise checks.invalid(f"scan-{given.position}", _("Tờ khai không có giấy tờ này. Hãy sửa tờ khai trước."))
    secrecy.refuse_secret(row.title, given.sign)
    file = _scan(loaded, given, principal)
    try:
        pdf = as_pdf.pdf_of(file)
        pages = copies.pages_of(pdf)
    except Invalid as refused:
        raise checks.invalid(f"scan-{given.position}", str(refused.detail), refused.code) from refused
    if pages != row.pages and not pages_seen:
        raise checks.invalid(
            f"scan-{given.position}",
            _(
                "Bản chụp “%(name)s” có %(pages)d trang, tờ khai ghi %(told)d trang. Quét lại, hoặc sửa tờ khai để tính đúng phí."
            )
            % {"name": row.title, "pages": pages, "told": row.pages},
            "pages_differ",
        )
    return _Ready(row, given, file, pdf, pages)


def _scan(loaded: Loaded, given: Compared, principal: Principal) -> StoredFile:
    if any(f["uid"] == given.scan_id for f in certified_copies.scans_of(loaded)):
        return StoredFile.objects.get(pk=given.scan_id)
    if kept := next((one for one in certified_copies.live(loaded) if str(one.scan_id) == given.scan_id), None):
        return kept.scan
    found = StoredFile.objects.filter(owner_id=principal.user_id, attached_at=None)
    upload = found.filter(pk=given.scan_id).first() if given.scan_id else None
    if upload is None:
        raise checks.invalid(f"scan-{given.position}", _("Hãy chọn bản chụp của giấy tờ này."), "file_missing")
    return upload


@transaction.atomic
def _keep(code: str, ready: Sequence[_Ready], principal: Principal, at: datetime) -> Loaded:
    loaded = dossier_for(principal, code, lock=True)
    _refuse_not_now(loaded, principal)
    dossier = loaded.dossier
    mine = CertifiedCopy.objects.filter(province_id=dossier.province_id, dossier_id=dossier.pk, dropped_at=None)
    dropped = mine.update(dropped_at=at)
    if not ready and not dropped:
        raise checks.invalid("", _("Chưa chọn bản chụp nào. Chỉ làm bản giấy thì không phải làm gì ở trang này."))
    CertifiedCopy.objects.bulk_create([_row(loaded, one, principal, at) for one in ready])
    journalling.write(
        loaded,
        "copies_compared",
        principal=principal,
        at=at,
        papers=[{"name": one.row.title, "pages": one.pages, "sha256": one.file.sha256} for one in ready],
        dropped=dropped or None,
    )
    return dossier_for(principal, code)


def _row(loaded: Loaded, one: _Ready, principal: Principal, at: datetime) -> CertifiedCopy:
    if one.file.attached_at is None:
        _attach(loaded, one, principal, at)
    scan = one.file
    if one.file.media_type != files.PDF.media_type:
        name = f"{one.file.name.rsplit('.', 1)[0]}.pdf"
        scan = files.store(one.pdf, name, principal.user_id, at=at)
    return CertifiedCopy(
        province_id=loaded.dossier.province_id,
        dossier=loaded.dossier,
        position=one.row.position,
        scan=scan,
        title=one.row.title,
        sign=clean_line(one.given.sign, field="sign", limit=90),
        issuer=one.row.issuer,
        issued_on=one.given.issued_on,
        pages=one.pages,
        copies=one.row.copies,
        compared_at=at,
        compared_by_id=principal.user_id,
    )


def _attach(loaded: Loaded, one: _Ready, principal: Principal, at: datetime) -> None:
    """A scan that is new here becomes a file of the paper that was shown."""
    (file,) = files.attach([str(one.file.pk)], owner_id=principal.user_id, at=at)
    component = next(iter(loaded.components), None)
    DossierFile.objects.create(
        province_id=loaded.dossier.province_id,
        dossier=loaded.dossier,
        file=file,
        purpose=DossierFile.Purpose.COMPONENT,
        code=component["code"] if component else "",
        title=one.row.title[:300],
        added_at=at,
    )
    if component:
        _put_into(loaded, component["id"], file)


def _put_into(loaded: Loaded, component_id: int, file: StoredFile) -> None:
    told: dict[str, Any] = {"uid": str(file.uid), "name": file.name, "sha256": file.sha256, "size": file.size,
                            "media_type": file.media_type}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_SCAN,
            {"file": orjson.dumps([told]).decode(), "province": loaded.dossier.province_id, "component": component_id},
        )
