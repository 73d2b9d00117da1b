"""Sổ quỹ: sessions, entries, what a unit collected by day and month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import NotFound
from thongsuot.payments.models import CashEntry, CashSession
from thongsuot.payments.permissions import see_unit

_BY_DAY = """
SELECT (r.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, r.unit_id, r.method, count(*), sum(r.total)::bigint,
       sum((SELECT coalesce(sum((i ->> 'amount')::bigint), 0) FROM jsonb_array_elements(r.items) i WHERE i ->> 'kind' = 'FEE'))::bigint
  FROM payments_receipt r
 WHERE r.collected_unit_id = %(unit)s AND r.state = 'issued'
   AND r.issued_at >= %(first)s AND r.issued_at < %(after)s
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Collected:
    """Thu của một ngày, cho một đơn vị, bằng một cách: receipts, total and how much of it is lệ phí; integer đồng."""

    day: date
    revenue_unit_id: int
    method: str
    receipts: int
    total: int
    fees: int


def session_of(session_id: int, principal: Principal) -> CashSession:
    """Một ca; NotFound for a drawer of another unit."""
    found = (
        CashSession.objects.select_related("book", "holder", "closed_by", "taker", "signed_by")
        .filter(pk=session_id)
        .first()
    )
    if found is None:
        raise NotFound()
    see_unit(principal, found.book.unit_id)
    return found


def open_sessions(unit_ids: Iterable[int]) -> list[CashSession]:
    """Các ca đang mở."""
    rows = CashSession.objects.filter(book__unit_id__in=list(unit_ids), closed_at=None)
    return list(rows.select_related("book", "holder").order_by("book_id"))


def past_sessions(unit_ids: Iterable[int], *, most: int = 30) -> list[CashSession]:
    """Các ca đã khoá, newest first."""
    rows = CashSession.objects.filter(book__unit_id__in=list(unit_ids), closed_at__isnull=False)
    return list(rows.select_related("book", "holder", "signed_by").order_by("-id")[:most])


def entries_of(session: CashSession) -> list[CashEntry]:
    """Mọi dòng của một ca, in order."""
    return list(
        CashEntry.objects.filter(province_id=session.province_id, session=session)
        .select_related("by")
        .order_by("number")
    )


def collected(unit_id: int, first: datetime, after: datetime) -> list[Collected]:
    """Đã thu tại quầy của đơn vị trong khoảng thời gian, per day, revenue unit and way of paying; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, {"unit": unit_id, "first": first, "after": after})
        return [Collected(*row) for row in cursor.fetchall()]
