"""Chấm điểm: from numbers to the points of a scorecard. Pure; what has no number or no weight is said, not filled with 0."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from thongsuot.emulation.scorecards import Group, Item, Scale, Scorecard

CENT = Decimal("0.01")
ONE, NIL = Decimal(1), Decimal(0)
Counted = tuple[str, int | None, int | None, Decimal | None]
UNMULTIPLIED = _("chưa nhân với chỉ tiêu %(item)s vì chỉ tiêu ấy chưa có dữ liệu")


class ItemScore(NamedTuple):
    """Một chỉ tiêu của một đơn vị: `ratio` None = no data; `reached` = ratio against full score; `points` None = no weight.

    `no_data` says why there is none where that is known; `mark` what has to be said beside the number.
    """

    item: Item
    numerator: int | None
    denominator: int | None
    ratio: Decimal | None
    reached: Decimal | None
    points: Decimal | None
    no_data: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class GroupScore:
    """Một nhóm: points out of what is known of its weights, and the mean of what its items reached (no points)."""

    group: Group
    items: tuple[ItemScore, ...]
    points: Decimal | None
    out_of: Decimal
    reached: Decimal | None


@dataclass(frozen=True, slots=True)
class Card:
    """Phiếu của một đơn vị; `estimate`: figures of a unit before it that was split are in it."""

    unit_id: int
    groups: tuple[GroupScore, ...]
    points: Decimal | None
    out_of: Decimal
    reached: Decimal | None
    rank: int | None = None
    estimate: bool = False

    @property
    def order(self) -> tuple[Decimal, Decimal]:
        """Xếp hạng: by the share of the known points, then by what all items reached on average."""
        share = self.points / self.out_of if self.points is not None and self.out_of else NIL
        return share, self.reached or NIL

    @property
    def items(self) -> list[ItemScore]:
        """All items in order."""
        return [score for group in self.groups for score in group.items]

    def item(self, key: str) -> ItemScore:
        """One item."""
        return next(score for score in self.items if score.item.key == key)


def score(scorecard: Scorecard, unit_id: int, numbers: Mapping[str, int]) -> Card:
    """Phiếu chấm của một đơn vị from its numbers."""
    told = {item.key: _counted(item, numbers) for group in scorecard.groups for item in group.items}
    groups = tuple(_group(group, numbers, told) for group in scorecard.groups)
    known = [group.points for group in groups if group.points is not None]
    return Card(
        unit_id,
        groups,
        sum(known, NIL) if known else None,
        sum((group.out_of for group in groups), NIL),
        _mean([item.reached for group in groups for item in group.items]),
    )


def ranked(cards: list[Card]) -> list[Card]:
    """Xếp hạng: equal ones share a rank; units without any data come last, without a rank."""
    with_data = sorted((c for c in cards if c.reached is not None), key=lambda c: c.order, reverse=True)
    found: list[Card] = []
    for place, card in enumerate(with_data, 1):
        rank = found[-1].rank if found and found[-1].order == card.order else place
        found.append(_with_rank(card, rank))
    return [*found, *(c for c in cards if c.reached is None)]


def _with_rank(card: Card, rank: int | None) -> Card:
    return Card(card.unit_id, card.groups, card.points, card.out_of, card.reached, rank)


def _group(group: Group, numbers: Mapping[str, int], told: Mapping[str, Counted]) -> GroupScore:
    items = tuple([_item(item, numbers, told) for item in group.items])
    points = [item.points for item in items if item.points is not None]
    most = [item.item.most for item in items if item.points is not None and item.item.most is not None]
    return GroupScore(
        group,
        items,
        sum(points, NIL) if points else None,
        sum(most, NIL) if most else NIL,
        _mean([item.reached for item in items]),
    )


def _counted(item: Item, numbers: Mapping[str, int]) -> Counted:
    """Why there is no data where that is known before anything is counted; what stands above and below; their ratio."""
    number, reason = item.needs
    if item.no_data or (number and not numbers[number]):
        return item.no_data or reason, None, None, None
    above, below = item.numerator.value(numbers), item.denominator.value(numbers)
    return "", above, below, max(Decimal(above) / below, NIL) if below > 0 else None


def _item(item: Item, numbers: Mapping[str, int], told: Mapping[str, Counted]) -> ItemScore:
    reason, above, below, ratio = told[item.key]
    if ratio is None:
        return ItemScore(item, above, below, None, None, None, reason)
    number, words = item.marked
    mark = words if number and not numbers[number] else ""
    if item.times:
        other = told[item.times][-1]
        ratio, mark = (ratio * other, mark) if other is not None else (ratio, str(UNMULTIPLIED) % {"item": item.times})
    reached = min(ratio / item.full_at, ONE)
    points = None if item.most is None else (reached * item.most).quantize(CENT, ROUND_HALF_UP)
    return ItemScore(item, above, below, ratio, reached, points, "", mark)


def _mean(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, NIL) / len(known) if known else None


def grade(scale: Scale, points: Decimal, out_of: Decimal) -> str:
    """Xếp loại: thresholds shrink with the points that could be had (our reading: the source leaves indices out)."""
    for start, name in scale.grades:
        if points >= start * out_of / scale.full:
            return name
    return scale.grades[-1][1]
