"""Hình ô của một tỉnh: new communes as tiles near their place, old ones by district in the colour of where they went."""

from dataclasses import dataclass
from datetime import date, timedelta

from thongsuot.common.stamps import cached
from thongsuot.org.book import Link, UnitInfo, book
from thongsuot.org.heirs import COMPLETE
from thongsuot.org.models import Level
from thongsuot.org.pictures.grid import arrange

COLOURS = 9
TILE = 40  # units of the drawing


@dataclass(frozen=True, slots=True)
class Tile:
    """Ô của một đơn vị mới; `number` is its place in the table beside the picture."""

    number: int
    info: UnitInfo
    colour: int
    x: int
    y: int
    made_of: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Một đơn vị cũ, and the numbers and colours of the new ones it went to."""

    info: UnitInfo
    place: str
    relation: str
    goes_to: tuple[tuple[int, int], ...]

    @property
    def split(self) -> bool:
        """Whether a person must say where something of it belongs now."""
        return len(self.goes_to) > 1


@dataclass(frozen=True, slots=True)
class District:
    """Một huyện cũ and its communes as they stood the day before."""

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Hình ô của tỉnh từ một ngày."""

    province: UnitInfo
    on: date
    tiles: tuple[Tile, ...]
    districts: tuple[District, ...]
    width: int
    height: int

    @property
    def split_count(self) -> int:
        """Bao nhiêu đơn vị cũ bị chia."""
        return len({part.info.id for district in self.districts for part in district.parts if part.split})

    @property
    def old_count(self) -> int:
        """Bao nhiêu đơn vị cũ."""
        return len({part.info.id for district in self.districts for part in district.parts})


@cached("org")
def picture_of(province_id: int, day: date) -> Picture | None:
    """Hình của lần sắp xếp gần nhất tới ngày `day`; None when the communes of this province were never rearranged."""
    units = book()
    links = _latest(province_id, day)
    if not links:
        return None
    on = links[0].effective_on
    news = {link.successor_id: _known(units.nearest(link.successor_id, on)) for link in links}
    points = {
        pk: (info.lat, info.lon) if info.lat is not None and info.lon is not None else None
        for pk, info in sorted(news.items(), key=lambda pair: (pair[1].code, pair[0]))
    }
    spots, colours = arrange(points, COLOURS)
    reading = sorted(spots, key=lambda pk: (spots[pk][1], spots[pk][0]))
    marks = {pk: (n, colours[pk]) for n, pk in enumerate(reading, 1)}
    parts = {old: _part(old, on, marks) for old in {link.predecessor_id for link in links}}
    tiles = tuple(
        Tile(
            marks[pk][0],
            news[pk],
            marks[pk][1],
            spots[pk][0] * TILE,
            spots[pk][1] * TILE,
            tuple(
                _of_link(parts[link.predecessor_id], link)
                for link in sorted(links, key=lambda link: parts[link.predecessor_id].info.code)
                if link.successor_id == pk
            ),
        )
        for pk in reading
    )
    width, height = (max(spot[i] for spot in spots.values()) * TILE + TILE for i in (0, 1))
    province = _known(units.nearest(province_id, day))
    return Picture(province, on, tiles, _by_district(parts, on), width, height)


def _latest(province_id: int, day: date) -> list[Link]:
    """Successions of communes of the province on the last day up to `day` on which several went together."""
    units = book()
    found: dict[date, list[Link]] = {}
    for own in units.into.values():
        for link in own:
            new = units.nearest(link.successor_id, link.effective_on)
            if link.effective_on <= day and new and new.level == Level.COMMUNE and new.province_id == province_id:
                found.setdefault(link.effective_on, []).append(link)
    if not found:
        return []
    return found[max(found, key=lambda on: (len(found[on]) > 1, on))]


def _part(old_id: int, on: date, marks: dict[int, tuple[int, int]]) -> Part:
    units = book()
    info = _known(units.nearest(old_id, on - timedelta(days=1)))
    ways = [link for link in units.out[old_id] if link.effective_on == on and link.successor_id in marks]
    return Part(info, units.place(info), "", tuple(sorted(marks[link.successor_id] for link in ways)))


def _of_link(part: Part, link: Link) -> Part:
    return Part(part.info, part.place, link.relation, part.goes_to)


def _by_district(parts: dict[int, Part], on: date) -> tuple[District, ...]:
    """Districts from north to south as far as their communes' new tiles tell, communes by code."""
    groups: dict[str, list[Part]] = {}
    for part in parts.values():
        groups.setdefault(part.place or part.info.full_name, []).append(part)

    def mean(own: list[Part]) -> float:
        return sum(number for part in own for number, _ in part.goes_to) / sum(len(part.goes_to) for part in own)

    return tuple(
        District(name, tuple(sorted(own, key=lambda part: part.info.code)))
        for name, own in sorted(groups.items(), key=lambda pair: mean(pair[1]))
    )


def _known(info: UnitInfo | None) -> UnitInfo:
    assert info is not None, "kế thừa trỏ tới đơn vị không có thuộc tính"
    return info


def went_whole(part: Part) -> bool:
    """Whether all of it went this one way."""
    return part.relation in COMPLETE
