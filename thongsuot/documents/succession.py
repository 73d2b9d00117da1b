"""Khi đơn vị kế thừa: what was issued or received keeps its unit for ever; what is open goes to the new one."""

from thongsuot.documents.models import (
    BookYear,
    Document,
    DocumentCopy,
    DocumentFile,
    DocumentHolding,
    DocumentLink,
    DocumentTemplate,
    DocumentText,
    DraftComment,
    DraftVersion,
    FileList,
    IncomingKey,
    IncomingOrigin,
    Instruction,
    MailArrival,
    Mailbox,
    Part,
    Recipient,
    RegisterEntry,
    TemplateVersion,
    WorkFile,
    WorkFileItem,
    WorkFileText,
)
from thongsuot.documents.moving import HOLDING, WORK_FILE
from thongsuot.org.moving import moves, numbers
from thongsuot.org.registry import follows, stays

follows(
    DocumentHolding,
    "unit_id",
    how="văn bản đang xử lý sang đơn vị kế thừa, giữ số đến và hạn; đơn vị bị chia thì chờ người quyết",
)
stays(Document, "unit", why="đơn vị đã ban hành hoặc đã nhận; ai đang giữ đọc ở DocumentHolding")
stays(Document, "issuer_unit", why="cơ quan đã ban hành")
stays(Document, "organ", why="cơ quan đã soạn thảo hoặc chủ trì; ai làm nay đọc ở việc")
stays(Recipient, "unit", why="nơi đã được gửi; văn bản đến của nơi ấy đi theo DocumentHolding")
stays(RegisterEntry, "unit", why="số đã cấp thuộc sổ của đơn vị đã cấp")
stays(BookYear, "unit", why="sổ đã khoá là của đơn vị cũ")
stays(DocumentText, "unit_id", why="chữ của văn bản, tìm thấy qua đơn vị trước")
stays(IncomingKey, "unit_id", why="văn bản đến nhận lại được qua đơn vị trước")
stays(Part, "organ", why="cơ quan được giao lúc ấy; ai làm nay đọc ở việc")
stays(Mailbox, "unit", why="địa chỉ cũ còn nhận thư; thư vào đơn vị kế thừa, văn thư ở đó thấy và ngừng được hộp thư")
stays(MailArrival, "unit_id", why="thư đã gửi tới đơn vị ấy; thư để riêng hiện ở văn thư của đơn vị kế thừa")
stays(
    DocumentTemplate,
    "unit",
    why="mẫu của đơn vị đã làm ra nó; đơn vị kế thừa dùng được, văn thư ở đó thay bản mới hoặc ngừng dùng",
)
stays(FileList, "unit", why="danh mục của năm là của đơn vị đã ban hành nó")
stays(WorkFile, "opened_in", why="đơn vị đã mở hồ sơ, mã theo danh mục của nó")
follows(
    WorkFile,
    "unit",
    how="hồ sơ công việc đang lập hoặc chờ nộp lưu sang đơn vị kế thừa; hồ sơ đã nộp lưu giữ tên đơn vị cũ",
)
for _model in (
    BookYear,
    Document,
    DocumentCopy,
    DocumentFile,
    DocumentHolding,
    DocumentLink,
    DocumentTemplate,
    DocumentText,
    FileList,
    DraftComment,
    DraftVersion,
    IncomingKey,
    IncomingOrigin,
    Instruction,
    MailArrival,
    Mailbox,
    Part,
    Recipient,
    RegisterEntry,
    TemplateVersion,
    WorkFile,
    WorkFileItem,
    WorkFileText,
):
    stays(_model, "province_id", why="tỉnh lúc lập, là khoá chia bảng; văn bản đã khép không bao giờ viết lại")

moves(HOLDING)
moves(WORK_FILE)
numbers("document", lambda units, on: {unit_id: [f"document:{unit_id}"] for unit_id in units})
