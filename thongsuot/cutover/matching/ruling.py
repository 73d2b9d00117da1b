"""Quy tắc nào quyết việc nào: the first that fits, unless one of the same sort fits too and leads elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from thongsuot.common.text import fold_marks
from thongsuot.cutover.matching.parcels import Parcels, fits, parcel_in, parcels
from thongsuot.cutover.matching.villages import AFTER_A_NAME, Fit, Village, fit, village
from thongsuot.cutover.matching.words import Text, Words, find, read, without_marks, words_of
from thongsuot.cutover.models import SplitRule

By = SplitRule.By


@dataclass(frozen=True, slots=True)
class Reading:
    """Quy tắc đã đọc một lần, to be held against many facts."""

    id: int | None
    by: str
    fields: frozenset[str]
    goes_to: int
    villages: tuple[Village, ...] = ()
    places: tuple[Parcels, ...] = ()
    phrases: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """Kết luận về một việc; no rule when none fits, or when two of one sort disagree (`torn`)."""

    rule: Reading | None
    torn: bool = False


NOBODY = Ruling(None)


def reading(rule: SplitRule) -> Reading:
    """Đọc một quy tắc đã lưu hay sắp lưu."""
    by, values = rule.by, rule.values
    return Reading(
        id=rule.pk,
        by=by,
        fields=frozenset(field_key(one) for one in rule.fields),
        goes_to=rule.goes_to_id,
        villages=tuple(filter(None, map(village, values))) if by == By.VILLAGE else (),
        places=tuple(filter(None, map(parcels, values))) if by == By.PARCEL else (),
        phrases=tuple(words_of(fold_marks(one)) for one in values) if by == By.ADDRESS else (),
    )


def field_key(field: str) -> str:
    """Lĩnh vực as it is compared: case and the place of the tone mark do not matter."""
    return " ".join(fold_marks(field).split())


def rule_on(rules: Sequence[Reading], facts: Mapping[str, str]) -> Ruling:
    """Quyết một việc theo các quy tắc, in their order."""
    fitting = [(rule, how) for rule in rules if (how := _fit(rule, facts))]
    if not fitting:
        return NOBODY
    first, how = fitting[0]
    rivals = {rule.goes_to for rule, _how in _rivals(first, how, fitting)}
    return Ruling(None, torn=True) if rivals - {first.goes_to} else Ruling(first)


def counts(rules: Sequence[Reading], cases: Iterable[Mapping[str, str]]) -> dict[int | None, int]:
    """Bao nhiêu việc do mỗi quy tắc quyết, by identity of the rule (None: a rule not saved yet)."""
    found: dict[int | None, int] = {rule.id: 0 for rule in rules}
    for facts in cases:
        if rule := rule_on(rules, facts).rule:
            found[rule.id] += 1
    return found


def _rivals(first: Reading, how: Fit, fitting: list[tuple[Reading, Fit]]) -> list[tuple[Reading, Fit]]:
    """Those that could have decided as well: same sort, and fitting no worse. "All of a field" has none: order decides."""
    if first.by == By.EVERYTHING:
        return []
    return [(rule, other) for rule, other in fitting if rule.by == first.by and other >= how]


def _fit(rule: Reading, facts: Mapping[str, str]) -> Fit:
    if rule.fields and field_key(facts.get("field", "")) not in rule.fields:
        return Fit.NO
    if rule.by == By.EVERYTHING:
        return Fit.AS_WRITTEN
    if rule.by == By.PARCEL:
        return _parcel_fit(rule, facts.get("parcel", ""))
    if rule.by == By.ADDRESS:
        return max((_phrase_fit(one, _read(facts.get("address", ""))) for one in rule.phrases), default=Fit.NO)
    text = _read(facts.get("village") or facts.get("place") or facts.get("address", ""))
    return max((fit(one, text) for one in rule.villages), default=Fit.NO)


def _parcel_fit(rule: Reading, text: str) -> Fit:
    parcel = parcel_in(text) if text else None
    found = parcel is not None and any(fits(one, parcel) for one in rule.places)
    return Fit.AS_WRITTEN if found else Fit.NO


def _phrase_fit(phrase: Words, text: Text) -> Fit:
    if any(_whole(phrase, segment) for segment in text.segments):
        return Fit.AS_WRITTEN
    loose = text.without_marks and any(_whole(without_marks(phrase), segment) for segment in text.segments)
    return Fit.WITHOUT_MARKS if loose else Fit.NO


def _whole(phrase: Words, segment: Words) -> bool:
    """Whether the phrase stands there as a whole name: "đường Lê Lợi" is not in "đường Lê Lợi Thượng"."""
    ends = (segment[at + len(phrase) : at + len(phrase) + 1] for at in find(phrase, segment))
    return any(not behind or behind[0] in AFTER_A_NAME for behind in ends)


_read = lru_cache(maxsize=4096)(read)  # one address is held against every rule in turn
