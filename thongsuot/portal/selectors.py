"""Câu hỏi của cổng công dân."""

from collections.abc import Collection

from thongsuot.common.models import StoredFile


def files_still_there(uids: Collection[str], owner_id: int) -> set[str]:
    """Những tệp của người này còn trong kho tạm; what no record took within two days has been collected."""
    if not uids:
        return set()
    rows = StoredFile.objects.filter(uid__in=uids, owner_id=owner_id, attached_at=None).values_list("uid", flat=True)
    return {str(uid) for uid in rows}
