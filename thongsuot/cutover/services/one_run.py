"""Mỗi lúc một lần chạy của một kế hoạch: a lock that ends with the connection, so a killed run never blocks the next."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils.translation import gettext_lazy as _

from thongsuot.common.errors import Refused
from thongsuot.cutover.models import Plan

LOCK_SPACE = 0x63757476  # "cutv"


class AlreadyRunning(Refused):
    """Đang có một lần chạy khác."""

    code = "already_running"
    title = _("Kế hoạch này đang được chạy")
    detail = _("Một lần chạy khác của kế hoạch này chưa xong. Xem tiến độ ở trang kế hoạch; không cần chạy lại.")


@contextmanager
def alone(plan: Plan) -> Iterator[None]:
    """The block runs once at a time for a plan, in all processes; AlreadyRunning for the second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, plan.pk])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning()
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            _let_go(plan)


def _let_go(plan: Plan) -> None:
    """Whatever broke the transaction around it also takes back this; the lock then goes with the connection."""
    if connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, plan.pk])
