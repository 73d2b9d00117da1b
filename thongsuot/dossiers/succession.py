"""Khi đơn vị kế thừa: what a unit received and issued keeps it for ever; who holds an open dossier moves."""

from thongsuot.dossiers.models import (
    Consultation,
    Dossier,
    DossierComponent,
    DossierFile,
    DossierStep,
    Holding,
    Payment,
    SupplementRequest,
)
from thongsuot.org.registry import follows, stays

follows(Holding, "unit_id", how="hồ sơ đang mở sang đơn vị kế thừa, giữ mã và hạn; đơn vị bị chia thì chờ người quyết")
stays(Dossier, "receiving_unit", why="nơi đã tiếp nhận và cấp mã; giấy hẹn giữ tên đơn vị khi đó")
stays(Dossier, "competent_unit", why="nơi giải quyết lúc nộp; nơi giải quyết nay đọc ở Holding")
stays(Consultation, "unit", why="đơn vị đã được hỏi; ai trả lời nay đọc ở việc và Holding")
stays(Consultation, "organ", why="cơ quan đã được hỏi; ai trả lời nay đọc ở việc")
stays(Payment, "revenue_unit", why="khoản thu thuộc đơn vị giải quyết lúc yêu cầu")
for _model in (Consultation, Dossier, DossierComponent, DossierFile, DossierStep, Holding, Payment, SupplementRequest):
    stays(_model, "province_id", why="tỉnh lúc nộp, là khoá chia bảng; hồ sơ đã khép không bao giờ viết lại")
