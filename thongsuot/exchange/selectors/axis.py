"""Trục văn bản trong một nhìn: figures, what waits for an answer, what came and went last; a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from thongsuot.documents.models import Recipient
from thongsuot.exchange.axis import directory
from thongsuot.exchange.axis.permissions import Scope
from thongsuot.exchange.models import AxisIn, AxisOut, System
from thongsuot.exchange.systems import DOCUMENT_AXIS

RECENT = 30
_OPEN_OUT = ("waiting", "sending")
_OPEN_IN = ("new", "waiting", "stuck")


@dataclass(frozen=True, slots=True)
class Figures:
    """Số của trục trong phạm vi một người."""

    waiting: int
    stuck: int
    sent_today: int
    received_today: int
    unread: int
    asked: int


def figures(scope: Scope, at: datetime) -> Figures:
    """Hai câu hỏi."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    sent = outgoing(scope).filter(Q(state__in=[*_OPEN_OUT, "stuck"]) | Q(made_at__gte=today) | Q(sent_at__gte=today))
    out = sent.aggregate(
        waiting=Count("pk", filter=Q(state__in=_OPEN_OUT)),
        stuck=Count("pk", filter=Q(state="stuck")),
        sent_today=Count("pk", filter=Q(sent_at__gte=today)),
    )
    came = incoming(scope).filter(Q(state__in=[*_OPEN_IN, "asked"]) | Q(received_at__gte=today))
    found = came.aggregate(
        received_today=Count("pk", filter=Q(received_at__gte=today)),
        unread=Count("pk", filter=Q(state__in=_OPEN_IN)),
        asked=Count("pk", filter=Q(state="asked")),
    )
    return Figures(**out, **found)


def outgoing(scope: Scope) -> QuerySet[AxisOut]:
    """Tin đi của các đơn vị trong phạm vi."""
    return AxisOut.objects.filter(unit_id__in=scope.units)


def incoming(scope: Scope) -> QuerySet[AxisIn]:
    """Tin đến của các đơn vị trong phạm vi; for the province also those that have no unit."""
    mine = Q(unit_id__in=scope.units)
    if scope.provinces:
        mine |= Q(unit=None) & (Q(province_id=None) | Q(province_id__in=scope.provinces))
    return AxisIn.objects.filter(mine)


def asked(scope: Scope) -> list[AxisIn]:
    """Yêu cầu lấy lại, cập nhật chờ người trả lời, oldest first."""
    return list(incoming(scope).filter(state=AxisIn.State.ASKED).order_by("received_at", "id")[:RECENT])


def recent_out(scope: Scope) -> list[AxisOut]:
    """Tin đi: what is stuck first, then the newest."""
    stuck = list(outgoing(scope).filter(state=AxisOut.State.STUCK).order_by("made_at", "id")[:RECENT])
    return stuck + list(outgoing(scope).exclude(state=AxisOut.State.STUCK).order_by("-made_at", "-id")[:RECENT])


def recent_in(scope: Scope) -> list[AxisIn]:
    """Tin đến: what is stuck first, then the newest."""
    stuck = list(incoming(scope).filter(state=AxisIn.State.STUCK).order_by("received_at", "id")[:RECENT])
    return stuck + list(incoming(scope).exclude(state=AxisIn.State.STUCK).order_by("-received_at", "-id")[:RECENT])


def system() -> System | None:
    """Trục, as its breaker stands."""
    return System.objects.filter(key=DOCUMENT_AXIS).first()


def receivers(rows: Sequence[AxisOut]) -> dict[str, str]:
    """Tên nơi nhận theo mã: as the directory of the axis names them, else as the document does. Two statements."""
    codes = {code for row in rows for code in row.to}
    letters = {"province_id__in": {r.province_id for r in rows}, "document_id__in": {r.document_id for r in rows}}
    own = Recipient.objects.filter(**letters, code__in=codes)
    return dict(own.values_list("code", "name")) | directory.names(codes)
