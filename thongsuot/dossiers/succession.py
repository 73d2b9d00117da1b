"""Khi đơn vị kế thừa: what a unit received and issued keeps it for ever; who holds an open dossier moves."""

from thongsuot.dossiers.models import (
    ArchivedDossier,
    ArchiveRun,
    CertifiedCopy,
    CodeAlias,
    Consultation,
    Dossier,
    DossierComponent,
    DossierFile,
    DossierStep,
    HelperFiling,
    Holding,
    IdentityEvidence,
    Lookup,
    PaperSigning,
    Payment,
    RegisteredHelper,
    SupplementRequest,
    TicketDossier,
    Visit,
    VisitDossier,
)
from thongsuot.dossiers.moving import (
    BLOCKED_PAPER,
    EVIDENCE,
    LOST_NOTICE,
    HoldingMover,
    dossier_registers,
    result_registers,
)
from thongsuot.org.moving import moves, numbers
from thongsuot.org.registry import follows, stays

follows(Holding, "unit_id", how="hồ sơ đang mở sang đơn vị kế thừa, giữ mã và hạn; đơn vị bị chia thì chờ người quyết")
stays(Dossier, "receiving_unit", why="nơi đã tiếp nhận và cấp mã; giấy hẹn giữ tên đơn vị khi đó")
stays(Dossier, "competent_unit", why="nơi giải quyết lúc nộp; nơi giải quyết nay đọc ở Holding")
stays(Consultation, "unit", why="đơn vị đã được hỏi; ai trả lời nay đọc ở việc và Holding")
stays(Consultation, "organ", why="cơ quan đã được hỏi; ai trả lời nay đọc ở việc")
stays(Payment, "revenue_unit", why="khoản thu thuộc đơn vị giải quyết lúc yêu cầu")
stays(Lookup, "unit_id", why="quầy nơi cán bộ đã tra; người dân xem lại thấy tên đơn vị khi đó")
follows(IdentityEvidence, "unit_id", how="giấy tờ chờ đối chiếu là việc của quầy kế thừa")
follows(
    PaperSigning,
    "unit_id",
    how="giấy tờ chưa trình ký số là việc của đơn vị kế thừa; văn bản đã trình ký đi theo DocumentHolding",
)
stays(ArchiveRun, "unit", why="đơn vị đã nộp lưu; hồ sơ của nó nằm trong phông của nó")
stays(ArchiveRun, "province_id", why="tỉnh của đơn vị đã nộp")
stays(ArchivedDossier, "province_id", why="tỉnh của hồ sơ, là khoá chia bảng")
stays(PaperSigning, "province_id", why="tỉnh của hồ sơ, là khoá chia bảng")
stays(CodeAlias, "province_id", why="khoá của hồ sơ mang mã này; số tạm tra được mãi")
stays(IdentityEvidence, "province_id", why="tỉnh của hồ sơ")
for _model in (
    CertifiedCopy,
    Consultation,
    Dossier,
    DossierComponent,
    DossierFile,
    DossierStep,
    Holding,
    Lookup,
    Payment,
    SupplementRequest,
):
    stays(_model, "province_id", why="tỉnh lúc nộp, là khoá chia bảng; hồ sơ đã khép không bao giờ viết lại")
stays(TicketDossier, "province_id", why="khoá của hồ sơ nhận trong một lượt, như ở hồ sơ")
stays(VisitDossier, "province_id", why="khoá của hồ sơ trong lần nộp, như ở hồ sơ")
stays(Visit, "unit", why="quầy đã nhận hồ sơ và in giấy tiếp nhận chung; giấy giữ tên đơn vị khi đó")
stays(RegisteredHelper, "unit_id", why="đơn vị đã giao lúc đó; đơn vị kế thừa giao lại cho người của mình")
stays(RegisteredHelper, "province_id", why="tỉnh lúc giao")
stays(HelperFiling, "unit_id", why="nơi đã nhận hồ sơ nộp thay; việc trả lời ý kiến đi theo nhiệm vụ")
stays(HelperFiling, "province_id", why="tỉnh của hồ sơ")

moves(HoldingMover())
moves(EVIDENCE)
moves(BLOCKED_PAPER)
moves(LOST_NOTICE)
numbers("dossier", dossier_registers)
numbers("result", result_registers)
