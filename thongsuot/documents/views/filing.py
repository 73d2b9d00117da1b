"""Lập hồ sơ từ trang của một văn bản: which open file it may go into together with what belongs to it, and putting it there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid
from thongsuot.documents.models import Document
from thongsuot.documents.selectors import work_files as selectors
from thongsuot.documents.services import work_files
from thongsuot.documents.services.work_files import NewItem


def offered(principal: Principal, document: Document, unit_id: int) -> dict[str, Any]:
    """Hồ sơ đề nghị: what belongs together, the file that has part of it, one's open files."""
    there, wanted = selectors.proposed(document, principal.user_id, unit_id)
    mine = list(selectors.open_files([unit_id], principal.user_id)[:100])
    files_of = [there, *(one for one in mine if there is None or one.pk != there.pk)] if there else mine
    return {"documents": wanted, "files": [(one.uid, f"{one.code} – {one.title}") for one in files_of]}


def put(chosen: str, document: Document, unit_id: int, *, principal: Principal, at: datetime) -> str:
    """Cho vào hồ sơ đã chọn; says how many. Raises Invalid without a choice."""
    _there, wanted = selectors.proposed(document, principal.user_id, unit_id)
    try:
        uid = UUID(chosen)
    except ValueError as exc:
        message = _("Hãy chọn trong danh sách.")
        raise Invalid(message, errors=[{"field": "file", "message": message}]) from exc
    items = [NewItem.of_document(one) for one in wanted]
    count = work_files.gather(uid=uid, items=items, principal=principal, at=at)
    return _("Đã cho vào hồ sơ %(count)d tài liệu.") % {"count": count}
