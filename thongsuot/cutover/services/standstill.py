"""Đếm những tuần đầu: once an hour by a job, or when a reader asks; a day's row is written anew, other days stay."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from thongsuot.common.clock import TIMEZONE
from thongsuot.cutover.models import Going, Plan, PlanState, StandstillDay
from thongsuot.cutover.models.standstill import USUAL_DAYS
from thongsuot.cutover.selectors.standstill import Scope, count, split_olds

WATCHED = timedelta(days=92)  # after the effective day; then the board keeps what it has
WATCHED_STATES = (PlanState.EXECUTING, PlanState.EXECUTED, PlanState.VERIFIED)


def scope_of(plan: Plan) -> Scope:
    """Đơn vị mới, đơn vị trước và thời điểm của một kế hoạch. One statement."""
    rows = Going.objects.filter(plan=plan, old__unit__isnull=False, new__unit__isnull=False)
    goings = sorted(set(rows.values_list("old__unit_id", "new__unit_id")))
    instant = datetime.combine(plan.effective_on, time(), TIMEZONE)
    news = tuple(sorted({new for _old, new in goings}))
    return Scope(plan.pk, plan.province_id, instant, instant - timedelta(days=USUAL_DAYS), news, tuple(goings))


@transaction.atomic
def count_day(plan: Plan, at: datetime) -> int:
    """Đếm và ghi số của hôm nay; returns how many units. Two at once wait for each other at the plan."""
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    scope = scope_of(plan)
    found = count(scope, at)
    split = split_olds(scope.goings)
    days = max(0, (timezone.localdate(at) - plan.effective_on).days + 1)
    rows = [
        StandstillDay(
            plan=plan,
            unit_id=unit,
            day=timezone.localdate(at),
            counted_at=at,
            intake_days=days,
            estimate=any(new == unit and old in split for old, new in scope.goings),
            **numbers,
        )
        for unit, numbers in found.items()
    ]
    fields = [
        field.name for field in StandstillDay._meta.concrete_fields if field.name not in ("id", "plan", "unit", "day")
    ]
    StandstillDay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["plan", "unit", "day"], update_fields=fields
    )
    return len(rows)


def count_all(at: datetime) -> int:
    """Đếm mọi kế hoạch đang trong những tuần đầu."""
    today = timezone.localdate(at)
    watched = Plan.objects.filter(state__in=WATCHED_STATES, effective_on__gt=today - WATCHED, effective_on__lte=today)
    return sum(count_day(plan, at) for plan in watched)
