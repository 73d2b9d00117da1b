"""Bản tin của cổng thanh toán, as a provincial connector was seen to send them (domain §9, message version 1.0.6).

Fields and states are practice, not a published rule; how `MaXacThuc` is computed is not known ("chưa xác minh"): here a
keyed hash (HMAC-SHA-256) over the values of the message in one order. Only this module would have to change.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

VERSION = "1.0.6"
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
STAMP = "%Y%m%d%H%M%S"
OK = "00"
SIGNATURE = "MaXacThuc"
KINDS = {"FEE": "LePhi", "SERVICE_FEE": "Phi", "PRICE_LEVEL": "Gia", "OTHER": "Khac"}
# In one order, so that both sides sign the same text; what a message does not have counts as empty.
SIGNED = (
    "PhienBan",
    "LoaiBanTin",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "LoaiHinhThanhToan",
    "MaKenhThanhToan",
    "MaTienTe",
    "ThongTinGiaoDich",
    "ThoiGianGD",
    "Ip",
    "TrangThai",
    "MaGiaoDich",
    "ThoiGianThanhToan",
)


class State(Enum):
    """Trạng thái một giao dịch ở cổng: chưa, chờ / đã thanh toán, không thành, huỷ, đã hoàn phí."""

    PAID = "00"
    WAITING = "01"
    FAILED = "02"
    CANCELLED = "03"
    REFUNDED = "04"

    @property
    def is_final(self) -> bool:
        """Whether asking again can change nothing."""
        return self is not State.WAITING


@dataclass(frozen=True, slots=True)
class Fee:
    """Một khoản trong thông tin biên lai."""

    kind: str
    text: str
    amount: int


@dataclass(frozen=True, slots=True)
class Order:
    """Một yêu cầu thanh toán gửi sang cổng; integer đồng."""

    reference: str
    amount: int
    text: str
    at: datetime
    procedure_code: str
    procedure_name: str
    unit_code: str
    unit_name: str
    dossier_code: str
    account: Mapping[str, str]
    payer: Mapping[str, str]
    fees: Sequence[Fee] = field(default_factory=tuple)
    ip: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """Cổng nói gì về một mã tham chiếu; `transaction` is the gateway's own number of the money."""

    reference: str
    state: State
    amount: int = 0
    transaction: str = ""
    paid_at: datetime | None = None
    payer: str = ""


class Unreadable(ValueError):
    """Bản tin không hiểu được: fields are missing or make no sense."""


def init(order: Order, *, partner: str, secret: str) -> dict[str, Any]:
    """INIT: khởi tạo giao dịch, with all that the receipt will say."""
    body = {
        **_head("INIT", partner, order.reference, order.at),
        "SoTien": order.amount,
        "LoaiHinhThanhToan": "PAY",
        "MaKenhThanhToan": order.channel,
        "MaTienTe": "VND",
        "ThongTinGiaoDich": order.text,
        "Ip": order.ip,
        "ThongTinBienLai": {
            "MaTTHC": order.procedure_code,
            "TenTTHC": order.procedure_name,
            "MaDonVi": order.unit_code,
            "TenDonVi": order.unit_name,
            "MaHoSo": order.dossier_code,
            "TKThuHuong": order.account.get("number", ""),
            "MaNHThuHuong": order.account.get("bank_bin", ""),
            "TenTKThuHuong": order.account.get("holder", ""),
            "HoTenNguoiNop": order.payer.get("name", ""),
            "SoGiayToNguoiNop": order.payer.get("id_number", ""),
            "DiaChiNguoiNop": order.payer.get("address", ""),
            "PhiLePhi": [
                {
                    "LoaiPhiLePhi": KINDS.get(fee.kind, "Khac"),
                    "MaPhiLePhi": "",
                    "TenPhiLePhi": fee.text,
                    "SoTien": fee.amount,
                }
                for fee in order.fees
            ],
            "DSKhoanNop": [{"NoiDung": fee.text, "SoTien": fee.amount} for fee in order.fees],
        },
    }
    return signed(body, secret)


def confirm(reference: str, at: datetime, *, partner: str, secret: str) -> dict[str, Any]:
    """CONFIRM: hỏi lại kết quả, repeated until it is final."""
    return signed(_head("CONFIRM", partner, reference, at), secret)


def get_bill(reference: str, at: datetime, *, partner: str, secret: str) -> dict[str, Any]:
    """GET_BILL: hỏi địa chỉ biên lai của cổng."""
    return signed(_head("GET_BILL", partner, reference, at), secret)


def signed(body: Mapping[str, Any], secret: str) -> dict[str, Any]:
    """The message with its MaXacThuc."""
    return {**body, SIGNATURE: signature(body, secret)}


def signature(body: Mapping[str, Any], secret: str) -> str:
    """MaXacThuc: hex of the keyed hash over the signed values."""
    text = "|".join(str(body.get(name, "")) for name in SIGNED)
    return hmac.digest(secret.encode(), text.encode(), sha256).hex()


def is_genuine(body: Mapping[str, Any], secret: str) -> bool:
    """Whether the message was signed by who knows the secret; compared in constant time."""
    given = body.get(SIGNATURE)
    return (
        bool(secret)
        and isinstance(given, str)
        and hmac.compare_digest(given.encode(), signature(body, secret).encode())
    )


def result_of(body: Mapping[str, Any]) -> Result:
    """What a CONFIRM answer or a callback says; Unreadable when it cannot be used."""
    try:
        state = State(str(body["TrangThai"]))
        amount = body.get("SoTien", 0)
        if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount < 10**15:
            raise Unreadable("SoTien")
        reference = str(body["MaThamChieu"])[:100]
        transaction = str(body.get("MaGiaoDich") or "")[:100]
        paid = str(body.get("ThoiGianThanhToan") or "")
        paid_at = datetime.strptime(paid, STAMP).replace(tzinfo=LOCAL) if paid else None
    except (KeyError, ValueError) as problem:
        raise Unreadable(str(problem)) from problem
    if state is State.PAID and not (amount and transaction):
        raise Unreadable("MaGiaoDich")
    return Result(reference, state, amount, transaction, paid_at, str(body.get("HoTenNguoiNop") or "")[:200])


def _head(kind: str, partner: str, reference: str, at: datetime) -> dict[str, Any]:
    return {
        "PhienBan": VERSION,
        "LoaiBanTin": kind,
        "MaDoiTac": partner,
        "MaThamChieu": reference,
        "ThoiGianGD": f"{at.astimezone(LOCAL):{STAMP}}",
    }
