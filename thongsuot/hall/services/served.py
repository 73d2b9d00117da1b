"""Lượt đã phục vụ khi mất mạng: joins the hall's day afterwards, with its true times and the number the PC gave."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from thongsuot.accounts.principal import Principal
from thongsuot.common.transactions import one_transaction
from thongsuot.hall import news
from thongsuot.hall.models import Ticket, TicketState
from thongsuot.hall.selectors.setup import hall_of, province_of

LONGEST_LABEL = 8
# The day is only named, not entered: a turn of the past must not close what is open now.
_NAME_DAY = (
    "INSERT INTO hall_hallday (unit_id, day, giving) VALUES (%s, %s, true) ON CONFLICT (unit_id, day) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Served:
    """Một lượt đã xong: `label` as on the paper ("T1-03"), number taken, turn begun, turn ended."""

    label: str
    number: int
    field: str
    procedure_code: str
    staff_id: int
    taken_at: datetime
    began_at: datetime
    ended_at: datetime


@one_transaction
def join_served(*, uid: UUID, unit_id: int, served: Served, principal: Principal, at: datetime) -> Ticket | None:
    """Ghi một lượt đã phục vụ vào ngày của sảnh, once by its `uid`; None where the unit has no hall.

    It was never in the common line, so nobody is called before or after because of it; figures of waiting and service count it.
    """
    hall = hall_of(unit_id)
    service = hall.service_for(served.field) or next(iter(hall.offered), None)
    if service is None:
        return None
    province, day = province_of(unit_id), timezone.localdate(served.taken_at)
    known = Ticket.objects.filter(province_id=province, uid=uid).first()
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute(_NAME_DAY, [unit_id, day])
    ticket = Ticket.objects.create(
        province_id=province, uid=uid, unit_id=unit_id, service_id=service.id, day=day, number=served.number,
        label=_free_label(province, unit_id, served.label, day), state=TicketState.FINISHED, source=Ticket.Source.OFFLINE,
        taken_at=served.taken_at, ready_at=served.taken_at, calls=1, first_called_at=served.began_at,
        called_at=served.began_at, started_at=served.began_at, ended_at=served.ended_at, staff_id=served.staff_id,
        procedure_code=served.procedure_code[:60],
    )  # fmt: skip
    news.write(ticket, "served_without_the_line", principal=principal, at=at, ended_at=served.ended_at.isoformat())
    return ticket


def _free_label(province: int, unit_id: int, label: str, day: object) -> str:
    """The label of the paper; a PC that lost its store may give one twice, then a letter tells them apart."""
    taken = set(
        Ticket.objects.filter(province_id=province, unit_id=unit_id, day=day, label__startswith=label[:6]).values_list(
            "label", flat=True
        )
    )
    found = (f"{label}{letter}"[-LONGEST_LABEL:] for letter in ("", *"bcdefghijklmnopqrstuvwxyz"))
    return next(one for one in found if one not in taken)
