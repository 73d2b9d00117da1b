"""Xếp ô: points on the earth become tiles of one size, each near its place, no two on one spot. Pure and repeatable."""

from collections.abc import Mapping, Sequence
from math import ceil, cos, hypot, radians, sqrt

Point = tuple[float, float]  # latitude, longitude in degrees
Spot = tuple[int, int]  # column, row; the first row is the northernmost
SPARSE = 1.7  # spots for each tile: enough to keep the outline, few enough to stay together


def arrange(points: Mapping[int, Point | None], colours: int) -> tuple[dict[int, Spot], dict[int, int]]:
    """Chỗ của từng ô and its colour (1…`colours`), neighbours differing where it can be done.

    What has no point stands in rows of its own below the others.
    """
    placed = {key: point for key, point in points.items() if point is not None}
    spots = _settled(placed)
    columns = max((column for column, _row in spots.values()), default=5) + 1
    below = max((row for _column, row in spots.values()), default=-2) + 2
    for n, key in enumerate(key for key in points if key not in placed):
        spots[key] = (n % columns, below + n // columns)
    return spots, _coloured(spots, colours)


def _settled(points: Mapping[int, Point]) -> dict[int, Spot]:
    if not points:
        return {}
    south, north, west, east = _box(list(points.values()))
    narrow = cos(radians((south + north) / 2))
    tall, wide = max(north - south, 1e-6), max((east - west) * narrow, 1e-6)
    tile = sqrt(tall * wide / (len(points) * SPARSE))
    columns, rows = max(1, ceil(wide / tile)), max(1, ceil(tall / tile))
    exact = {
        key: ((lon - west) * narrow / wide * (columns - 1), (north - lat) / tall * (rows - 1))
        for key, (lat, lon) in points.items()
    }
    middle = ((columns - 1) / 2, (rows - 1) / 2)
    inner_first = sorted(exact, key=lambda key: (_apart(exact[key], middle), key))
    taken: dict[Spot, int] = {}
    for key in inner_first:
        taken[_nearest_free(exact[key], taken)] = key
    left, top = min(column for column, _ in taken), min(row for _, row in taken)
    return {key: (column - left, row - top) for (column, row), key in taken.items()}


def _box(points: Sequence[Point]) -> tuple[float, float, float, float]:
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    return min(lats), max(lats), min(lons), max(lons)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _nearest_free(exact: tuple[float, float], taken: Mapping[Spot, int]) -> Spot:
    """The free spot nearest to a place; rings are searched one beyond the first that has room, for corners lie farther."""
    column, row = round(exact[0]), round(exact[1])
    found: list[Spot] = []
    ring = 0
    while True:
        free = [spot for spot in _ring(column, row, ring) if spot not in taken]
        if found:
            return min([*found, *free], key=lambda spot: (_apart(spot, exact), spot))
        found, ring = free, ring + 1


def _ring(column: int, row: int, size: int) -> list[Spot]:
    around = range(-size, size + 1)
    return [(column + x, row + y) for x in around for y in around if max(abs(x), abs(y)) == size]


def _coloured(spots: Mapping[int, Spot], colours: int) -> dict[int, int]:
    """A colour that no neighbour has yet, of those the one used least; with eight neighbours nine always suffice."""
    by_spot = {spot: key for key, spot in spots.items()}
    chosen: dict[int, int] = {}
    used = dict.fromkeys(range(1, colours + 1), 0)
    for key in sorted(spots, key=lambda key: (spots[key][1], spots[key][0])):
        near = {chosen[by_spot[spot]] for spot in _ring(*spots[key], 1) if by_spot.get(spot) in chosen}
        colour = min(used, key=lambda c: (c in near, used[c], c))
        chosen[key] = colour
        used[colour] += 1
    return chosen
