"""Số tạm của máy quầy vào ngày của sảnh: the turn that ended with this dossier, with its true times.

Times are told by the PC's clock; what counts is how long before the reception they were, so that a clock that was wrong
by the same amount all along tells the truth.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from thongsuot.accounts.principal import Principal
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.services import tickets
from thongsuot.hall.services import Served
from thongsuot.offline.intake import WrittenDown
from thongsuot.offline.models import Arrival

LONGEST_TURN, LONGEST_WAIT = timedelta(hours=4), timedelta(hours=12)


def join(
    arrival: Arrival, written: WrittenDown, loaded: Loaded, ended_at: datetime, by: Principal, at: datetime
) -> None:
    """Gắn số tạm với hồ sơ; nothing where the PC gave no number of that shape, or the unit has no hall."""
    number = (written.ticket or "").rpartition("-")[2]
    if not number.isascii() or not number.isdigit():
        return
    began_at = ended_at - _before(arrival, written.began_at, LONGEST_TURN)
    waited_since = ended_at - _before(arrival, written.ticket_at, LONGEST_WAIT)
    served = Served(
        label=written.ticket or "",
        number=int(number[:6]),
        field=loaded.version.field,
        procedure_code=written.procedure_code,
        staff_id=arrival.clerk_id,
        taken_at=min(waited_since, began_at) if written.ticket_at else began_at,
        began_at=began_at,
        ended_at=ended_at,
    )
    tickets.join_served(uid=turn_uid(arrival.uid), served=served, loaded=loaded, principal=by, at=at)


def turn_uid(arrival_uid: UUID) -> UUID:
    """Name of the turn: the same whenever the item is sent again."""
    return uuid5(arrival_uid, "hall-ticket")


def _before(arrival: Arrival, moment: datetime | None, longest: timedelta) -> timedelta:
    """How long before the reception, on the same clock; nothing where it cannot be."""
    gap = arrival.taken_at - moment if moment else timedelta(0)
    return gap if timedelta(0) <= gap <= longest else timedelta(0)
