"""Bút toán về việc chia, in the chain of the plan."""

from datetime import datetime
from typing import Any

from thongsuot.common import journal
from thongsuot.cutover.models import Plan, PlanUnit

PLAN = "plan"


def about_split(plan: Plan, old: PlanUnit, verb: str, *, by: int | None, at: datetime, **data: Any) -> None:
    """Một thay đổi về việc chia của một đơn vị cũ; `by` None = the platform itself (rules, new dossiers)."""
    facts = {"code": plan.code, "old": old.code, **data}
    journal.append([journal.Entry(plan.province_id, PLAN, plan.pk, verb, at, by, old.unit_id, facts)])
