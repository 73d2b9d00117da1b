"""Chữ đến sau: a document was handed in before its scan was read; from now on it is found by its words."""

from django.db import transaction

from thongsuot.common.text import clean_text
from thongsuot.records.models import RecordItem

LONGEST = 1_000_000


@transaction.atomic
def words_came(*, province_id: int, file_source: tuple[str, int], item_source: tuple[str, int], text: str) -> int:
    """Ghi chữ cho tài liệu của một nguồn; one that has words keeps them. Says how many changed.

    No journal entry: what was handed in is the same; only the index knows more.
    """
    mine = RecordItem.objects.filter(
        province_id=province_id,
        file__province_id=province_id,
        file__source_kind=file_source[0],
        file__source_id=file_source[1],
        source_kind=item_source[0],
        source_id=item_source[1],
        text="",
    )
    return mine.update(text=clean_text(text[:LONGEST], limit=LONGEST))
