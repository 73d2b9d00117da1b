"""“Xã cũ nay là…”: what a search answers a citizen, ready to be shown. No SQL when the process is warm; never a guess."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.org.book import UnitInfo, book
from thongsuot.org.heirs import Heir, predecessors, what_it_is
from thongsuot.org.models import Level, Relation
from thongsuot.org.near import find_near
from thongsuot.org.search import find, place_of
from thongsuot.org.selectors import TERRITORIAL, children, unit_by_code, unit_info

SHOWN = 30

# What became of the old unit, as a citizen would say it; the office word stands in `Relation`.
WORDS = {
    Relation.WHOLE: _("toàn bộ đơn vị cũ nhập vào đây"),
    Relation.UNCHANGED: _("giữ nguyên"),
    Relation.RENAMED: _("chỉ đổi tên"),
    Relation.RETYPED: _("chỉ đổi loại hình"),
    Relation.PART: _("một phần đơn vị cũ nhập vào đây"),
    Relation.PART_AREA: _("một phần đất nhập vào đây"),
    Relation.PART_AREA_ALL_PEOPLE: _("một phần đất và toàn bộ người dân nhập vào đây"),
    Relation.PART_PEOPLE: _("một phần người dân nhập vào đây"),
    Relation.WHOLE_AREA: _("toàn bộ đất nhập vào đây"),
    Relation.DISTRICT_TO_SPECIAL: _("cả huyện đảo thành đặc khu"),
}
# What that means for somebody who lived there or has land there, as far as the table of conversion says.
MEANING = {
    Relation.PART: _("Một phần người dân và đất của xã cũ thuộc đơn vị này; bảng chuyển đổi không ghi là thôn nào."),
    Relation.PART_AREA: _("Một phần đất của xã cũ thuộc đơn vị này; bảng chuyển đổi không ghi là thửa nào."),
    Relation.PART_AREA_ALL_PEOPLE: _(
        "Người dân của xã cũ thuộc đơn vị này. Đất thì một phần thuộc đây, bảng chuyển đổi không ghi là thửa nào."
    ),
    Relation.PART_PEOPLE: _("Một phần người dân của xã cũ thuộc đơn vị này; bảng chuyển đổi không ghi là thôn nào."),
    Relation.WHOLE_AREA: _("Đất của xã cũ thuộc đơn vị này. Người dân thuộc đơn vị khác ghi ở đây."),
}


@dataclass(frozen=True, slots=True)
class Way:
    """Một đơn vị ở đầu kia: who, how it went over in plain words, and what that means when the old unit was split."""

    heir: Heir
    words: str | Promise
    meaning: str | Promise
    place: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Đơn vị bị chia: who may take the people and who the land; one name means that the table is sure of it."""

    people: tuple[Heir, ...]
    land: tuple[Heir, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Một kết quả: the name that was searched, what it is now, and what it was made of."""

    info: UnitInfo
    place: str
    in_force: bool
    last_day: date | None
    ways: tuple[Way, ...]
    made_of: tuple[Way, ...]
    sides: Sides | None
    district_ended: bool

    @property
    def split(self) -> bool:
        """Whether the name alone does not tell where somebody belongs now."""
        return self.sides is not None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Một tỉnh có đơn vị mang tên này, and how many."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Trả lời một lời tìm. `near`: nothing is called so, these are one letter away."""

    cards: tuple[Card, ...]
    total: int
    near: bool
    provinces: tuple[Narrowing, ...]

    @property
    def same_name(self) -> bool:
        """Whether several units bear exactly the same name, so that the district must tell them apart."""
        names = [card.info.full_name for card in self.cards if not card.in_force]
        return len(names) > len(set(names))


def answer(q: str, day: date, province: str = "") -> Answer:
    """Mọi đơn vị cũ và mới khớp với lời tìm, old ones first; `province` is the code of the province then or now."""
    if not q:
        return Answer((), 0, False, ())
    hits, near = [hit.info for hit in find(q, _searched)], False
    if not hits:
        hits, near = [hit.info for hit in find_near(q, _searched)], True
    chosen = [info for info in hits if not province or info.province_code == province]
    shown = sorted(chosen[:SHOWN], key=lambda info: info.in_force(day))
    return Answer(tuple(card(info, day) for info in shown), len(chosen), near and bool(hits), _narrowings(hits, day))


def card(info: UnitInfo, day: date) -> Card:
    """Một đơn vị như nó từng được gọi, for whoever knows that name."""
    in_force = info.in_force(day)
    heirs = () if in_force else what_it_is(info, day)
    return Card(
        info=info,
        place=place_of(info),
        in_force=in_force,
        last_day=info.valid_to - timedelta(days=1) if info.valid_to else None,
        ways=tuple(way(heir, day) for heir in heirs),
        made_of=tuple(way(heir, heir.effective_on - timedelta(days=1)) for heir in predecessors(info.id, day))
        if in_force
        else (),
        sides=sides(heirs),
        district_ended=info.level == Level.DISTRICT and not heirs and not in_force,
    )


def way(heir: Heir, day: date) -> Way:
    """Một chiều đi, with the place of the unit at its end on that day."""
    relation = Relation(heir.relation)
    return Way(heir, WORDS[relation], MEANING.get(relation, ""), place_of(unit_info(heir.unit_id, day)))


def sides(heirs: Sequence[Heir]) -> Sides | None:
    """Người về đâu, đất về đâu; None when everything went one way.

    Only what the table says outright leaves somebody out: who takes all the people takes them alone, who takes the land or
    a share of the people takes nothing else. A share of the land alone may hold houses, so it stays among the people's.
    """
    if len(heirs) < 2 and all(heir.complete for heir in heirs):
        return None
    all_people = [heir for heir in heirs if heir.relation == Relation.PART_AREA_ALL_PEOPLE]
    people = all_people or [heir for heir in heirs if heir.relation != Relation.WHOLE_AREA] or list(heirs)
    all_land = [heir for heir in heirs if heir.relation == Relation.WHOLE_AREA]
    land = all_land or [heir for heir in heirs if heir.relation != Relation.PART_PEOPLE] or list(heirs)
    return Sides(tuple(people), tuple(land))


def communes_then(district_id: int, on: date, day: date) -> tuple[Card, ...]:
    """Xã của một huyện cũ trong ngày `on`, each with what it is on `day`."""
    return tuple(card(info, day) for info in children(district_id, on) if info.level == Level.COMMUNE)


def _searched(info: UnitInfo) -> bool:
    return info.level in TERRITORIAL


def _narrowings(hits: Sequence[UnitInfo], day: date) -> tuple[Narrowing, ...]:
    """Provinces to choose from, when the name occurs in several."""
    counts = Counter(info.province_code for info in hits if info.province_code)
    if len(counts) < 2 or len(hits) <= 3:
        return ()
    return tuple(
        sorted((Narrowing(code, _province(code, day), n) for code, n in counts.items()), key=lambda one: one.name)
    )


def _province(code: str, day: date) -> str:
    found = unit_by_code(code, day, levels=[Level.PROVINCE]) or next(
        info for info in reversed(book().by_code[code]) if info.level == Level.PROVINCE
    )
    return found.full_name
