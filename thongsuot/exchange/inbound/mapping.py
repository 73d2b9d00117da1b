"""Ánh xạ trường chiều vào: which of their fields is which of ours, versioned data in reference/inbound.yaml."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from thongsuot.exchange.models import InMessage

FILE = Path(__file__).resolve().parent.parent / "reference" / "inbound.yaml"
Kind = InMessage.Kind
KINDS: Mapping[str, str] = {
    "HO_SO_MOI": Kind.DOSSIER,
    "BO_SUNG": Kind.SUPPLEMENT,
    "RUT_HO_SO": Kind.WITHDRAWAL,
    "THANH_TOAN": Kind.PAYMENT,
    "TRANG_THAI": Kind.STATUS,
    "HO_SO_PHAN_CHIEU": Kind.MIRROR,
}
FILE_LISTS = ("TaiLieuNop", "DanhSachTepDinhKemKhac")
UNITS = ("DonViXuLy", "NoiNopHoSo")


@cache
def _periods() -> list[Mapping[str, Any]]:
    with FILE.open(encoding="utf-8") as file:
        return sorted(yaml.safe_load(file), key=lambda period: period["valid_from"], reverse=True)


def period_on(day: date) -> Mapping[str, Any]:
    """Bản ánh xạ có hiệu lực ngày đó; before the first one it holds."""
    return next((one for one in _periods() if one["valid_from"] <= day), _periods()[-1])


@cache
def in_force(day: date) -> tuple[tuple[str, str, Any], ...]:
    """(trường của họ, tên của ta, hình dạng) of that day."""
    period = period_on(day)
    return tuple((row["their"], row["ours"], _shape(row, period)) for row in period["fields"])


def _shape(row: Mapping[str, Any], period: Mapping[str, Any]) -> Any:
    shape = row.get("shape", "line")
    return {str(k): v for k, v in period["lists"][shape].items()} if shape in period["lists"] else shape


def their_name(ours: str) -> str:
    """Tên trường của họ cho một điều của ta, for messages."""
    return next((row["their"] for row in _periods()[0]["fields"] if row["ours"] == ours), ours)


def unit_written(content: Mapping[str, Any]) -> Any:
    """Đơn vị như họ ghi: the one that handles it, else the one where it was filed."""
    return next((content[name] for name in UNITS if content.get(name)), "")
