"""Sổ đơn vị trong bộ nhớ: all dated units and successions, read with two statements, kept until the stamp "org" moves.

A nation is about 14,000 versions of units: some megabytes and a fraction of a second, once per process. Everything that
asks for units by identity, code or descent asks the book, so a warm process spends no statement on it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from thongsuot.common.stamps import cached
from thongsuot.org.models import Succession, UnitVersion


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """Đơn vị trong một khoảng thời gian; `valid_from` None = unknown, `valid_to` exclusive, None = still in force."""

    id: int
    level: str
    code: str
    name: str
    full_name: str
    kind: str
    parent_id: int | None
    province_id: int | None
    province_code: str
    identifier: str
    identifier_is_demo: bool
    valid_from: date | None
    valid_to: date | None
    organ_kind: str = ""
    legal_basis: str = ""
    lat: float | None = None
    lon: float | None = None

    def in_force(self, on: date) -> bool:
        """Whether these attributes hold on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)

    @property
    def numbering_code(self) -> str:
        """Code to show to people: the official code, or the identifier where there is none."""
        return self.code or self.identifier


@dataclass(frozen=True, slots=True)
class Link:
    """Một dòng kế thừa."""

    predecessor_id: int
    successor_id: int
    relation: str
    effective_on: date
    legal_basis: str
    note: str


_FIELDS = (
    "unit_id",
    "level",
    "code",
    "name",
    "full_name",
    "kind",
    "parent_id",
    "province_id",
    "province_id",
    "identifier",
    "identifier_is_demo",
    "valid__startswith",
    "valid__endswith",
    "organ_kind",
    "legal_basis",
    "lat",
    "lon",
)


class Book:
    """Toàn bộ đơn vị và kế thừa; versions of one unit in order of time."""

    def __init__(self, infos: Iterable[UnitInfo], links: Iterable[Link]) -> None:
        versions: dict[int, list[UnitInfo]] = defaultdict(list)
        by_code: dict[str, list[UnitInfo]] = defaultdict(list)
        by_identifier: dict[str, list[UnitInfo]] = defaultdict(list)
        children: dict[int, list[UnitInfo]] = defaultdict(list)
        for info in sorted(infos, key=lambda i: (i.id, i.valid_from or date.min)):
            versions[info.id].append(info)
        provinces = {pk: own[-1].code for pk, own in versions.items() if own[-1].level == "province"}
        self.versions: dict[int, tuple[UnitInfo, ...]] = {}
        for pk, own in versions.items():
            # A province keeps its code for life (QĐ 19/2025/QĐ-TTg), so one code per province is enough.
            filled = tuple(replace(i, province_code=provinces.get(i.province_id or i.id, "")) for i in own)
            self.versions[pk] = filled
            for info in filled:
                if info.code:
                    by_code[info.code].append(info)
                if info.identifier:
                    by_identifier[info.identifier].append(info)
                if info.parent_id:
                    children[info.parent_id].append(info)
        self.by_code, self.by_identifier = dict(by_code), dict(by_identifier)
        self.children = dict(children)
        out: dict[int, list[Link]] = defaultdict(list)
        into: dict[int, list[Link]] = defaultdict(list)
        for link in links:
            out[link.predecessor_id].append(link)
            into[link.successor_id].append(link)
        self.out, self.into = dict(out), dict(into)
        self._places: dict[tuple[int, date | None], str] = {}

    def on(self, unit_id: int, day: date) -> UnitInfo | None:
        """Attributes in force that day, None when the unit was not (or not known) then."""
        return next((info for info in self.versions.get(unit_id, ()) if info.in_force(day)), None)

    def nearest(self, unit_id: int, day: date) -> UnitInfo | None:
        """Attributes in force that day; of an ended unit its last ones, of a coming unit its first ones."""
        own = self.versions.get(unit_id)
        if not own:
            return None
        begun = [info for info in own if info.valid_from is None or info.valid_from <= day]
        return begun[-1] if begun else own[0]

    def place(self, info: UnitInfo) -> str:
        """Names of the units above, nearest first, as they were called last while these attributes held."""
        key = (info.id, info.valid_from)
        if key not in self._places:
            day = info.valid_to - timedelta(days=1) if info.valid_to else date.max
            names: list[str] = []
            above = self.nearest(info.parent_id, day) if info.parent_id else None
            while above is not None and above.full_name not in names:
                names.append(above.full_name)
                above = self.nearest(above.parent_id, day) if above.parent_id else None
            self._places[key] = ", ".join(names)
        return self._places[key]


@cached("org")
def book() -> Book:
    """The book of units of this process; two statements when the stamp "org" has moved, none otherwise."""
    infos = [UnitInfo(*row) for row in UnitVersion.objects.values_list(*_FIELDS).iterator()]
    links = Succession.objects.order_by("effective_on", "id").values_list(
        "predecessor_id", "successor_id", "relation", "effective_on", "legal_basis", "note"
    )
    return Book(infos, [Link(*row) for row in links.iterator()])
