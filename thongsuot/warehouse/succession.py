"""Khi đơn vị kế thừa: figures keep the unit that did the work; rewriting them would change published numbers."""

from thongsuot.org.registry import stays
from thongsuot.warehouse.models import DossierFact, ProcedureMonth, Reach, UnitMonth

stays(DossierFact, "unit_id", why="nơi giải quyết lúc nộp, như ở hồ sơ")
stays(DossierFact, "receiving_unit_id", why="nơi tiếp nhận lúc nộp, như ở hồ sơ")
stays(UnitMonth, "unit_id", why="số của đơn vị đã làm; đơn vị kế thừa có số của mình từ ngày kế thừa")
stays(ProcedureMonth, "unit_id", why="số của đơn vị đã làm")
for _model in (DossierFact, UnitMonth, ProcedureMonth):
    stays(_model, "province_id", why="tỉnh lúc nộp, là khoá chia bảng")
stays(Reach, "province_id", why="số của tỉnh ở lại với tỉnh")
