"""Địa chỉ cũ nay là: the public look-up beside a page of bare Django that reads one row by its key and answers it as JSON."""

from itertools import cycle
from urllib.parse import quote

from config.bench.client import request
from config.bench.ground import Ground
from config.bench.results import Line
from config.bench.rounds import Side, interleaved
from config.bench.visitors import addresses

CONNECTIONS = 4
BARE_ROWS = 1_000
ASKED = """
SELECT o.name, d.full_name, p.full_name FROM org_unitversion o
  JOIN org_unitversion d ON d.unit_id = o.parent_id JOIN org_unitversion p ON p.unit_id = d.parent_id
 WHERE o.level = 'commune' AND d.level = 'district' AND p.level = 'province' ORDER BY md5(o.code) LIMIT 3000
"""


def resolve(ground: Ground, rounds: int, seconds: float) -> list[Line]:
    """11 · units/resolve: three thousand old addresses of the whole nation in turn, each asked from another place."""
    with ground.database() as connection:
        found = connection.execute(ASKED).fetchall()
    paths = [
        f"/api/v1/units/resolve?name={quote(name)}&district={quote(district)}&province={quote(province)}"
        for name, district, province in found
    ]
    turn, address = cycle(paths), addresses()
    ours = Side("big", lambda: request("GET", next(turn), {"X-Forwarded-For": next(address)}))
    number = cycle(range(1, BARE_ROWS + 1))
    bare = Side("bare", lambda: request("GET", f"/one?id={next(number)}", {}))
    interleaved(ground, [ours, bare], rounds=rounds, seconds=seconds, connections=CONNECTIONS)
    name = f"units/resolve ({len(paths):,} địa chỉ cũ): tốc độ so với trang trần một câu lệnh".replace(",", ".")
    return [Line("11", name, ours.told(), bare.told(), ours.rate / bare.rate, 0.5, at_least=True)]
