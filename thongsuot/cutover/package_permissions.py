"""Ai xem và quyết một gói: the province's administrators, on either side of the reorganisation.

A package of Hậu Giang is seen by who administers Hậu Giang, the province it becomes part of, or another province that
becomes part of the same one (the installation that takes the others in is usually the one of a sister).
"""

from uuid import UUID

from django.db.models import QuerySet

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.cutover.models import Package
from thongsuot.org.book import book

DECIDES = (Role.PROVINCE_ADMIN,)


def family(provinces: frozenset[int]) -> frozenset[int]:
    """Các tỉnh, what they become or came from by reorganisation (decided ones that are still to come included), and its sisters."""
    known, heirs = set(provinces), set(provinces)
    for province in provinces:
        heirs |= {link.successor_id for link in book().out.get(province, ())}
    for heir in heirs:
        known |= {heir} | {link.predecessor_id for link in book().into.get(heir, ())}
    return frozenset(known)


def visible_packages(principal: Principal) -> QuerySet[Package]:
    """Gói mà người này được xem."""
    own = family(principal.provinces_with(*DECIDES))
    return Package.objects.filter(source__province_id__in=own).select_related("source")


def package_in_sight(principal: Principal, uid: UUID) -> Package:
    """Một gói; NotFound as if it did not exist."""
    found = visible_packages(principal).filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found
