"""Khi đơn vị kế thừa: a plan is the record of a reorganisation; it keeps its units for ever."""

from thongsuot.cutover.models import Batch, DataRequest, LeafletBook, PackageSource, Plan, PlanUnit, StandstillDay
from thongsuot.org.registry import stays

stays(Plan, "province", why="kế hoạch là hồ sơ của lần sắp xếp")
stays(PlanUnit, "parent", why="tỉnh mà nghị quyết nêu lúc đó")
stays(PlanUnit, "unit", why="kế hoạch nói đơn vị nào thành đơn vị nào; lần sắp xếp sau có kế hoạch riêng")
stays(Batch, "province_id", why="khoá chia bảng của các dòng đã chuyển trong đợt")
stays(Batch, "old_unit_id", why="đợt chuyển là việc đã làm; quay lại cần biết từ đâu")
stays(Batch, "new_unit_id", why="đợt chuyển là việc đã làm; quay lại cần biết sang đâu")
stays(
    DataRequest,
    "answered_by",
    why="đơn vị đã điền số liệu trước ngày hiệu lực; xã mới điền tiếp theo đơn vị của kế hoạch",
)
stays(LeafletBook, "province", why="tập tờ nói về lần sắp xếp của tỉnh lúc làm")
stays(StandstillDay, "unit", why="số đếm của một ngày đã qua")
stays(PackageSource, "province", why="nơi đã gửi gói; gói kể lại lúc ấy")
