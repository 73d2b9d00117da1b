"""Bút toán về tiền: on the dossier they belong to, so that the citizen reads them; receipts, cash book, accounts have own chains."""

from datetime import datetime
from typing import Any

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.dossiers import journalling, present
from thongsuot.dossiers.selectors.one import Loaded

SESSION, ACCOUNT, RECEIPT = "cash_session", "beneficiary_account", "receipt"


def name_entries() -> None:
    """Tên các việc trong diễn biến hồ sơ."""
    from django.utils.translation import gettext_noop as _n

    labels = {
        "fee_exempted": _n("Miễn, giảm phí, lệ phí"),
        "online_payment_started": _n("Bắt đầu nộp trực tuyến"),
        "online_payment_failed": _n("Nộp trực tuyến không thành"),
        "payment_try_ended": _n("Lần nộp tiền cũ hết hiệu lực vì đơn vị nhận tiền đã sắp xếp"),
        "money_arrived": _n("Nhận được tiền"),
        "refund_queued": _n("Có khoản phải hoàn lại"),
        "refund_requested": _n("Đề nghị hoàn tiền"),
        "refund_approved": _n("Duyệt hoàn tiền"),
        "refund_refused": _n("Không hoàn tiền"),
        "refund_paid": _n("Đã hoàn tiền"),
    }
    present.name_entries(labels)


def about_dossier(loaded: Loaded, verb: str, *, principal: Principal | None, at: datetime, **data: Any) -> None:
    """One fact about the money of a dossier."""
    journalling.write(loaded, verb, principal=principal, at=at, **data)


def about(
    kind: str,
    subject_id: int,
    verb: str,
    *,
    province_id: int,
    unit_id: int,
    by_id: int | None,
    at: datetime,
    **data: Any,
) -> None:
    """One fact about a receipt, a cash session or an account."""
    said = {k: v for k, v in data.items() if v not in (None, "", [], {})}
    journal.note([journal.Entry(province_id, kind, subject_id, verb, at, by_id, unit_id, said)])
