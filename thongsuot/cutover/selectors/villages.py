"""Thôn của tôi nay thuộc đâu: the decided rules of a split unit answer a citizen, and only they; nothing is concluded."""

from dataclasses import dataclass

from django.db.models import QuerySet

from thongsuot.cutover.matching.ruling import reading, rule_on
from thongsuot.cutover.models import PlanState, SplitRule

_SETTLED = (PlanState.DECIDED, PlanState.EXECUTING, PlanState.EXECUTED, PlanState.VERIFIED)
LONGEST = 160


@dataclass(frozen=True, slots=True)
class VillageAnswer:
    """Một quy tắc khớp với lời hỏi: which value of it, to which unit, for which fields of work, on what basis."""

    value: str
    unit_id: int | None
    full_name: str
    fields: tuple[str, ...]
    for_land: bool
    legal_basis: str


def villages_known(old_unit_id: int) -> bool:
    """Kế hoạch đã quyết có quy tắc theo thôn, thửa hay địa chỉ cho đơn vị cũ này hay không. One statement."""
    return _rules(old_unit_id).exists()


def village_answers(old_unit_id: int, text: str) -> list[VillageAnswer]:
    """Mọi quy tắc nêu thôn hay thửa này, in the order in which they decide; empty when none does. One statement.

    Read as the division itself reads addresses ("thôn 1" is not "thôn 12"); several answers are all given.
    """
    asked = text.strip()[:LONGEST]
    if not asked:
        return []
    rules = _rules(old_unit_id).select_related("goes_to").order_by("plan_id", "position")
    return [
        VillageAnswer(
            value,
            rule.goes_to.unit_id,
            rule.goes_to.full_name,
            tuple(rule.fields),
            rule.by == SplitRule.By.PARCEL,
            rule.legal_basis,
        )
        for rule in rules
        for value in rule.values
        if _fits(rule, value, asked)
    ]


def _fits(rule: SplitRule, value: str, asked: str) -> bool:
    """Whether this one value of the rule names what was asked, whatever the field of work."""
    alone = SplitRule(by=rule.by, values=[value], goes_to_id=rule.goes_to_id)
    return rule_on([reading(alone)], {"village": asked, "address": asked, "parcel": asked}).rule is not None


def _rules(old_unit_id: int) -> QuerySet[SplitRule]:
    """Rules of decided plans, never of an exercise."""
    return SplitRule.objects.filter(
        old__unit_id=old_unit_id,
        plan__state__in=_SETTLED,
        plan__is_exercise=False,
        by__in=[SplitRule.By.VILLAGE, SplitRule.By.ADDRESS, SplitRule.By.PARCEL],
    )
