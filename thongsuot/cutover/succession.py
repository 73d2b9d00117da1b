"""Khi đơn vị kế thừa: a plan is the record of a reorganisation; it keeps its units for ever."""

from thongsuot.cutover.models import LeafletBook, Plan, PlanUnit, StandstillDay
from thongsuot.org.registry import stays

stays(Plan, "province", why="kế hoạch là hồ sơ của lần sắp xếp")
stays(PlanUnit, "unit", why="kế hoạch nói đơn vị nào thành đơn vị nào; lần sắp xếp sau có kế hoạch riêng")
stays(LeafletBook, "province", why="tập tờ nói về lần sắp xếp của tỉnh lúc làm")
stays(StandstillDay, "unit", why="số đếm của một ngày đã qua")
