"""Gói đã làm và ai tải được: who asked for it, and who keeps the fonds."""

from uuid import UUID

from django.db.models import Q, QuerySet

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.records.models import Package
from thongsuot.records.packages.making import path_of
from thongsuot.records.permissions import KEEPERS


def packages_seen(principal: Principal) -> QuerySet[Package]:
    """Gói mà người này thấy."""
    return Package.objects.filter(Q(asked_by_id=principal.user_id) | Q(unit_id__in=principal.units_with(*KEEPERS)))


def package_seen(principal: Principal, uid: UUID) -> Package:
    """One of them; NotFound otherwise."""
    found = packages_seen(principal).filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


def ready_package(principal: Principal, uid: UUID) -> Package:
    """Gói tải được ngay: made, with its bytes still there; NotFound otherwise."""
    found = packages_seen(principal).filter(uid=uid, state=Package.State.READY).first()
    if found is None or not path_of(found).exists():
        raise NotFound()
    return found
