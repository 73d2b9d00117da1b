"""Ai làm gì với mẻ số hoá: those who work in the unit that digitises; scans of papers are read by nobody else.

Archivists, document clerks and leaders open, take, split and keep; specialists describe and check as well.
"""

from uuid import UUID

from django.db.models import QuerySet

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.records.models import Batch
from thongsuot.records.permissions import KEEPERS

SCANNERS = (*KEEPERS, Role.DOCUMENT_CLERK)
KEYERS = (*SCANNERS, Role.SPECIALIST)


def visible_batches(principal: Principal) -> QuerySet[Batch]:
    """Mẻ của các đơn vị mà người này làm việc."""
    return Batch.objects.filter(unit_id__in=principal.units_with(*KEYERS))


def batch_for(principal: Principal, uid: UUID | str, *roles: str, lock: bool = False) -> Batch:
    """The batch; NotFound outside one's units, Forbidden without one of these roles there (KEYERS if none are named)."""
    rows = visible_batches(principal).select_related("unit", "origin")
    if lock:
        rows = rows.select_for_update(of=("self",))
    batch = rows.filter(uid=uid).first()
    if batch is None:
        raise NotFound()
    if roles and not principal.roles_in(batch.unit_id) & set(roles):
        raise Forbidden()
    return batch


def may_scan(principal: Principal, batch: Batch) -> bool:
    """Whether this person opens, takes, splits and keeps."""
    return bool(principal.roles_in(batch.unit_id) & set(SCANNERS))
