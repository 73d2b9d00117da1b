"""Khi đơn vị kế thừa: turns and their statistics stay with the hall where people waited; the new unit sets up its own hall."""

from thongsuot.hall.models import Counter, HallDay, HallRule, Service, Ticket
from thongsuot.org.registry import stays

stays(Service, "unit", why="nhóm việc của sảnh cũ; đơn vị mới tự lập sảnh của mình trước ngày chuyển")
stays(Counter, "unit", why="quầy của sảnh cũ")
stays(HallRule, "unit", why="luật hàng chờ của sảnh cũ, có ngày")
stays(HallDay, "unit", why="ngày đã qua; số của một ngày khép trong ngày ấy")
stays(
    Ticket,
    "unit",
    why="lượt của một ngày ở một sảnh; không lượt nào sống qua nửa đêm. Lượt hẹn sau ngày chuyển báo huỷ, mời hẹn lại",
)
stays(Ticket, "province_id", why="tỉnh lúc lấy số, là khoá chia bảng")
