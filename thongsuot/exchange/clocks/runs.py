"""Một lần so hai đồng hồ: every night and on demand, one at a time for a province and a system."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from thongsuot.accounts.models import Post, Role
from thongsuot.exchange.clocks import compare, snapshot
from thongsuot.exchange.inbound import http
from thongsuot.exchange.models import ClockRun

GIVEN_UP = timedelta(hours=2)  # a run whose worker died is over


def begin(*, province_id: int, system: str, asked_by: int | None, at: datetime) -> tuple[ClockRun, bool]:
    """Bắt đầu, or the one that is under way."""
    held = ClockRun.objects.filter(province_id=province_id, system_id=system, ended_at=None)
    held.filter(began_at__lt=at - GIVEN_UP).update(ended_at=at, failed="given_up")
    try:
        with transaction.atomic():
            run = ClockRun.objects.create(province_id=province_id, system_id=system, asked_by=asked_by, began_at=at)
    except IntegrityError:
        return held.get(), False
    return run, True


def carry_out(run_id: int, *, clock: Callable[[], datetime]) -> ClockRun:
    """Chụp, so, khép lại; when the portal does not answer nothing is compared and the run says so."""
    run = ClockRun.objects.get(pk=run_id)
    if run.ended_at is not None:
        return run
    try:
        run.fetched = snapshot.take(run.system_id, province_id=run.province_id, at=clock())
        compare.compare(run, at=clock())
    except (http.Away, http.Gone, http.ForeignOrigin, http.TooBig):
        run.failed = "no_answer"
    run.ended_at = clock()
    run.save(update_fields=["fetched", "failed", "ended_at"])
    return run


def provinces(at: datetime) -> list[int]:
    """Tỉnh đã nối: those with an account of a connected system."""
    found = Post.objects.filter(role=Role.INTEGRATION, valid__contains=at, user__is_active=True)
    return sorted(set(found.values_list("unit_id", flat=True)))
