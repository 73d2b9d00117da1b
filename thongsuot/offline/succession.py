"""Khi đơn vị kế thừa: what a counter printed keeps its unit; what waits for a person goes to the successor's counter."""

from django.utils.translation import gettext_lazy as _

from thongsuot.dossiers.moving import WITHOUT_DOSSIER
from thongsuot.offline.models import Arrival, Block, Device
from thongsuot.org.moving import moves, numbers
from thongsuot.org.registry import follows, stays
from thongsuot.org.table_mover import TableMover

follows(Arrival, "unit_id", how="hồ sơ chờ xử lý là việc của quầy kế thừa; số tạm giữ mã của đơn vị đã in")
stays(Arrival, "province_id", why="tỉnh của đơn vị lúc nhận")
stays(Device, "unit", why="số tạm mang mã định danh của đơn vị lúc đăng ký; đơn vị kế thừa đăng ký máy lại")
stays(Device, "province_id", why="tỉnh của đơn vị lúc đăng ký")
stays(Block, "unit", why="dải số của đơn vị đã in ra giấy")

moves(
    TableMover(
        kind="arrival",
        label=_("hồ sơ gửi về từ máy quầy, chờ xử lý"),
        columns=((Arrival, "unit_id"),),
        open="(m.state = 'waiting' OR m.told_difference = false)",
        state="m.state",
        dossier="dossier_id",
        alone=f"(m.dossier_id IS NULL OR {WITHOUT_DOSSIER.format(dossier='dossier_id', unit='unit_id')})",
        code="m.provisional",
        title="m.problem_text",
    )
)
numbers("offline-device", lambda units, on: {unit_id: [f"offline-device:{unit_id}"] for unit_id in units})
numbers("offline-block", lambda units, on: {unit_id: [f"offline-block:{unit_id}"] for unit_id in units})
