"""Hình dòng: old units left, new ones right, a band for each way; an old unit that was split has as many ends as heirs.

How thick a band is says nothing about people or land: nobody told us those. The list beside the picture says the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from thongsuot.org.book import Link, UnitInfo, book

WIDTH, LEFT, RIGHT = 340, 140, 134  # of the drawing, of the boxes of old and of new units
ROW, GAP = 46, 8
LETTERS, LETTERS_BOLD = 17, 14  # that fit on one line of a box, left and right


@dataclass(frozen=True, slots=True)
class Box:
    """Ô của một đơn vị. `partly`: it has other predecessors too, which are not drawn."""

    info: UnitInfo
    lines: tuple[str, ...]
    x: int
    y: float
    width: int
    height: float
    here: bool
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Dải từ đơn vị cũ sang đơn vị mới."""

    path: str
    old: UnitInfo
    new: UnitInfo
    relation: str
    split: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """Hình dòng của một lần sắp xếp, quanh một đơn vị."""

    on: date
    olds: tuple[Box, ...]
    news: tuple[Box, ...]
    bands: tuple[Band, ...]
    height: float
    width: int = WIDTH

    @property
    def has_split(self) -> bool:
        """Whether a band is one of several ends."""
        return any(band.split for band in self.bands)


def flow_into(unit_id: int, day: date) -> Flow | None:
    """Đơn vị này hình thành từ đâu, and where else its split predecessors went; None when it has none."""
    into = _last_day([link for link in book().into.get(unit_id, ()) if link.effective_on <= day])
    return _drawn([link.predecessor_id for link in into], into[0].effective_on, unit_id) if into else None


def flow_out_of(unit_id: int, day: date) -> Flow | None:
    """Đơn vị này đi về đâu; None while it lasts."""
    out = _last_day([link for link in book().out.get(unit_id, ()) if link.effective_on <= day])
    return _drawn([unit_id], out[0].effective_on, unit_id) if out else None


def _last_day(links: list[Link]) -> list[Link]:
    last = max((link.effective_on for link in links), default=None)
    return [link for link in links if link.effective_on == last]


def _drawn(old_ids: Iterable[int], on: date, here: int) -> Flow:
    units = book()
    before = {pk: units.nearest(pk, on - timedelta(days=1)) for pk in old_ids}
    infos = [info for info in before.values() if info is not None]
    infos.sort(key=lambda info: (units.place(info), info.code, info.id))
    links = {info.id: [link for link in units.out[info.id] if link.effective_on == on] for info in infos}
    olds = [
        Box(info, wrapped(info.full_name), 0, n * (ROW + GAP), LEFT, ROW, info.id == here)
        for n, info in enumerate(infos)
    ]
    starts: dict[tuple[int, int], float] = {}
    incoming: dict[int, list[tuple[float, int, float]]] = {}
    for box in olds:
        ways = sorted(links[box.info.id], key=lambda link: (link.successor_id != here, link.successor_id))
        for n, link in enumerate(ways):
            thick = ROW / len(ways)
            starts[box.info.id, link.successor_id] = top = box.y + n * thick
            incoming.setdefault(link.successor_id, []).append((top, box.info.id, thick))
    news, ends = _right_side(incoming, on, here, total=len(olds) * (ROW + GAP) - GAP)
    bands = tuple(
        Band(
            _path(
                starts[box.info.id, link.successor_id],
                ends[box.info.id, link.successor_id],
                ROW / len(links[box.info.id]),
            ),
            box.info,
            next(new.info for new in news if new.info.id == link.successor_id),
            link.relation,
            len(links[box.info.id]) > 1,
        )
        for box in olds
        for link in links[box.info.id]
    )
    height = max(box.y + box.height for box in (*olds, *news))
    return Flow(on, tuple(olds), tuple(news), bands, height)


def _right_side(
    incoming: dict[int, list[tuple[float, int, float]]], on: date, here: int, total: float
) -> tuple[list[Box], dict[tuple[int, int], float]]:
    """Boxes of the new units, in the order in which their bands begin, and where each band ends."""
    units = book()
    order = sorted(incoming, key=lambda pk: (sum(top for top, _, _ in incoming[pk]) / len(incoming[pk]), pk))
    heights = {pk: max(ROW, sum(thick for _, _, thick in incoming[pk])) for pk in order}
    y = max(0.0, (total - sum(heights.values()) - GAP * (len(order) - 1)) / 2)
    boxes, ends = [], {}
    for pk in order:
        info = units.nearest(pk, on)
        assert info is not None, "kế thừa trỏ tới đơn vị không có thuộc tính"
        shown = {old for _, old, _ in incoming[pk]}
        partly = any(link.predecessor_id not in shown for link in units.into[pk] if link.effective_on == on)
        boxes.append(
            Box(info, wrapped(info.full_name, LETTERS_BOLD), WIDTH - RIGHT, y, RIGHT, heights[pk], pk == here, partly)
        )
        at = y + (heights[pk] - sum(thick for _, _, thick in incoming[pk])) / 2
        for _top, old, thick in sorted(incoming[pk]):
            ends[old, pk] = at
            at += thick
        y += heights[pk] + GAP
    return boxes, ends


def _path(start: float, end: float, thick: float) -> str:
    """A band as a closed path, in whole tenths so that the same units give the same bytes."""
    left, right = LEFT, WIDTH - RIGHT
    middle = (left + right) / 2
    return (
        f"M{left} {start:.1f}C{middle:.1f} {start:.1f} {middle:.1f} {end:.1f} {right} {end:.1f}"
        f"V{end + thick:.1f}C{middle:.1f} {end + thick:.1f} {middle:.1f} {start + thick:.1f} {left} {start + thick:.1f}Z"
    )


def wrapped(name: str, letters: int = LETTERS) -> tuple[str, ...]:
    """A name on at most two lines; what does not fit ends in "…" (it stands whole in the list)."""
    lines = [""]
    for word in name.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= letters or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], lines[1][: letters - 1] + "…"]
    return tuple(lines)
