"""Ánh xạ trường chiều vào: the lines of reference/portal_fields.yaml read backwards, and what only comes in (inbound.yaml).

One file says for both ways which field of theirs is which of ours, so what we write can be read back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from thongsuot.exchange.mapping import Field, mapping_on
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
ONE_VALUE = frozenset({"text", "moment", "code"})


@dataclass(frozen=True, slots=True)
class Line:
    """Một dòng đọc vào: path of theirs ("DinhDanhCHS.SoDinhDanh"), name of ours ("identity.number"), its shape."""

    theirs: str
    ours: str
    shape: str
    codes: Mapping[str, str]
    label: str = ""


@cache
def lines_on(day: date) -> tuple[Line, ...]:
    """Các dòng có hiệu lực ngày đó."""
    version, extra = mapping_on(day), _extra_on(day)
    shared = [*flat(version.dossier, version.codes)]
    own = [
        Line(row["theirs"], row["ours"], row.get("kind", "text"), _codes(row, extra), row.get("label", ""))
        for row in extra["fields"]
    ]
    return tuple(shared + own)


def flat(
    fields: Sequence[Field], codes: Mapping[str, Mapping[str, str]], outer: str = "", ours: str = ""
) -> Iterator[Line]:
    """Các trường một giá trị, those of groups by their path; lists are read elsewhere."""
    for field in fields:
        if field.kind == "group":
            yield from flat(field.fields, codes, f"{outer}{field.theirs}.", f"{ours}{field.ours}.")
        elif field.kind in ONE_VALUE:
            back: dict[str, str] = {}
            for mine, theirs in codes.get(field.codes, {}).items():
                back.setdefault(theirs, mine)  # where two of ours are one of theirs, the first is read
            yield Line(outer + field.theirs, ours + field.ours, field.kind, back, field.label)


def _codes(row: Mapping[str, Any], extra: Mapping[str, Any]) -> Mapping[str, str]:
    return {str(k): v for k, v in extra["codes"][row["codes"]].items()} if row.get("codes") else {}


@cache
def _periods() -> list[Mapping[str, Any]]:
    with FILE.open(encoding="utf-8") as file:
        return sorted(yaml.safe_load(file), key=lambda period: period["valid_from"], reverse=True)


def _extra_on(day: date) -> Mapping[str, Any]:
    return next((one for one in _periods() if one["valid_from"] <= day), _periods()[-1])


def their_name(ours: str) -> str:
    """Tên trường của họ cho một điều của ta, for messages."""
    return next((line.theirs for line in lines_on(date.max) if line.ours == ours), ours)


def unit_written(content: Mapping[str, Any]) -> Any:
    """Đơn vị như họ ghi: the one that handles it, else the one where it was filed."""
    return next((content[name] for name in UNITS if content.get(name)), "")


def line_of(theirs: str) -> Line | None:
    """Dòng ánh xạ của một trường của họ."""
    return next((line for line in lines_on(date.max) if line.theirs == theirs), None)


def their_label(theirs: str) -> str:
    """Nhãn của một trường của họ; the field's own name where there is none."""
    line = line_of(theirs)
    return line.label if line and line.label else theirs
