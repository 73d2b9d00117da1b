"""Khi đơn vị kế thừa: what the new unit offers is all that its predecessors offered; what was offered before is history."""

from thongsuot.org.moving import goes_by_itself
from thongsuot.org.registry import follows, stays
from thongsuot.procedures.models import AssignmentBatch, UnitProcedure

stays(AssignmentBatch, "province", why="lần giao hàng loạt là việc đã làm; chỉ dùng để hoàn tác và xem lại")

follows(
    UnitProcedure,
    "unit",
    how="đơn vị kế thừa được giao mọi thủ tục của các đơn vị trước từ ngày có hiệu lực; việc giao cũ kết thúc ngày đó",
)
goes_by_itself(
    UnitProcedure,
    "unit",
    why="ghi có ngày khi quyết định kế hoạch; kiểm tra sau khi chuyển xem có sót thủ tục nào không",
)
