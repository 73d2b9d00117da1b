"""Khi đơn vị kế thừa: what waits for another system is the successor's worry; what was confirmed keeps its province."""

from thongsuot.exchange.models import InMessage, OutMessage, SentDossier
from thongsuot.org.registry import follows, stays

follows(OutMessage, "unit_id", how="tin chờ gửi của hồ sơ đang mở là việc của đơn vị kế thừa")
follows(InMessage, "unit_id", how="tin nhận về còn kẹt là việc của đơn vị kế thừa")
for _model in (OutMessage, InMessage, SentDossier):
    stays(_model, "province_id", why="tỉnh của hồ sơ, là khoá chia bảng")
