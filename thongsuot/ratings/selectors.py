"""Kết quả đánh giá: sums per unit, per official, per month; what was said, without who and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from thongsuot.common import prepared
from thongsuot.ratings.models import Rating, RatingAnswer

_SUMS = """
SELECT {by}, count(*) FILTER (WHERE r.counted), count(*) FILTER (WHERE r.counted AND r.unhappy),
  count(*) FILTER (WHERE NOT r.counted), coalesce(round(avg(r.level) FILTER (WHERE r.counted), 2), 0)::float,
  count(*) FILTER (WHERE r.counted AND r.scale = 'ba-muc' AND r.level = 3)
FROM ratings_rating r {join} WHERE r.unit_id = ANY(%(units)s) AND r.month >= %(first)s AND r.month <= %(last)s {also}
GROUP BY 1, 2 ORDER BY 3 DESC, 1
"""
BY_UNIT = _SUMS.format(by="r.unit_id, ''", join="", also="")
BY_OFFICIAL = _SUMS.format(
    by="r.official_id, u.full_name", join="JOIN accounts_user u ON u.id = r.official_id", also=""
)
BY_MONTH = _SUMS.format(by="extract(epoch FROM r.month)::bigint, to_char(r.month, 'MM/YYYY')", join="", also="")
# Only what is unhappy and says why asks for an answer: the words of the narrow index.
_ANSWERS = """
SELECT r.unit_id, count(*), count(*) FILTER (WHERE a.answered_at <= a.due_at),
  count(*) FILTER (WHERE a.answered_at IS NULL AND a.due_at >= %(at)s)
FROM ratings_rating r JOIN ratings_ratinganswer a ON a.province_id = r.province_id AND a.rating_id = r.id
WHERE r.province_id = ANY(%(provinces)s) AND r.unhappy AND r.comment <> '' AND r.month >= %(first)s AND r.month <= %(last)s
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Sum:
    """Tổng đánh giá của một đơn vị, một cán bộ hay một tháng."""

    id: int
    name: str
    counted: int
    unhappy: int
    doubted: int
    mean: float
    very_happy: int

    @property
    def happy_share(self) -> float:
        """Share of those who were not unhappy, 0–1."""
        return (self.counted - self.unhappy) / self.counted if self.counted else 0


def sums(sql: str, *, units: Collection[int], first: date, last: date) -> list[Sum]:
    """Sums over months, both included; one statement."""
    if not units:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, {"units": sorted(units), "first": first, "last": last})
        return [Sum(*row) for row in cursor.fetchall()]


def own_sum(official_id: int, first: date, last: date) -> Sum | None:
    """Tổng của một cán bộ over months; None when nobody rated him."""
    sql = _SUMS.format(by="r.official_id, ''", join="", also="").replace(
        "r.unit_id = ANY(%(units)s)", "r.official_id = %(official)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"official": official_id, "first": first, "last": last})
        row = cursor.fetchone()
    return Sum(*row) if row else None


@dataclass(frozen=True, slots=True)
class Said:
    """Một ý kiến: no person, no moment; its order is that of a random number."""

    uid: Any
    act: str
    scale: str
    level: int
    unhappy: bool
    comment: str
    answered: bool | None
    dossier_id: int | None


def said(*, units: Collection[int], first: date, last: date, limit: int = 100) -> list[Said]:
    """Ý kiến bằng lời; the dossier only when the citizen wanted to be named."""
    rows = list(
        Rating.objects.filter(unit_id__in=sorted(units), month__gte=first, month__lte=last)
        .exclude(comment="")
        .order_by("uid")[:limit]
    )
    answers = dict(
        RatingAnswer.objects.filter(rating_id__in=[r.pk for r in rows]).values_list("rating_id", "answered_at")
    )
    return [
        Said(
            r.uid,
            r.get_act_display(),
            r.scale,
            r.level,
            r.unhappy,
            r.comment,
            answers[r.pk] is not None if r.pk in answers else None,
            r.dossier_id if r.named else None,
        )
        for r in rows
    ]


@dataclass(frozen=True, slots=True)
class Answering:
    """Việc trả lời ý kiến: asked, answered in time, still within their time."""

    asked: int
    in_time: int
    waiting: int


def answering(provinces: Collection[int], *, first: date, last: date, at: Any) -> dict[int, Answering]:
    """How the units of these provinces answer what was said in these months; those nobody asked are left out. One statement."""
    with prepared.cursor() as cursor:
        cursor.execute(_ANSWERS, {"provinces": sorted(provinces), "first": first, "last": last, "at": at})
        return {unit_id: Answering(*told) for unit_id, *told in cursor.fetchall()}
