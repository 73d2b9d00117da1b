"""Đơn vị: both sides know the same units; only what a province added itself goes along."""

from thongsuot.cutover.carrying.decisions import carried, matched
from thongsuot.org.models import SpecialDay, Succession, Unit, UnitVersion, WorkingHours

matched(Unit, how="phần `units`: cấp, mã, ngày; cơ quan theo đơn vị trên, loại và tên; cơ quan lạ thì lập thêm")
matched(UnitVersion, how="đi cùng đơn vị; mã định danh còn trống ở đây thì điền")
matched(Succession, how="dữ liệu nền của cả nước, hai bên cùng nạp")
carried(WorkingHours, "where", "t.province_id IN (SELECT id FROM pack_province)")
carried(SpecialDay, "where", "t.province_id IN (SELECT id FROM pack_province)")
