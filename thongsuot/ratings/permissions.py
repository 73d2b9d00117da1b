"""Ai thấy gì của đánh giá. Leaders: their units with what was said; the province's controllers: sums; officials: own sums.

A sum of fewer than five ratings is not told to the official it is about: he could guess whose they are.
"""

from django.utils import timezone

from thongsuot.accounts.models import Role
from thongsuot.accounts.permissions import leaders_view
from thongsuot.accounts.principal import Principal
from thongsuot.common.now import now
from thongsuot.org.selectors import subtree_ids

LEADERS = (Role.UNIT_LEADER, Role.CHAIR)
COUNTERS = (Role.PROCEDURE_CONTROLLER, Role.PROVINCE_ADMIN, Role.DEPARTMENT_OFFICIAL, Role.AUDITOR)
FEWEST = 5


def leads(principal: Principal, unit_id: int) -> bool:
    """Whether this person leads the unit (or one above it): reads what was said, answers."""
    return unit_id in leaders_view(principal, now())


def units_counted(principal: Principal) -> frozenset[int]:
    """Units whose sums this person reads: own ones as a leader; all of the province for its controllers."""
    day = timezone.localdate(now())
    found = set(leaders_view(principal, now()))
    for province_id in principal.provinces_with(*COUNTERS):
        found |= subtree_ids(province_id, day)
    return frozenset(found)
