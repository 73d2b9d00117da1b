"""Ô trên bản đồ: the new unit whose centre is nearest to a point. These synthetic cells are not borders and decide nothing."""

from collections.abc import Iterable
from math import cos, hypot, radians


def nearest(lat: float, lon: float, centres: Iterable[tuple[int, float, float]]) -> int | None:
    """Đơn vị có tâm gần điểm này nhất; centres: (identity, latitude, longitude) in degrees. None without centres."""
    narrow = cos(radians(lat))  # a degree of longitude is shorter than one of latitude
    found = min(
        ((hypot(one_lat - lat, (one_lon - lon) * narrow), unit) for unit, one_lat, one_lon in centres), default=None
    )
    return found[1] if found else None
