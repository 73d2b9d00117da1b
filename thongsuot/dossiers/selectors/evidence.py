"""Giấy tờ chờ đối chiếu ở đơn vị: conflicts first; one query, at most a hundred lines."""

from django.db.models import QuerySet

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.dossiers.models.evidence import IdentityEvidence

MOST = 100
State = IdentityEvidence.State


def evidence_to_check(principal: Principal) -> QuerySet[IdentityEvidence]:
    """Của các đơn vị mình làm một cửa hay lãnh đạo. Leaves out what is confirmed or settled."""
    units = principal.units_with(Role.COUNTER_CLERK, Role.UNIT_LEADER)
    open_ones = IdentityEvidence.objects.filter(unit_id__in=units, state__in=[State.WAITING, State.CONFLICT])
    return open_ones.select_related("seen_by").order_by("state", "-id")[:MOST]
