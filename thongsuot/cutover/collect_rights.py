"""Ai điền, ai nộp, ai xem số liệu: leaders of the answering unit fill in, its head hands in; the project team reads all.

Readers of the plan (auditor, procedure controller) see how far it is, not who works where.
"""

from django.db.models import Q, QuerySet

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.cutover.models import DataRequest
from thongsuot.cutover.permissions import HEADS, plans_for

FILLERS = (*HEADS, Role.UNIT_LEADER)


def answered_by(principal: Principal) -> QuerySet[DataRequest]:
    """Yêu cầu mà đơn vị của người này điền: the unit that was asked, or the new unit once it works."""
    units = principal.units_with(*FILLERS)
    return DataRequest.objects.filter(Q(answered_by_id__in=units) | Q(unit__unit_id__in=units))


def request_for(principal: Principal, request_id: int, *, lock: bool = False) -> DataRequest:
    """The request for who fills it in or leads the plan; NotFound as if it did not exist."""
    rows = DataRequest.objects.select_related("plan", "unit")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=request_id).first()
    if found is None or not (fills(principal, found) or plans_for(principal, found.plan)):
        raise NotFound()
    return found


def fills(principal: Principal, request: DataRequest) -> bool:
    """Whether this person writes the data of the request."""
    return _holds(principal, request, FILLERS)


def require_filler(principal: Principal, request: DataRequest) -> None:
    """Forbidden for who only reads."""
    if not fills(principal, request):
        raise Forbidden()


def heads(principal: Principal, request: DataRequest) -> bool:
    """Whether this person hands the data in (chair or administrator of the unit)."""
    return _holds(principal, request, HEADS)


def require_head(principal: Principal, request: DataRequest) -> None:
    """Forbidden for who may not hand in."""
    if not heads(principal, request):
        raise Forbidden()


def _holds(principal: Principal, request: DataRequest, roles: tuple[str, ...]) -> bool:
    units = principal.units_with(*roles)
    return request.answered_by_id in units or request.unit.unit_id in units
