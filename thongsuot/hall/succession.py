"""Khi đơn vị kế thừa: turns and their statistics stay with the hall where people waited; the new unit sets up its own hall."""

from thongsuot.hall.models import Counter, HallDay, HallRule, Service, Ticket
from thongsuot.hall.moving import AppointmentMover, hall_registers
from thongsuot.org.moving import moves, numbers
from thongsuot.org.registry import follows, stays

stays(Service, "unit", why="nhóm việc của sảnh cũ; đơn vị mới tự lập sảnh của mình trước ngày chuyển")
stays(Counter, "unit", why="quầy của sảnh cũ")
stays(HallRule, "unit", why="luật hàng chờ của sảnh cũ, có ngày")
stays(HallDay, "unit", why="ngày đã qua; số của một ngày khép trong ngày ấy")
follows(
    Ticket,
    "unit",
    how="chỉ lượt hẹn từ ngày chuyển sang sảnh mới có cùng nhóm việc, không có thì ở lại và được liệt kê; lượt đã qua ở lại",
)
stays(Ticket, "province_id", why="tỉnh lúc lấy số, là khoá chia bảng")
moves(AppointmentMover())
numbers("hall", hall_registers)
