"""Khi đơn vị kế thừa: receipts, accounts and closed cash books keep their unit; drawers and open refunds move."""

from django.utils.translation import gettext_lazy as _

from thongsuot.dossiers.moving import WITHOUT_DOSSIER
from thongsuot.org.moving import moves, numbers
from thongsuot.org.registry import follows, stays
from thongsuot.org.table_mover import TableMover
from thongsuot.payments.models import (
    Arrival,
    BeneficiaryAccount,
    CashBook,
    CashEntry,
    CashSession,
    Exemption,
    Intent,
    Receipt,
    Refund,
)

stays(
    BeneficiaryAccount, "unit", why="tài khoản của pháp nhân cũ; đơn vị kế thừa đặt tài khoản của mình từ ngày kế thừa"
)
stays(CashBook, "unit", why="két và sổ của đơn vị cũ được kiểm đếm, bàn giao; đơn vị kế thừa mở sổ mới")
stays(CashEntry, "revenue_unit", why="khoản thu thuộc đơn vị giải quyết lúc thu")
stays(Exemption, "unit", why="đơn vị có khoản thu lúc miễn, giảm")
stays(Intent, "revenue_unit", why="tiền vào tài khoản của đơn vị lúc yêu cầu")
stays(Receipt, "unit", why="biên lai giữ tên và số của đơn vị đã lập")
stays(Receipt, "collected_unit", why="quầy đã thu tiền và in biên lai")
follows(Refund, "unit", how="khoản chưa hoàn là việc của đơn vị kế thừa; đơn vị bị chia thì chờ người quyết")
for _model in (Arrival, CashEntry, CashSession, Exemption, Intent, Receipt, Refund):
    stays(_model, "province_id", why="tỉnh của hồ sơ, của két lúc đó; là khoá chia bảng")

moves(
    TableMover(
        kind="refund",
        label=_("khoản chưa hoàn"),
        columns=((Refund, "unit"),),
        open="m.state IN ('queued', 'requested', 'approved')",
        state="m.state",
        dossier="dossier_id",
        alone=WITHOUT_DOSSIER.format(dossier="dossier_id", unit="unit_id"),
        code="m.dossier_code",
    )
)
numbers("receipt", lambda units, on: {unit_id: [f"receipt:{unit_id}"] for unit_id in units})
numbers("refund", lambda units, on: {unit_id: [f"refund:{unit_id}"] for unit_id in units})
