"""Khi đơn vị kế thừa: what the new unit offers is all that its predecessors offered; what was offered before is history."""

from thongsuot.org.registry import follows
from thongsuot.procedures.models import UnitProcedure

follows(
    UnitProcedure,
    "unit",
    how="đơn vị kế thừa được giao mọi thủ tục của các đơn vị trước từ ngày có hiệu lực; việc giao cũ kết thúc ngày đó",
)
