"""Khi đơn vị kế thừa: a fonds keeps its maker for ever and changes its keeper; what is owed or under way goes along."""

from django.utils.translation import gettext_lazy as _

from thongsuot.org.moving import moves, numbers
from thongsuot.org.registry import follows, stays
from thongsuot.org.table_mover import TableMover
from thongsuot.records.models import (
    Batch,
    Disposal,
    DisposalLine,
    Fonds,
    HandIn,
    HandInDue,
    HandInLine,
    Handover,
    HandoverBox,
    HandoverException,
    HandoverFile,
    HandoverItem,
    Hold,
    Loan,
    ObjectCopy,
    Package,
    Page,
    ReadRequest,
    RecordFile,
    RecordItem,
    RecordPerson,
    Scan,
    ScannedDocument,
    ScannedFile,
    StoreObject,
)

stays(Fonds, "unit", why="đơn vị hình thành phông; phông của đơn vị đã giải thể giữ tên đơn vị đó mãi")
follows(Fonds, "keeper", how="đơn vị kế thừa giữ phông; đơn vị bị chia thì chờ người quyết")
follows(HandInDue, "unit", how="hồ sơ còn phải nộp là việc của đơn vị kế thừa, giữ hạn")
stays(HandIn, "unit", why="đơn vị đã nộp, biên bản mang tên đơn vị khi đó; ai nhận nay đọc ở người giữ phông")
stays(HandIn, "organ", why="như đơn vị nộp")
stays(Package, "unit_id", why="đơn vị giữ phông lúc làm gói")
follows(Batch, "unit", how="mẻ chưa xong là việc của đơn vị kế thừa; mẻ đã đưa vào lưu trữ ở lại")
stays(Batch, "origin", why="đơn vị hình thành tài liệu giữ mãi")
stays(Handover, "old", why="đơn vị giao, biên bản mang tên đơn vị đó")
stays(Handover, "new", why="đơn vị nhận lúc bàn giao; bàn giao dở lúc nhận lại bị sắp xếp thì lập đợt mới")
for _model in (
    Batch,
    Handover,
    HandoverBox,
    HandoverException,
    HandoverFile,
    HandoverItem,
    Page,
    Scan,
    ScannedDocument,
    ScannedFile,
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
moves(
    TableMover(
        kind="scan_batch",
        label=_("mẻ số hoá chưa xong"),
        columns=((Batch, "unit"),),
        open="m.state <> 'done'",
        state="m.state",
        alone="true",
        code="m.number || '/' || m.year",
        title="m.title",
    )
)
numbers("scan", lambda units, on: {unit_id: [f"scan:{unit_id}"] for unit_id in units})
numbers("handover", lambda units, on: {unit_id: [f"handover:{unit_id}"] for unit_id in units})
