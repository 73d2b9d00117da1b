"""Khi đơn vị kế thừa: a fonds keeps its maker for ever and changes its keeper; what is owed or under way goes along."""

from django.utils.translation import gettext_lazy as _

from thongsuot.org.moving import moves, numbers
from thongsuot.org.registry import follows, stays
from thongsuot.org.table_mover import TableMover
from thongsuot.records.models import (
    Disposal,
    DisposalLine,
    Fonds,
    HandIn,
    HandInDue,
    HandInLine,
    Hold,
    Loan,
    ObjectCopy,
    Package,
    ReadRequest,
    RecordFile,
    RecordItem,
    RecordPerson,
    StoreObject,
)

stays(Fonds, "unit", why="đơn vị hình thành phông; phông của đơn vị đã giải thể giữ tên đơn vị đó mãi")
follows(Fonds, "keeper", how="đơn vị kế thừa giữ phông; đơn vị bị chia thì chờ người quyết")
follows(HandInDue, "unit", how="hồ sơ còn phải nộp là việc của đơn vị kế thừa, giữ hạn")
stays(HandIn, "unit", why="đơn vị đã nộp, biên bản mang tên đơn vị khi đó; ai nhận nay đọc ở người giữ phông")
stays(HandIn, "organ", why="như đơn vị nộp")
stays(Package, "unit_id", why="đơn vị giữ phông lúc làm gói")
for _model in (
    Disposal,
    DisposalLine,
    Fonds,
    HandIn,
    HandInDue,
    HandInLine,
    Hold,
    Loan,
    ObjectCopy,
    Package,
    ReadRequest,
    RecordFile,
    RecordItem,
    RecordPerson,
    StoreObject,
):
    stays(_model, "province_id", why="tỉnh lúc hình thành, là khoá chia bảng; hồ sơ đã lưu không bao giờ viết lại")

moves(
    TableMover(
        kind="fonds",
        label=_("phông lưu trữ"),
        columns=((Fonds, "keeper"),),
        unit="keeper_id",
        open="true",
        state="m.state",
        code="m.code",
        title="m.name",
    )
)
moves(
    TableMover(
        kind="hand_in_due",
        label=_("hồ sơ còn phải nộp lưu"),
        columns=((HandInDue, "unit"),),
        open="m.handed_in_at IS NULL",
        code="m.source_code",
        title="m.title",
        due="m.due_at",
    )
)
numbers("handin", lambda units, on: {unit_id: [f"handin:{unit_id}"] for unit_id in units})
