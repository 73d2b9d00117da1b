"""Ảnh, tệp Word là kết quả: a job makes its pages, outside of any transaction, then presents them in the name of who decided.

What was uploaded stays in the dossier with its hash; what cannot be made says why, and waits for a PDF.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common import files
from thongsuot.common.errors import Invalid
from thongsuot.common.language import in_vietnamese
from thongsuot.common.models import StoredFile
from thongsuot.documents import as_pdf, word_pages
from thongsuot.dossiers import journalling, results, signed_results
from thongsuot.dossiers.models import Dossier, DossierFile, PaperSigning
from thongsuot.dossiers.selectors.one import Loaded, dossier_by_id
from thongsuot.dossiers.signed_results import MAKING

LEFT_AFTER = timedelta(minutes=10)
MOST = 50


def make_pages(dossier_id: int, *, clock: Callable[[], datetime]) -> int:
    """Làm trang cho mọi ảnh, tệp Word còn chờ của một hồ sơ; says how many were presented. Safe to be done twice."""
    waiting = PaperSigning.objects.filter(
        dossier_id=dossier_id, document_id=None, settled_at=None, words__has_key=MAKING
    )
    return sum(_make(row, clock) for row in waiting.order_by("pk"))


def queue_left(at: datetime) -> int:
    """Xếp lại việc của những hồ sơ mà tiến trình làm trang đã chết."""
    old = PaperSigning.objects.filter(
        document_id=None, settled_at=None, words__has_key=MAKING, made_at__lt=at - LEFT_AFTER
    )
    ids = set(old.order_by("pk").values_list("dossier_id", flat=True)[:MOST])
    for dossier in Dossier.objects.filter(pk__in=ids):
        signed_results.make_pages_soon(dossier)
    return len(ids)


@in_vietnamese()
def _make(row: PaperSigning, clock: Callable[[], datetime]) -> bool:
    file = DossierFile.objects.select_related("file").filter(province_id=row.province_id, pk=row.file_id or 0).first()
    if file is None:
        return False
    pdf, why = b"", ""
    try:
        pdf = _pages_of(file.file)
    except Invalid as refused:
        why = str(refused.detail)
    return _present(row, file, pdf, why, clock())


def _pages_of(file: StoredFile) -> bytes:
    return word_pages.pdf_of(files.read_bytes(file)) if file.media_type == as_pdf.WORD else as_pdf.pdf_of(file)


@transaction.atomic
def _present(row: PaperSigning, file: DossierFile, pdf: bytes, why: str, at: datetime) -> bool:
    """The dossier first, then its row, as everywhere; what was replaced or presented meanwhile is left alone."""
    loaded = dossier_by_id(row.dossier_id, lock=True)
    locked = PaperSigning.objects.select_for_update().filter(province_id=row.province_id, pk=row.pk)
    found = locked.filter(document_id=None, settled_at=None, words__has_key=MAKING).first()
    if found is None:
        return False
    words = {key: value for key, value in found.words.items() if key != MAKING}
    if DossierFile.objects.filter(province_id=row.province_id, pk=file.pk, replaced_at=None).first() is None:
        found.words, found.settled_at = words, at
        found.save(update_fields=["words", "settled_at"])
        return False
    principal = principal_of(found.words[MAKING], at)
    blocked = why or _still_blocked(loaded, principal, at)
    found.words, found.blocked_by = words, blocked[:300]
    if not blocked and principal is not None:
        _ask(loaded, found, file, pdf, principal, at)
    found.save(update_fields=["words", "blocked_by", "document_id"])
    return not blocked


def _still_blocked(loaded: Loaded, principal: Principal | None, at: datetime) -> str:
    if principal is None:
        return _("Người đã ký kết thúc hồ sơ không còn chức vụ; người có thẩm quyền trình ký lại.")
    return signed_results.why_not(loaded, principal, at)


def _ask(loaded: Loaded, row: PaperSigning, file: DossierFile, pdf: bytes, principal: Principal, at: datetime) -> None:
    name = f"{file.file.name.rsplit('.', 1)[0]}.pdf"
    page = files.store(pdf, name, owner_id=principal.user_id, at=at)
    one = results.upload_to_sign(file, page, "", row.words)
    row.document_id = signed_results.asked(loaded, one, principal, at=at).pk
    journalling.write(
        loaded,
        "result_made_page",
        principal=None,
        at=at,
        unit_id=loaded.competent_id,
        title=file.title,
        original=file.file.sha256,
        sha256=page.sha256,
    )
