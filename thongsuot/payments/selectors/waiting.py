"""Ai đang chờ nộp, khoản nào chờ hoàn, lần thanh toán nào chờ cổng."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from thongsuot.payments.models import GatewayMessage, Intent, Refund

MOST = 100
_TO_COLLECT = """
SELECT d.code, d.applicant_name, v.short_name, p.amount, p.requested_at, p.revenue_unit_id,
       coalesce((SELECT sum(a.amount) FROM payments_arrival a
         WHERE a.province_id = p.province_id AND a.request_id = p.id AND a.state = 'kept'), 0)::bigint,
       EXISTS (SELECT 1 FROM payments_intent i WHERE i.province_id = p.province_id AND i.request_id = p.id
         AND i.method = 'online' AND i.state = 'pending')
  FROM (SELECT DISTINCT h.province_id, h.dossier_id FROM dossiers_holding h
         WHERE h.unit_id = ANY(%(units)s) AND h.status = 'AWAITING_PAYMENT'
           AND h.involvement IN ('competent', 'receiving')) AS held
  JOIN dossiers_dossier d ON d.province_id = held.province_id AND d.id = held.dossier_id
  JOIN dossiers_payment p ON p.province_id = d.province_id AND p.dossier_id = d.id
   AND p.recorded_at IS NULL AND p.cancelled_at IS NULL
  JOIN procedures_procedureversion v ON v.id = d.version_id
 ORDER BY p.requested_at, p.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class ToCollect:
    """Một hồ sơ chờ nộp tiền; integer đồng."""

    code: str
    applicant_name: str
    procedure: str
    amount: int
    requested_at: datetime
    revenue_unit_id: int
    kept: int
    online: bool


@dataclass(frozen=True, slots=True)
class WaitingForGateway:
    """Lần thanh toán chưa rõ kết quả: since when, why (a stable code), whose revenue."""

    intent_id: int
    province_id: int
    dossier_code: str
    reference: str
    unit_id: int
    amount: int
    since: datetime
    cause: str
    tries: int
    next_ask_at: datetime | None


def to_collect(unit_ids: Iterable[int]) -> list[ToCollect]:
    """Hồ sơ chờ nộp tiền ở các đơn vị này, longest waiting first; one statement, at most a hundred."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_COLLECT, {"units": sorted(unit_ids), "most": MOST})
        return [ToCollect(*row) for row in cursor.fetchall()]


def open_refunds(unit_ids: Iterable[int]) -> list[Refund]:
    """Các khoản hoàn còn việc phải làm, oldest first."""
    rows = Refund.objects.filter(unit_id__in=list(unit_ids), state__in=["queued", "requested", "approved"])
    return list(rows.select_related("requested_by", "decided_by").order_by("id")[:MOST])


def waiting_for_gateway(
    at: datetime, *, older_than: timedelta = timedelta(), unit_ids: Iterable[int] | None = None, most: int = MOST
) -> list[WaitingForGateway]:
    """Lần thanh toán còn chờ cổng trả lời cuối cùng, oldest first: for the list of stuck work of rooms above.

    Left out: what the gateway has decided, and tries of which it was never told.
    """
    rows = Intent.objects.filter(next_ask_at__isnull=False, started_at__lte=at - older_than)
    if unit_ids is not None:
        rows = rows.filter(revenue_unit_id__in=list(unit_ids))
    return [
        WaitingForGateway(
            i.pk,
            i.province_id,
            i.dossier_code,
            i.reference,
            i.revenue_unit_id,
            i.amount,
            i.started_at,
            i.trouble or "waiting",
            i.tries,
            i.next_ask_at,
        )
        for i in rows.order_by("started_at")[:most]
    ]


def strange_messages(most: int = MOST) -> list[GatewayMessage]:
    """Bản tin của cổng mà chưa hiểu được: unknown reference, unreadable, or stored and not finished. Newest first."""
    kinds = [GatewayMessage.Outcome.STORED, GatewayMessage.Outcome.UNKNOWN, GatewayMessage.Outcome.UNREADABLE]
    return list(GatewayMessage.objects.filter(outcome__in=kinds, kind="CALLBACK").order_by("-id")[:most])
