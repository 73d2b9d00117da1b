"""Danh bạ cơ quan của trục: taken over as a whole once a night, searched here."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Q, QuerySet

from thongsuot.common.text import bare
from thongsuot.exchange.axis import connection
from thongsuot.exchange.axis.transport import AxisFailed, Transport
from thongsuot.exchange.models import AxisAgency

MOST = 200_000


def refresh(at: datetime, *, transport: Transport | None = None) -> int:
    """Lấy lại danh bạ; who is no longer listed stays, marked. 0 when the axis did not answer: then nothing changes."""
    if transport is None and not connection.connected():
        return 0
    line = transport or connection.transport()
    try:
        found = {one.organ_id: one for one in islice(line.agencies(), MOST) if one.organ_id}
    except AxisFailed:
        return 0
    finally:
        line.close()
    rows = [AxisAgency(o, one.name, bare(one.name)[:250], one.email, at, True) for o, one in found.items()]
    with transaction.atomic():
        for start in range(0, len(rows), 1_000):
            AxisAgency.objects.bulk_create(
                rows[start : start + 1_000], update_conflicts=True, unique_fields=["code"],
                update_fields=["name", "folded", "email", "seen_at", "listed"],
            )  # fmt: skip
        AxisAgency.objects.filter(seen_at__lt=at).update(listed=False)
    return len(rows)


def names(codes: Iterable[str]) -> dict[str, str]:
    """Tên của các mã định danh, as far as the directory knows them, listed or not; one statement."""
    return dict(AxisAgency.objects.filter(code__in=set(codes)).values_list("code", "name"))


def search(query: str) -> QuerySet[AxisAgency]:
    """Theo tên (có dấu hay không) hoặc đầu mã định danh."""
    found = AxisAgency.objects.filter(listed=True).order_by("code")
    wanted = query.strip()
    if not wanted:
        return found
    words = Q(code__istartswith=wanted.upper())
    named = Q()
    for word in bare(wanted).split():
        named &= Q(folded__contains=word)
    return found.filter(words | named)
