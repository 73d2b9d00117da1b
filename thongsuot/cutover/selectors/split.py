"""Việc của đơn vị bị chia đi đâu: what rules and people have decided so far."""

from collections import defaultdict

from thongsuot.cutover.models import PlanUnit, SplitCase


def decided(old: PlanUnit) -> dict[int, dict[str, list[int]]]:
    """Việc gốc đã quyết, by new unit (its identity in `org`), then by kind: ascending ids."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = SplitCase.objects.filter(old=old, goes_to__unit__isnull=False).order_by("kind", "subject_id")
    for unit, kind, subject in rows.values_list("goes_to__unit_id", "kind", "subject_id"):
        found[unit][kind].append(subject)
    return {unit: dict(own) for unit, own in found.items()}


def undecided_count(old: PlanUnit) -> int:
    """Bao nhiêu việc gốc chưa ai quyết."""
    return SplitCase.objects.filter(old=old, goes_to=None).count()
