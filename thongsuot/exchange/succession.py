"""Khi đơn vị kế thừa: what waits for another system is the successor's worry; what was confirmed keeps its province."""

from django.utils.translation import gettext_lazy as _

from thongsuot.dossiers.moving import WITHOUT_DOSSIER
from thongsuot.exchange.models import (
    Alarm,
    AxisIn,
    AxisOut,
    AxisTie,
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
from thongsuot.org.moving import goes_by_itself, moves
from thongsuot.org.registry import follows, stays
from thongsuot.org.table_mover import TableMover

follows(OutMessage, "unit_id", how="tin chờ gửi của hồ sơ đang mở là việc của đơn vị kế thừa")
follows(InMessage, "unit", how="tin nhận về còn kẹt là việc của đơn vị kế thừa; đơn vị bị chia thì tỉnh chỉ định")
follows(InMessage, "given_unit", how="đơn vị được chỉ định nay là đơn vị kế thừa")
follows(AxisOut, "unit_id", how="tin chờ lên trục là việc của đơn vị kế thừa; tin trục đã nhận ở lại đơn vị đã gửi")
follows(AxisIn, "unit", how="thông điệp của trục chưa xong là việc của đơn vị kế thừa; đơn vị bị chia thì tỉnh quyết")
follows(Alarm, "unit", how="báo động tự lập lại cho đơn vị kế thừa ở lần xem sau")
stays(MirrorDossier, "unit", why="hệ thống kia ghi đơn vị nào thì giữ đơn vị đó tới khi có tin mới")
stays(ClockUnit, "unit", why="con số của một lần so giữ đơn vị lúc đó")
stays(ClockDifference, "unit_id", why="con số của một lần so giữ đơn vị lúc đó")
for _model in (
    Alarm,
    AxisIn,
    AxisOut,
    AxisTie,
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

moves(
    TableMover(
        kind="message_out",
        label=_("tin chờ gửi"),
        columns=((OutMessage, "unit_id"),),
        open="true",
        state="m.state",
        dossier="dossier_id",
        alone=WITHOUT_DOSSIER.format(dossier="dossier_id", unit="unit_id"),
        code="m.dossier_code",
    )
)
IN_OPEN = "m.state IN ('new', 'waiting', 'stuck')"
moves(
    TableMover(
        kind="message_in",
        label=_("tin nhận về chưa xong"),
        columns=((InMessage, "unit"),),
        open=IN_OPEN,
        state="m.state",
        dossier="dossier_id",
        alone=f"(m.dossier_id IS NULL OR {WITHOUT_DOSSIER.format(dossier='dossier_id', unit='unit_id')})",
        code="m.their_code",
        title="m.procedure_code",
        province="coalesce(m.province_id, %(province)s) = %(province)s",
    )
)
moves(
    TableMover(
        kind="message_in_given",
        label=_("tin nhận về đã chỉ định nơi nhận"),
        columns=((InMessage, "given_unit"),),
        unit="given_unit_id",
        open=IN_OPEN,
        state="m.state",
        dossier="dossier_id",
        alone=f"(m.dossier_id IS NULL OR {WITHOUT_DOSSIER.format(dossier='dossier_id', unit='unit_id')})",
        code="m.their_code",
        title="m.procedure_code",
        province="coalesce(m.province_id, %(province)s) = %(province)s",
    )
)
moves(
    TableMover(
        kind="axis_out",
        label=_("tin chờ lên trục"),
        columns=((AxisOut, "unit_id"),),
        open="m.state IN ('waiting', 'sending', 'stuck')",
        state="m.state",
        alone="true",
        code="m.code",
    )
)
moves(
    TableMover(
        kind="axis_in",
        label=_("thông điệp của trục chưa xong"),
        columns=((AxisIn, "unit"),),
        open="m.state IN ('new', 'waiting', 'stuck', 'asked')",
        state="m.state",
        alone="true",
        code="left(m.document_key, 80)",
        title="left(m.subject, 200)",
        province="coalesce(m.province_id, %(province)s) = %(province)s",
    )
)
goes_by_itself(Alarm, "unit", why="khép khi đơn vị cũ không còn việc kẹt; lần xem sau lập lại cho đơn vị đang giữ việc")
