"""Lần thanh toán nào phải hỏi cổng lúc này."""

from datetime import datetime, timedelta

from thongsuot.payments.models import GatewayMessage, Intent

MOST = 100


def to_ask(at: datetime, most: int = MOST) -> list[Intent]:
    """Đến giờ hỏi lại, longest due first."""
    return list(Intent.objects.filter(next_ask_at__lte=at).order_by("next_ask_at")[:most])


def without_bill(at: datetime, most: int = MOST) -> list[Intent]:
    """Đã nộp qua cổng trong ngày qua mà chưa có biên lai của cổng."""
    rows = Intent.objects.filter(method=Intent.Method.ONLINE, state=Intent.State.PAID, bill_url="", bill_asked=False)
    return list(rows.filter(ended_at__gt=at - timedelta(days=1)).order_by("ended_at")[:most])


def not_understood(at: datetime, most: int = MOST) -> list[GatewayMessage]:
    """Bản tin đã cất mà tiến trình chết trước khi hiểu, or whose reference nobody knew then; a minute to a day old."""
    kinds = [GatewayMessage.Outcome.STORED, GatewayMessage.Outcome.UNKNOWN]
    rows = GatewayMessage.objects.filter(kind=GatewayMessage.Kind.CALLBACK, outcome__in=kinds)
    recent = rows.filter(at__lt=at - timedelta(minutes=1), at__gt=at - timedelta(days=1))
    return list(recent.order_by("id")[:most])
