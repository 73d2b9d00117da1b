"""Khi đơn vị kế thừa: a plan is the record of a reorganisation; it keeps its units for ever."""

from thongsuot.cutover.models import PackageSource, Plan, PlanUnit
from thongsuot.org.registry import stays

stays(Plan, "province", why="kế hoạch là hồ sơ của lần sắp xếp")
stays(PlanUnit, "unit", why="kế hoạch nói đơn vị nào thành đơn vị nào; lần sắp xếp sau có kế hoạch riêng")
stays(PackageSource, "province", why="nơi đã gửi gói; gói kể lại lúc ấy")
