"""Kiểm tra kế hoạch: what does not fit, grouped by how bad it is; each says what to do and leads to the place.

    for found in checks.check(plan, today=…): …           one Finding per rule that found something
    checks.red_lines(plan, today=…)                        what forbids the decision
    checks.register("not_delivered", rule)                 another part adds its rule from `apps.ready()`

A rule is a function of `Facts` that yields findings; facts are read once, in a fixed number of statements.
"""

from collections.abc import Callable, Iterable
from datetime import date

from thongsuot.cutover.checks.facts import Facts, load
from thongsuot.cutover.checks.findings import Finding, Severity, Thing
from thongsuot.cutover.models import Plan

Rule = Callable[[Facts], Iterable[Finding]]
_rules: dict[str, Rule] = {}

__all__ = ["Facts", "Finding", "Rule", "Severity", "Thing", "check", "load", "red_lines", "register"]


def register(name: str, rule: Rule) -> None:
    """Thêm một phép kiểm tra; registering a name again replaces it."""
    _rules[name] = rule


def check(plan: Plan, *, today: date) -> list[Finding]:
    """Mọi điều không khớp, the worst first."""
    facts = load(plan, today)
    found = [finding for name in sorted(_rules) for finding in _rules[name](facts)]
    return sorted(found, key=lambda finding: (finding.severity.rank, finding.order, finding.code))


def red_lines(plan: Plan, *, today: date) -> list[Finding]:
    """Những điều không cho quyết."""
    return [finding for finding in check(plan, today=today) if finding.severity is Severity.RED]
