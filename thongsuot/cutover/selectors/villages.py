"""Thôn của tôi nay thuộc đâu: the published rules of a split unit answer, and only they; nothing is concluded from them."""

from dataclasses import dataclass

from thongsuot.cutover.models import PlanState, SplitRule
from thongsuot.org.names import bare_key, marked_key

_SETTLED = (PlanState.DECIDED, PlanState.EXECUTING, PlanState.EXECUTED, PlanState.VERIFIED)
SHORTEST = 2


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
    """Kế hoạch đã quyết có quy tắc theo thôn hay địa chỉ cho đơn vị cũ này hay không."""
    return _rules(old_unit_id).exists()


def village_answers(old_unit_id: int, text: str) -> list[VillageAnswer]:
    """Mọi quy tắc có tên thôn này, in the order in which they decide; empty when no rule names it. One statement.

    Of a decided plan only, never of an exercise. "Thôn Hải Thanh" and "hải thanh" are the same; the whole name must fit.
    """
    wanted = _without_kind(text)
    if len(wanted) < SHORTEST:
        return []
    fold = bare_key if bare_key(wanted) == wanted else marked_key
    rows = _rules(old_unit_id).select_related("goes_to").order_by("plan_id", "position")
    return [
        VillageAnswer(
            value,
            rule.goes_to.unit_id,
            rule.goes_to.full_name,
            tuple(rule.fields),
            rule.by == SplitRule.By.PARCEL,
            rule.legal_basis,
        )
        for rule in rows
        for value in rule.values
        if fold(_without_kind(value)) == wanted
    ]


def _rules(old_unit_id: int):  # type: ignore[no-untyped-def]
    return SplitRule.objects.filter(
        old__unit_id=old_unit_id,
        plan__state__in=_SETTLED,
        plan__is_exercise=False,
        by__in=[SplitRule.By.VILLAGE, SplitRule.By.ADDRESS, SplitRule.By.PARCEL],
    )


_KINDS = ("tổ dân phố", "khu dân cư", "thôn", "xóm", "tổ", "ấp", "bản", "khu phố", "khu", "làng", "buôn")
_KIND_KEYS = tuple(dict.fromkeys(f"{key} " for kind in _KINDS for key in (marked_key(kind), bare_key(kind))))


def _without_kind(text: str) -> str:
    """Tên thôn không có chữ “thôn”, “tổ dân phố”…; a bare number keeps it ("tổ 3")."""
    key = marked_key(text)
    for kind in _KIND_KEYS:
        if key.startswith(kind) and not key[len(kind) :].isdigit():
            return key[len(kind) :]
    return key
