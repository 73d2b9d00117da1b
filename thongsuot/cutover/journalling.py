"""Bút toán của kế hoạch: who changed what, as one chain per plan (subject "plan")."""

from datetime import datetime
from typing import Any

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.cutover.models import Plan

PLAN = "plan"


def about_plan(plan: Plan, verb: str, *, by: Principal | None, at: datetime, **data: Any) -> None:
    """One change of a plan; `by` None = the command line."""
    facts = {"code": plan.code, "version": plan.version} | data
    actor = by.user_id if by else None
    journal.append([journal.Entry(plan.province_id, PLAN, plan.pk, verb, at, actor, None, facts)])
