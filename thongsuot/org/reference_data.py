"""Dữ liệu đơn vị kèm theo nền tảng: the files of `reference/` read into plain rows, and how each old unit went over.

Nothing here touches the database. `scripts/build_units.py` makes the CSV files; the YAML files are written by hand.
"""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from thongsuot.org.models import Level, Relation
from thongsuot.org.names import marked_key, name_and_kind

FOLDER = Path(__file__).resolve().parent / "reference"
REORGANISED_ON = date(2025, 7, 1)
LAST_DAY_BEFORE = date(2025, 6, 30)


@dataclass(frozen=True, slots=True)
class Place:
    """Một đơn vị của bộ dữ liệu, before or after 1/7/2025; `above` is the code of the unit it belongs to."""

    code: str
    full_name: str
    name: str
    kind: str
    above: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class NewProvince:
    """Tỉnh sau sắp xếp, with the resolution on its communes and its former provinces."""

    place: Place
    resolution: str
    former: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Giữ nguyên: one of the eleven provinces that were not merged keeps its identity."""
        return self.former == (self.place.code,)


@dataclass(frozen=True, slots=True)
class Change:
    """Thay đổi sau 1/7/2025: same unit, another name and kind from a day."""

    level: str
    code: str
    on: date
    full_name: str
    resolution: str

    @property
    def legal_basis(self) -> str:
        """Căn cứ, saying that the day is the day of issue."""
        return f"Nghị quyết số {self.resolution} (ban hành ngày {self.on:%d/%m/%Y}; ngày hiệu lực chưa kiểm chứng)"


@dataclass(frozen=True, slots=True)
class Going:
    """Một đơn vị cũ đi sang một đơn vị mới (codes of 30/6 and 1/7/2025)."""

    old: str
    new: str
    relation: str

    @property
    def old_level(self) -> str:
        """An old code of three digits is a district."""
        return Level.DISTRICT if len(self.old) == 3 else Level.COMMUNE


def provinces_before() -> list[Place]:
    """63 tỉnh đến 30/6/2025."""
    return [_place(Level.PROVINCE, row) for row in _rows("provinces_before.csv")]


def provinces_after() -> list[NewProvince]:
    """34 tỉnh từ 1/7/2025."""
    return [
        NewProvince(_place(Level.PROVINCE, row), row["resolution"], tuple(row["former"].split("|")))
        for row in _rows("provinces_after.csv")
    ]


def districts() -> list[Place]:
    """696 huyện đến 30/6/2025, five of them islands without communes."""
    return [_place(Level.DISTRICT, row, "province") for row in _rows("districts.csv")]


def communes_before() -> list[Place]:
    """10.035 đơn vị cấp xã đến 30/6/2025; `above` is the district."""
    return [_place(Level.COMMUNE, row, "district") for row in _rows("units_before.csv")]


def communes_after() -> list[Place]:
    """3.321 đơn vị cấp xã từ 1/7/2025; `above` is the province."""
    return [_place(Level.COMMUNE, row, "province") for row in _rows("units_after.csv")]


def changes() -> list[Change]:
    """Thay đổi sau 1/7/2025, in order of time."""
    found = [
        Change(group["level"], code, group["issued_on"], full_name, group["resolution"])
        for group in _yaml("changes.yaml")["changes"]
        for code, full_name in group["units"].items()
    ]
    return sorted(found, key=lambda change: (change.on, change.level, change.code))


def provinces_resolution() -> str:
    """Căn cứ của việc sắp xếp cấp tỉnh."""
    return str(_yaml("resolutions.yaml")["provinces"])


def identifiers() -> dict[str, Any]:
    """Cấu hình mã định danh: `provinces`, `demo_communes`, `demo_province`."""
    return _yaml("identifiers.yaml")


def goings() -> list[Going]:
    """Mỗi đơn vị cũ đi về đâu và đi thế nào: 10.565 pairs of communes and five island districts.

    A commune that goes to one place goes whole; alone in its successor it is unchanged, renamed or retyped. One that
    goes to several is split: `splits.yaml` knows how, elsewhere only the fact is known.
    """
    pairs = [(row["old"], row["new"]) for row in _rows("pairs.csv")]
    ways, sources = Counter(old for old, _ in pairs), Counter(new for _, new in pairs)
    splits = _yaml("splits.yaml")["splits"]
    before = {place.code: place for place in communes_before()}
    after = {place.code: place for place in communes_after()}

    def relation(old: str, new: str) -> str:
        if len(old) == 3:
            return Relation.DISTRICT_TO_SPECIAL
        if ways[old] > 1:
            return str(splits.get(old, {}).get(new, Relation.PART))
        return _alone(before[old], after[new]) if sources[new] == 1 else Relation.WHOLE

    return [Going(old, new, relation(old, new)) for old, new in pairs]


def _alone(old: Place, new: Place) -> str:
    """Relation of a unit that is the only predecessor of its only successor."""
    if old.kind != new.kind:
        return Relation.RETYPED
    return Relation.UNCHANGED if marked_key(old.name) == marked_key(new.name) else Relation.RENAMED


def _place(level: str, row: dict[str, str], above: str = "") -> Place:
    name, kind = name_and_kind(level, row["full_name"])
    return Place(
        code=row["code"],
        full_name=row["full_name"],
        name=name,
        kind=kind,
        above=row[above] if above else "",
        lat=float(row["lat"]) if row.get("lat") else None,
        lon=float(row["lon"]) if row.get("lon") else None,
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _yaml(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return found
