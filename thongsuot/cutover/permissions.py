"""Ai làm gì trong một lần sắp xếp: the province's administrators draw up and carry out; units hand in and decide their own.

Nobody here reads the contents of a dossier by being in the project team: splits are decided by those who work on them.
"""

from django.db.models import Q, QuerySet

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.cutover.models import Plan
from thongsuot.org.book import book

PLANNERS = (Role.PROVINCE_ADMIN,)
READERS = (*PLANNERS, Role.AUDITOR, Role.PROCEDURE_CONTROLLER)
HEADS = (Role.CHAIR, Role.UNIT_ADMIN)


def provinces_ahead(principal: Principal, *roles: str) -> frozenset[int]:
    """Các tỉnh mà người này giữ một trong các vai trò, and those they become.

    A province made of several has no officials before its day: until then those of the old ones prepare it (đề xuất).
    """
    own = principal.provinces_with(*roles)
    return own | {link.successor_id for province in own for link in book().out.get(province, ())}


def visible_plans(principal: Principal) -> QuerySet[Plan]:
    """Plans of this person's province, and plans that name a unit in which he works."""
    units = principal.units_with()
    of_unit = Q(units__unit_id__in=units) if units else Q(pk=None)
    return Plan.objects.filter(Q(province_id__in=provinces_ahead(principal, *READERS)) | of_unit).distinct()


def plan_in_sight(principal: Principal, code: str) -> Plan:
    """The plan, or NotFound as if it did not exist."""
    plan = visible_plans(principal).filter(code=code).first()
    if plan is None:
        raise NotFound()
    return plan


def plans_for(principal: Principal, plan: Plan) -> bool:
    """Whether this person draws up and carries out this plan."""
    return plan.province_id in provinces_ahead(principal, *PLANNERS)


def require_planner(principal: Principal, code: str) -> Plan:
    """The plan for who may change it; Forbidden for who only sees it."""
    plan = plan_in_sight(principal, code)
    if not plans_for(principal, plan):
        raise Forbidden()
    return plan
