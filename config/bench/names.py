"""Tìm theo tên: the searches of officials beside the bare statements, in turns, at p99."""

import time
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from urllib.parse import quote

from config.bench.client import Lines
from config.bench.crowd import p99
from config.bench.ground import Ground
from config.bench.results import Line
from config.bench.visitors import SPECIALIST, UNIT, Visitor, people, with_token

LINES = 4
# What the full-text index of the platform is built over (migration 0006 of the dossiers).
WORDS_OF = (
    "to_tsvector('simple'::regconfig, 'u' || d.competent_unit_id::text || ' u' || d.receiving_unit_id::text"
    " || ' ' || d.applicant_bare)"
)
NAMES = """
SELECT DISTINCT applicant_name, applicant_bare FROM (
  SELECT d.applicant_name, d.applicant_bare FROM dossiers_dossier d
    JOIN org_unitversion v ON v.unit_id = d.competent_unit_id AND v.code = %s AND v.valid @> current_date
   ORDER BY md5(d.code) LIMIT 60) AS sample
"""


@dataclass(frozen=True)
class Search:
    """A way to search: what is typed, the statement that nothing can beat, and how far behind it may stay."""

    name: str
    path: str
    raw: str
    limit: float  # milliseconds over the bare statement at p99, or times its p99
    times: bool = False
    leader: bool = False

    def typed(self, bare: str) -> str:
        """A name as it begins; whoever searches a whole province types its words as they come."""
        return " ".join(reversed(bare.split())) if self.leader else bare


SEARCHES = (
    Search(
        "trong đơn vị",
        f"/api/v1/dossiers?unit={UNIT}&limit=20&q=",
        "SELECT d.id, d.code, d.status, d.due_at, d.applicant_name FROM dossiers_dossier d"
        " WHERE d.competent_unit_id = (SELECT unit_id FROM org_unitversion WHERE code = %(unit)s AND valid @> current_date)"
        " AND d.applicant_bare LIKE %(name)s || '%%' ORDER BY d.applicant_bare LIMIT 20",
        5.0,
    ),
    Search(
        "trong cả tỉnh, theo chữ",
        "/api/v1/dossiers?limit=20&q=",
        "SELECT d.id, d.code, d.status, d.due_at, d.applicant_name FROM dossiers_dossier d"  # noqa: S608
        f" WHERE {WORDS_OF} @@ plainto_tsquery('simple', %(name)s) ORDER BY d.id DESC LIMIT 20",
        1.5,
        times=True,
        leader=True,
    ),
)


def names(ground: Ground, times: int) -> list[Line]:
    """6 · Tìm tên: beside the bare statement at p99; the unaccented name finds the accented one."""
    with ground.database() as connection:
        found = connection.execute(NAMES, [UNIT]).fetchall()
    official, (_clerks, leader) = with_token(ground, "big", SPECIALIST), people(ground, "big")
    return [_line(ground, search, leader if search.leader else official, found, times) for search in SEARCHES]


def _line(ground: Ground, search: Search, visitor: Visitor, found: list[tuple[str, str]], times: int) -> Line:
    typed = [search.typed(bare) for _name, bare in found]
    turn = cycle([visitor.get(search.path + quote(name)) for name in typed])
    # Both sides have their lines open; ours has more of them than the server has processes, so that every one is asked.
    with closing(Lines(ground.servers["big"].port, LINES)) as lines, ground.database() as connection:
        for _ in range(4 * len(typed)):
            lines.ask(next(turn))
        asked, bare = [], []
        for _, name in zip(range(times), cycle(typed), strict=False):
            asked.append(lines.ask(next(turn)))
            began = time.perf_counter()
            connection.execute(search.raw, {"unit": UNIT, "name": name}).fetchall()
            bare.append(time.perf_counter() - began)
    ours, raw = p99(asked) * 1e3, p99(bare) * 1e3
    said = (f"{ours:.1f} ms (p50 {median(asked) * 1e3:.1f})", f"{raw:.1f} ms (p50 {median(bare) * 1e3:.1f})")
    if search.times:
        return Line("6", f"Tìm tên {search.name}: p99 so với câu lệnh trần", *said, ours / raw, search.limit)
    name = f"Tìm tên {search.name}: chậm hơn câu lệnh trần ở p99"
    return Line("6", name, *said, round(ours - raw, 1), search.limit, unit="ms")
