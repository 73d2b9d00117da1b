"""Ai nộp thay ở đơn vị: how many filings, for how many people, what is unusual; open objections. Bounded statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.dossiers.models import HelperFiling, HelperKind, RegisteredHelper

SPAN = timedelta(days=30)
MOST = 100
# Above these a leader should look (đề xuất, no rule says a number): different people helped in thirty days.
UNUSUAL_UNREGISTERED, UNUSUAL_REGISTERED = 5, 60
_BY_HELPER = """
SELECT encode(helper_key, 'hex'), max(helper_name), max(kind), count(*), count(DISTINCT applicant_key), max(filed_at),
       count(objected_at)
  FROM dossiers_helperfiling WHERE unit_id = ANY(%s) AND filed_at >= %s
 GROUP BY helper_key ORDER BY count(DISTINCT applicant_key) DESC, max(filed_at) DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Helped:
    """Một người nộp thay trong ba mươi ngày: filings, different people, last time, objections."""

    key: str
    name: str
    kind: str
    filings: int
    people: int
    last_at: datetime
    objections: int

    @property
    def kind_words(self) -> str:
        """Registered as what; empty for who is not."""
        return str(HelperKind(self.kind).label) if self.kind else ""

    @property
    def unusual(self) -> bool:
        """Nhiều bất thường: as a broker would."""
        return self.people > (UNUSUAL_REGISTERED if self.kind else UNUSUAL_UNREGISTERED)


def led(principal: Principal) -> frozenset[int]:
    """Đơn vị người này lãnh đạo."""
    return principal.units_with(Role.UNIT_LEADER, Role.CHAIR)


def helped_at(unit_ids: Collection[int], at: datetime) -> list[Helped]:
    """Ai đã nộp thay, the busiest first."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_HELPER, [list(unit_ids), at - SPAN, MOST])
        return [Helped(*row) for row in cursor.fetchall()]


def filings_of(unit_ids: Collection[int], key: str) -> list[HelperFiling]:
    """Các lần nộp thay của một người ở các đơn vị này, newest first; whom for is masked."""
    try:
        wanted = bytes.fromhex(key)
    except ValueError:
        return []
    return list(HelperFiling.objects.filter(unit_id__in=unit_ids, helper_key=wanted).order_by("-filed_at")[:MOST])


def objections(unit_ids: Collection[int]) -> list[HelperFiling]:
    """Ý kiến chưa trả lời, oldest first."""
    rows = HelperFiling.objects.filter(unit_id__in=unit_ids, objected_at__isnull=False, settled_at=None)
    return list(rows.order_by("objected_at")[:MOST])


def registered(unit_ids: Collection[int]) -> QuerySet[RegisteredHelper]:
    """Người giúp đã giao, the present ones first."""
    rows = RegisteredHelper.objects.filter(unit_id__in=unit_ids).select_related("user", "appointed_by")
    return rows.order_by("-valid")[:MOST]
