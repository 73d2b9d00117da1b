"""Sảnh: halls, turns and who sat where, so that figures of the past stay whole."""

from uuid import UUID

from thongsuot.cutover.carrying.decisions import Seal, carried, matched
from thongsuot.hall.models import Counter, HallDay, HallRule, PriorityGroup, Service, Spell, Ticket

_OF_COUNTER = "t.counter_id IN (SELECT c.id FROM hall_counter c WHERE c.unit_id IN (SELECT id FROM pack_unit))"

matched(PriorityGroup, how="nhóm ưu tiên nạp từ dữ liệu nền ở hai bên")
carried(Service, "unit")
carried(Counter, "unit")
carried(Counter.services.through, "where", _OF_COUNTER, vanishes=True)
carried(Spell, "where", _OF_COUNTER)
carried(HallRule, "unit")
carried(HallDay, "unit")
carried(
    Ticket,
    "province",
    seals=(
        Seal("prefill", "bytes", lambda uid: UUID(uid).bytes, ("uid",)),
        Seal("phone", "bytes", lambda uid: UUID(uid).bytes + b"phone", ("uid",)),
    ),
)
