"""Khi đơn vị kế thừa: what waits for another system is the successor's worry; what was confirmed keeps its province."""

from thongsuot.exchange.models import (
    Alarm,
    ClockDifference,
    ClockRun,
    ClockUnit,
    ForeignCode,
    InMessage,
    MirrorDossier,
    OutMessage,
    PortalView,
    SentDossier,
    SentFile,
)
from thongsuot.org.registry import follows, stays

follows(OutMessage, "unit_id", how="tin chờ gửi của hồ sơ đang mở là việc của đơn vị kế thừa")
follows(InMessage, "unit", how="tin nhận về còn kẹt là việc của đơn vị kế thừa; đơn vị bị chia thì tỉnh chỉ định")
follows(InMessage, "given_unit", how="đơn vị được chỉ định nay là đơn vị kế thừa")
follows(Alarm, "unit", how="báo động tự lập lại cho đơn vị kế thừa ở lần xem sau")
stays(MirrorDossier, "unit", why="hệ thống kia ghi đơn vị nào thì giữ đơn vị đó tới khi có tin mới")
stays(ClockUnit, "unit", why="con số của một lần so giữ đơn vị lúc đó")
stays(ClockDifference, "unit_id", why="con số của một lần so giữ đơn vị lúc đó")
for _model in (
    Alarm,
    ClockDifference,
    ClockRun,
    ForeignCode,
    InMessage,
    MirrorDossier,
    OutMessage,
    PortalView,
    SentDossier,
    SentFile,
):
    stays(_model, "province_id", why="tỉnh của hồ sơ, là khoá chia bảng")
