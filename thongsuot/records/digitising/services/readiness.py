"""Một hồ sơ của mẻ còn thiếu gì, and where its signatures are: the words the page and the services share."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from thongsuot.records.models import ScannedDocument, ScannedFile

READY = (ScannedDocument.State.DESCRIBED, ScannedDocument.State.CHECKED)


def lacks(file: ScannedFile, documents: Sequence[ScannedDocument]) -> str:
    """Vì sao một hồ sơ chưa trình ký, chưa đưa vào lưu trữ được; empty when it is ready."""
    if file.described_at is None:
        return _("hồ sơ chưa mô tả")
    undone = sum(document.state not in READY for document in documents)
    if undone:
        return _("%(count)d tài liệu chưa mô tả hoặc bị trả lại") % {"count": undone}
    unchecked = sum(one.sampled and one.state != ScannedDocument.State.CHECKED for one in documents)
    return _("%(count)d tài liệu trong mẫu chưa kiểm") % {"count": unchecked} if unchecked else ""


def unsigned(documents: Sequence[ScannedDocument], *, signs: bool) -> bool:
    """Còn chữ ký phải có trước khi lưu: all of them where the unit signs, else what was asked for already."""
    return any(one.signed_at is None and (signs or one.asked_at is not None) for one in documents)
