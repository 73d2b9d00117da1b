"""Nhập bù trên trang: the boxes that say when something was done on paper, read the same way on every page.

The scan is kept as soon as it arrives, and its number goes back into the page: whoever mistyped the hour need not scan
again.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Refused
from thongsuot.dossiers import checks
from thongsuot.dossiers.backdating import Happened
from thongsuot.dossiers.typed import Typed

NAMES = ("happened_date", "happened_time", "happened_reason", "happened_kept")
# Which box of the page carries the service's complaint.
BOXES = {"happened.at": "happened_date", "happened.reason": "happened_reason", "happened.evidence": "happened_file"}


def happened_in(post: Typed, uploads: MultiValueDict[str, UploadedFile], principal: Principal) -> Happened | None:
    """What was typed about paper work; None when nothing was. Invalid names the box."""
    kept = _kept(post, uploads, principal)
    if not kept and not any(post.get(name) for name in NAMES):
        return None
    at = post.moment("happened")
    if not post.get("happened_time"):  # the hour decides the day from which the law counts
        raise checks.invalid("happened_time", _("Ghi cả giờ: hạn được tính theo giờ nhận."))
    return Happened(at, post.get("happened_reason"), kept)


def _kept(post: Typed, uploads: MultiValueDict[str, UploadedFile], principal: Principal) -> str:
    """Number of the scan that came with the form, or of the one that came before."""
    name = f"{post.verb}-happened_file" if post.verb else "happened_file"
    brought: Any = uploads.get(name)
    if brought is None:
        return post.get("happened_kept")
    try:
        kept = str(files.store(brought, brought.name or "tep", principal.user_id).uid)
    except Refused as refused:  # too big, of a kind that is not taken: said at the box it came from
        refused.errors = [{"field": "happened_file", "message": str(refused.detail)}]
        raise
    post.answer("happened_kept", kept)
    return kept


def box_of(field: str) -> str:
    """Ô của trang mang lỗi của trường này."""
    return BOXES.get(field, field)
