"""Đánh giá cán bộ và cơ quan theo chín chỉ số: means over the dossiers done in the period, grades by the dated scale.

Per dossier (1, 2, 3, 4, 7) the values stand in the facts. For an official, index 7 looks at ratings about himself only,
and is told from five dossiers on: below that it would tell whose rating it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from thongsuot.emulation import catalogue
from thongsuot.emulation.periods import last_day
from thongsuot.emulation.scorecards import Evaluation, Scale
from thongsuot.emulation.scoring import grade
from thongsuot.ratings.permissions import FEWEST
from thongsuot.ratings.selectors import Answering, answering
from thongsuot.warehouse import selectors as warehouse

MOST = Decimal(2)  # of one index
_MEANS = ", ".join(f"round(avg(f.index_{key}), 1)" for key in ("1", "2", "3", "4"))
_AGENCY = f"""
SELECT count(*), {_MEANS}, round(avg(f.index_7), 1) FROM warehouse_dossierfact f
WHERE f.province_id = %(province)s AND f.unit_id = %(unit)s AND f.done_month >= %(first)s AND f.done_month <= %(last)s
"""  # noqa: S608  (constants of ours)
_OFFICIALS = f"""
WITH f AS (
  SELECT * FROM warehouse_dossierfact
  WHERE province_id = %(province)s AND unit_id = %(unit)s AND done_month >= %(first)s AND done_month <= %(last)s),
part AS (
  SELECT f.dossier_id, s.ended_by_id AS official FROM f
    JOIN dossiers_dossierstep s ON s.province_id = f.province_id AND s.dossier_id = f.dossier_id
   WHERE s.state = 'done' AND s.ended_by_id IS NOT NULL
  UNION SELECT f.dossier_id, d.received_by_id FROM f
    JOIN dossiers_dossier d ON d.province_id = f.province_id AND d.id = f.dossier_id WHERE d.received_by_id IS NOT NULL),
told AS (
  SELECT part.official, f.*, CASE WHEN EXISTS (SELECT FROM ratings_rating r WHERE r.province_id = f.province_id
      AND r.dossier_id = f.dossier_id AND r.official_id = part.official AND r.counted AND r.unhappy) THEN 0
    WHEN f.timeliness = 'early' THEN 2 WHEN f.timeliness = 'on_time' THEN 1 END AS attitude
  FROM part JOIN f USING (dossier_id))
SELECT f.official, u.full_name, count(*), {_MEANS}, round(avg(f.attitude), 1)
FROM told f JOIN accounts_user u ON u.id = f.official WHERE u.kind = 'official'
GROUP BY 1, 2 ORDER BY 2, 1
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Result:
    """Kết quả đánh giá: values by index (None = no data, left out), their sum, what could be had, the grade."""

    id: int
    name: str
    dossiers: int
    values: Mapping[str, Decimal | None]
    grade: str
    hidden: frozenset[str] = frozenset()

    @property
    def points(self) -> Decimal:
        """Sum of the indices that have data."""
        return sum((v for v in self.values.values() if v is not None), Decimal(0))

    @property
    def out_of(self) -> Decimal:
        """What could be had with these indices."""
        return MOST * sum(v is not None for v in self.values.values())


def officials(evaluation: Evaluation, *, province_id: int, unit_id: int, first: date, last: date) -> list[Result]:
    """Cán bộ của một đơn vị: whoever received a dossier done in the period or did a step of it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OFFICIALS, {"province": province_id, "unit": unit_id, "first": first, "last": last})
        rows = cursor.fetchall()
    found = []
    for official_id, name, dossiers, *means in rows:
        values = dict(zip(("1", "2", "3", "4", "7"), means, strict=True))
        hidden = frozenset({"7"} if dossiers < FEWEST else ())
        values |= dict.fromkeys(hidden)
        found.append(_result(official_id, name, dossiers, values, evaluation.official, hidden))
    return found


def agency(evaluation: Evaluation, *, province_id: int, unit_id: int, first: date, last: date, at: datetime) -> Result:
    """Cơ quan: the nine indices of a unit; those without data are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_AGENCY, {"province": province_id, "unit": unit_id, "first": first, "last": last})
        dossiers, *means = cursor.fetchone()
    values: dict[str, Decimal | None] = dict(zip(("1", "2", "3", "4", "7"), means, strict=True))
    numbers = warehouse.numbers(province_id, first, last).get(unit_id, {})
    end, today = last_day(last), timezone.localdate(at)
    given = catalogue.numbers(province_id, first, end, min(end, today)).get(unit_id, catalogue.NONE)
    values |= {
        "5": Decimal(1)
        if dossiers
        else None,  # all is received and returned at the one-stop; the share for 2 is unknown
        "6": _public(given),
        "8": _answers(answering([province_id], first=first, last=last, at=at).get(unit_id), dossiers),
        "9": _online(numbers),
    }
    ordered = {key: values[key] for key, _name, _note in evaluation.indices}
    return _result(unit_id, "", dossiers, ordered, evaluation.agency)


def _answers(told: Answering | None, dossiers: int) -> Decimal | None:
    """8: 100 % in time or nobody asked → 2, from 90 % → 1, else 0."""
    due = told.asked - told.waiting if told else 0
    if told is None or not due:
        return MOST if dossiers or told else None
    share = Decimal(told.in_time) / due
    return MOST if share >= 1 else Decimal(1) if share >= Decimal("0.9") else Decimal(0)


def _public(given: Mapping[str, int]) -> Decimal | None:
    """6: published electronically, exact and in time → 1 (2 needs the board at the seat, which nobody knows yet), else 0."""
    if not given["services"]:
        return None
    exact = given["services_complete"] == given["services"]
    in_time = all(given[f"{what}_on_time"] == given[f"{what}_judged"] for what in ("decisions", "entries"))
    return Decimal(int(exact and in_time))


def _online(numbers: Mapping[str, int]) -> Decimal | None:
    """9: from 30 % online and none late → 2, from 15 % → 1, below or some late → 0."""
    if not numbers.get("received"):
        return None
    share = Decimal(numbers["received_online"]) / numbers["received"]
    if numbers["done_late"] or share < Decimal("0.15"):
        return Decimal(0)
    return MOST if share >= Decimal("0.3") else Decimal(1)


def _result(
    id_: int,
    name: str,
    dossiers: int,
    values: Mapping[str, Decimal | None],
    scale: Scale,
    hidden: frozenset[str] = frozenset(),
) -> Result:
    bare = Result(id_, name, dossiers, values, "", hidden)
    told = grade(scale, bare.points, bare.out_of) if bare.out_of else ""
    return Result(id_, name, dossiers, values, told, hidden)
