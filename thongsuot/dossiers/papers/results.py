"""Kết quả giải quyết theo mẫu của thủ tục: which papers there are, what they ask for, and how each becomes a PDF.

Layouts follow the published forms as far as they could be read and stay drafts ("CHƯA KÝ SỐ") until signatures come;
what a specialist did not fill in is a dotted line, never an invented word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thongsuot.common import qr
from thongsuot.common.letters import render
from thongsuot.dossiers.papers import wording
from thongsuot.dossiers.papers.data import ResultData
from thongsuot.dossiers.papers.forms import TEMPLATES, agency, tracking_address
from thongsuot.dossiers.papers.result_fields import FIELDS, ResultField

LAYOUT_NOTE = "Bố cục dự thảo, chưa đối chiếu với biểu mẫu gốc"


@dataclass(frozen=True, slots=True)
class ResultTemplate:
    """Mẫu kết quả: `key` stands in the catalogue (`result_template`), the file in `typst/` bears the same name."""

    key: str
    title: str
    notation: str
    fields: tuple[ResultField, ...]


RESULT_TEMPLATES: dict[str, ResultTemplate] = {
    key: ResultTemplate(key, title, notation, FIELDS[key])
    for key, title, notation in (
        ("birth_certificate", "Giấy khai sinh", "KS"),
        ("marriage_status", "Giấy xác nhận tình trạng hôn nhân", "UBND-XNTTHN"),
        ("true_copy", "Chứng thực bản sao đúng với bản chính", "SCT/BS"),
        ("household_business", "Giấy chứng nhận đăng ký hộ kinh doanh", "GCN-HKD"),
        ("social_allowance", "Quyết định trợ cấp xã hội hằng tháng", "QĐ-UBND"),
        ("residence_notice", "Thông báo kết quả giải quyết đăng ký cư trú", "TB-CAX"),
    )
}


def result_fields(template: str) -> tuple[ResultField, ...]:
    """Các ô của một mẫu kết quả, in the order of the paper."""
    return RESULT_TEMPLATES[template].fields


def missing_fields(template: str, fields: Mapping[str, Any]) -> list[ResultField]:
    """Ô bắt buộc còn trống; a result with any is not ready to be finished."""
    return [field for field in result_fields(template) if field.required and fields.get(field.key) in (None, "", [])]


def result(template: str, data: ResultData) -> bytes:
    """Làm tờ kết quả từ mẫu; KeyError for a template that does not exist."""
    kind = RESULT_TEMPLATES[template]
    address = tracking_address(data.code)
    shown = {
        "title": kind.title,
        "keywords": [data.code, LAYOUT_NOTE],
        "layout_note": LAYOUT_NOTE,
        "agency": agency(data.agency),
        "number": data.number,
        "notation": data.notation or kind.notation,
        "place_date": wording.place_and_day(data.agency.place, data.issued_on),
        "issued_on": wording.day(data.issued_on),
        "code": data.code,
        "qr": qr.svg(address, quiet=0),
        "address": address,
        "signer": [part for part in (data.signer.authority, data.signer.title) if part],
        "signer_name": data.signer.name,
        "signed": data.signed,
        "recipients": data.recipients,
        "f": {field.key: _shown(field, data.fields.get(field.key)) for field in kind.fields} | _spoken(data.fields),
    }
    return render(TEMPLATES / f"result-{template.replace('_', '-')}.typ", shown, made_at=data.made_at)


def _shown(field: ResultField, value: Any) -> Any:
    """A value as it stands on paper; rows become lists of texts."""
    if field.kind == "rows":
        return [[str(cell) for cell in row] for row in value or []]
    if value in (None, ""):
        return ""
    if field.kind == "date":
        return wording.day(_date(value)) or str(value)
    if field.kind == "money":
        return wording.money(int(value))
    return str(value)


def _spoken(fields: Mapping[str, Any]) -> dict[str, str]:
    """Dates and sums that papers also write out in words, under `<key>_words`."""
    words = {}
    for key, value in fields.items():
        if key == "child_birth_date" and (on := _date(value)):
            words[f"{key}_words"] = wording.day_in_words(on)
        elif key in ("amount", "capital") and value not in (None, ""):
            words[f"{key}_words"] = wording.in_words(int(value)).capitalize() + " đồng"
        elif key in ("pages", "copies") and str(value).isdecimal():
            words[f"{key}_words"] = wording.in_words(int(value))
    return words


def _date(value: Any) -> date | None:
    """A day as the e-form keeps it (ISO), or as a date; None for what is neither (a year alone)."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
