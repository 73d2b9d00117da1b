"""Tìm theo tên: the search of an official beside the bare statement, in turns, at p99.

A search over the whole province is one more entry of SEARCHES once there is one.
"""

import time
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import quote

from config.bench.client import in_turns
from config.bench.crowd import p99
from config.bench.ground import Ground
from config.bench.results import Line
from config.bench.visitors import SPECIALIST, UNIT, with_token

NAMES = """
SELECT DISTINCT applicant_name, applicant_bare FROM (
  SELECT d.applicant_name, d.applicant_bare FROM dossiers_dossier d
    JOIN org_unitversion v ON v.unit_id = d.competent_unit_id AND v.code = %s AND v.valid @> current_date
   ORDER BY md5(d.code) LIMIT 60) AS sample
"""


@dataclass(frozen=True)
class Search:
    """A way to search: its address, the statement that nothing can beat, and how far behind it may stay."""

    name: str
    path: str
    raw: str
    slower_by: float  # milliseconds at p99


SEARCHES = (
    Search(
        "trong đơn vị",
        f"/api/v1/dossiers?unit={UNIT}&limit=20&q=",
        "SELECT d.id, d.code, d.status, d.due_at, d.applicant_name FROM dossiers_dossier d"
        " WHERE d.competent_unit_id = (SELECT unit_id FROM org_unitversion WHERE code = %(unit)s AND valid @> current_date)"
        " AND d.applicant_bare LIKE %(name)s ORDER BY d.applicant_bare LIMIT 20",
        5.0,
    ),
)


def names(ground: Ground, times: int) -> list[Line]:
    """6 · Tìm tên: milliseconds over the bare statement at p99; the unaccented name finds the accented one."""
    with ground.database() as connection:
        people = connection.execute(NAMES, [UNIT]).fetchall()
    return [_line(ground, search, people, times) for search in SEARCHES]


def _line(ground: Ground, search: Search, people: list[tuple[str, str]], times: int) -> Line:
    visitor = with_token(ground, "big", SPECIALIST)
    turn = cycle([visitor.get(search.path + quote(bare)) for _name, bare in people])
    port = ground.servers["big"].port
    in_turns([(port, lambda: next(turn))], status=200, times=len(people))
    asked, bare = [], []
    with ground.database() as connection:
        for _, (_name, folded) in zip(range(times), cycle(people), strict=False):
            asked += in_turns([(port, lambda: next(turn))], status=200, times=1)[0]
            began = time.perf_counter()
            connection.execute(search.raw, {"unit": UNIT, "name": f"{folded}%"}).fetchall()
            bare.append(time.perf_counter() - began)
    ours, raw = p99(asked) * 1e3, p99(bare) * 1e3
    name = f"Tìm tên {search.name}: chậm hơn câu lệnh trần ở p99"
    return Line("6", name, f"{ours:.1f} ms", f"{raw:.1f} ms", round(ours - raw, 1), search.slower_by, unit="ms")
