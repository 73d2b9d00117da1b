"""Tin của sảnh: what a change writes into the journal, and the word to boards, panels and phones that something changed."""

from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.hall.models import Ticket
from thongsuot.tasks.tickets import CHANNEL, topic

TICKET, HALL = "ticket", "hall"
TOPIC = "sanh"


def topic_of(unit_id: int) -> str:
    """What boards of this hall listen to."""
    return topic(TOPIC, unit_id)


def tell(unit_id: int) -> None:
    """Báo bảng gọi số, quầy và điện thoại; heard when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic_of(unit_id)])


def entry(ticket: Ticket, verb: str, *, principal: Principal | None, at: datetime, **data: Any) -> journal.Entry:
    """One fact about a ticket; its state always stands in it, nothing about the person ever."""
    return journal.Entry(
        province_id=ticket.province_id,
        subject_kind=TICKET,
        subject_id=ticket.pk,
        verb=verb,
        at=at,
        actor_id=principal.user_id if principal else None,
        unit_id=ticket.unit_id,
        data={
            "status": str(ticket.state),
            "label": ticket.label,
            **{k: v for k, v in data.items() if v not in (None, "", [])},
        },
    )


def write(ticket: Ticket, verb: str, *, principal: Principal | None, at: datetime, **data: Any) -> None:
    """Ghi nhật ký một việc của một số, and tell who watches."""
    journal.note([entry(ticket, verb, principal=principal, at=at, **data)])
    tell(ticket.unit_id)


def write_hall(
    unit_id: int, province_id: int, verb: str, *, principal: Principal | None, at: datetime, **data: Any
) -> None:
    """Ghi nhật ký một việc của cả sảnh: counters, services, rules, days."""
    journal.note(
        [
            journal.Entry(
                province_id=province_id,
                subject_kind=HALL,
                subject_id=unit_id,
                verb=verb,
                at=at,
                actor_id=principal.user_id if principal else None,
                unit_id=unit_id,
                data=data,
            )
        ]
    )
    tell(unit_id)
