"""Danh sách văn bản hai chiều theo bộ lọc, newest first; rights inside the query as `reading.document_seen` has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from thongsuot.accounts.principal import Principal
from thongsuot.documents.models import Document, DocumentHolding
from thongsuot.documents.permissions import units_worked_in
from thongsuot.documents.reading import readable_units


@dataclass(frozen=True, slots=True)
class Wanted:
    """Điều người tìm muốn; empty means any."""

    direction: str = ""
    unit_ids: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


def visible(principal: Principal) -> QuerySet[Document]:
    """Văn bản người này đọc được: an open one where it is held, a closed one where it was and by successors."""
    own, readable = units_worked_in(principal), readable_units(principal)
    held = DocumentHolding.objects.filter(province_id=OuterRef("province_id"), document_id=OuterRef("pk"))
    here = Q(unit_id__in=readable) & (Q(closed_at__isnull=False) | Exists(held.filter(unit_id__in=readable)))
    moved = Q(pk__in=DocumentHolding.objects.filter(unit_id__in=own).values("document_id"))
    return Document.objects.filter(here | moved)


def listed(principal: Principal, wanted: Wanted, *, before: int | None, limit: int) -> Sequence[Document]:
    """Một trang và thêm một dòng, newest first; one statement."""
    found = visible(principal)
    if wanted.direction:
        found = found.filter(direction=wanted.direction)
    if wanted.unit_ids:
        found = found.filter(unit_id__in=wanted.unit_ids)
    if wanted.states:
        found = found.filter(state__in=wanted.states)
    if wanted.since:
        found = found.filter(issued_on__gte=wanted.since)
    if wanted.until:
        found = found.filter(issued_on__lte=wanted.until)
    if before:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: limit + 1])


def in_order(principal: Principal, uids: Sequence[object]) -> list[Document]:
    """Những văn bản này theo thứ tự đã cho; leaves out what is not visible any more."""
    found = {one.uid: one for one in visible(principal).filter(uid__in=list(uids))}
    return [found[uid] for uid in uids if uid in found]
