"""Liên thông: what waits to be sent or understood goes on here; figures of comparisons are made anew."""

from uuid import UUID

from thongsuot.cutover.carrying.decisions import Seal, carried, left, matched
from thongsuot.exchange.models import (
    Alarm,
    AxisAgency,
    AxisIn,
    AxisOut,
    AxisTie,
    CatalogueFetch,
    ClockDifference,
    ClockRun,
    ClockUnit,
    ForeignCode,
    InMessage,
    MirrorDossier,
    OutMessage,
    PortalView,
    ReplayRun,
    SentDossier,
    SentFile,
    System,
)

matched(System, how="khoá của hệ thống là chữ, hai bên cùng đặt")
carried(InMessage, "province", seals=(Seal("raw", "bytes", lambda uid: UUID(uid).bytes, ("uid",)),))
carried(OutMessage, "province", vanishes=True, waits_for="entry_id")
for _model in (Alarm, ForeignCode, MirrorDossier, PortalView, SentDossier, SentFile):
    carried(_model, "province")
DOCUMENT = {"document_id": "documents.document"}
carried(AxisOut, "province", refs=DOCUMENT)
carried(AxisIn, "province", refs=DOCUMENT)
carried(AxisTie, "province", refs=DOCUMENT)
left(AxisAgency, why="danh bạ của trục; lấy lại từ trục là có")
left(ClockRun, ClockUnit, ClockDifference, why="lần so hai đồng hồ; so lại ở đây là có")
left(CatalogueFetch, ReplayRun, why="việc đã xong của nơi gửi; kết quả nằm ở danh mục và ở từng tin")
