"""Văn bản nào đọc được: of the units one works in, and what their predecessors had; everything else does not exist."""

from uuid import UUID

from thongsuot.accounts.principal import Principal
from thongsuot.common import stamps
from thongsuot.common.errors import NotFound
from thongsuot.documents.models import Document, DocumentHolding
from thongsuot.documents.permissions import units_worked_in
from thongsuot.org.selectors import predecessor_ids


def readable_units(principal: Principal) -> frozenset[int]:
    """Đơn vị mà người này đọc văn bản: his own and, of any generation, those that came before them."""
    own = units_worked_in(principal)
    return own | _predecessors(own)


@stamps.cached("org")
def _predecessors(unit_ids: frozenset[int]) -> frozenset[int]:
    return frozenset().union(*(predecessor_ids(unit_id) for unit_id in unit_ids))


def document_seen(principal: Principal, uid: UUID | str, direction: str) -> tuple[Document, int]:
    """Văn bản này và đơn vị đang giữ nó; NotFound outside what the person may read.

    An open document is read where it is held; a closed one where it was, and by the successors of that unit.
    """
    document = Document.objects.select_related("lead").filter(uid=uid, direction=direction).first()
    if document is None:
        raise NotFound()
    held = DocumentHolding.objects.filter(province_id=document.province_id, document_id=document.pk).first()
    unit_id = held.unit_id if held else document.unit_id
    if unit_id not in readable_units(principal):
        raise NotFound()
    return document, unit_id
