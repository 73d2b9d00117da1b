"""Lượt ở quầy của tôi: the ticket that a reception goes on with, and what its person has said already."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from thongsuot.accounts.principal import Principal
from thongsuot.hall import prefill
from thongsuot.hall.models import AT_COUNTER, Ticket, TicketState
from thongsuot.hall.permissions import SERVES


@dataclass(frozen=True, slots=True)
class Turn:
    """Một lượt đang hoặc vừa phục vụ; `said` is empty once the turn has ended."""

    uid: UUID
    label: str
    unit_id: int
    procedure_code: str
    open: bool
    said: dict[str, str]


def turn_of(principal: Principal, uid: UUID, at: datetime) -> Turn | None:
    """The turn of today that this clerk called himself; None for anybody else's, so nobody reads what others were told."""
    ticket = Ticket.objects.filter(
        uid=uid,
        unit_id__in=principal.units_with(*SERVES),
        staff_id=principal.user_id,
        day=timezone.localdate(at),
        state__in=[*AT_COUNTER, TicketState.FINISHED],
    ).first()
    if ticket is None:
        return None
    return Turn(
        ticket.uid,
        ticket.label,
        ticket.unit_id,
        ticket.procedure_code,
        ticket.state in AT_COUNTER,
        prefill.opened(ticket.uid, ticket.prefill),
    )
