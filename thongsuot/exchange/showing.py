"""Ánh xạ để người xem: each line with an invented example as it stands with us and as it leaves; nobody's data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.dossiers.helpers import METHOD_WORDS
from thongsuot.dossiers.models import Channel, Payment, Status
from thongsuot.dossiers.present import LABELS
from thongsuot.exchange.mapping import VIET_NAM, Field, FieldMap
from thongsuot.procedures.fees import KIND_NAMES

_AT = datetime(2026, 11, 26, 9, 15, tzinfo=VIET_NAM)
SAMPLE_DOSSIER: Mapping[str, Any] = {
    "code": "H27.41.07-261126-0012",
    "procedure_code": "1.001193",
    "procedure_name": "Đăng ký khai sinh",
    "field_code": "G15-TP07",
    "field_name": "Hộ tịch",
    "channel": "DIRECT",
    "service_level": "full",
    "applicant_name": "Nguyễn Thị Ví Dụ",
    "applicant_type": "citizen",
    "identity": {"type": "citizen_id", "number": "000000000000"},
    "email": "vidu@vi.example",
    "phone": "0900000000",
    "subject": "Đăng ký khai sinh",
    "submitted_at": _AT,
    "received_at": _AT,
    "due_at": _AT.replace(day=27, hour=17, minute=0),
    "finished_at": _AT.replace(hour=15),
    "returned_at": _AT.replace(hour=16),
    "refused_at": None,
    "status": "RETURNED",
    "return_way": "COUNTER",
    "competent_unit": "Xã Mai Phụ",
    "receiving_unit": "Xã Mai Phụ",
    "digitised": True,
    "known_identity": False,
    "paid_online": True,
    "databases": ["dan-cu"],
    "files": [
        {
            "uid": "7d9f0a52-0000-4000-8000-000000000001",
            "name": "giay-chung-sinh.pdf",
            "path": "/dong-bo/tep/7d9f0a52-0000-4000-8000-000000000001",
            "component_code": "KQ.G03.000025",
            "digitised": True,
            "reused": False,
            "from_national_store": False,
        }
    ],
    "fees": [{"text": "Lệ phí", "method": "online", "amount": 8000, "kind": "FEE"}],
    "supplements": [{"items": "Giấy chứng sinh", "reason": "Bản chụp mờ", "requested_at": _AT, "answered_at": _AT}],
    "results": [
        {
            "title": "Giấy khai sinh",
            "code": "KQ.G15.000031",
            "uid": "7d9f0a52-0000-4000-8000-000000000002",
            "path": "/dong-bo/tep/7d9f0a52-0000-4000-8000-000000000002",
        }
    ],
}
SAMPLE_PROGRESS: Mapping[str, Any] = {
    "code": "H27.41.07-261126-0012",
    "person": "Trần Văn Mẫu",
    "title": "Chuyên viên",
    "at": _AT,
    "unit": "Xã Mai Phụ",
    "content": "Hoàn thành bước: Thẩm tra",
    "status": "PROCESSING",
    "started_at": _AT,
    "due_at": _AT.replace(hour=17, minute=0),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Một dòng để xem: `depth` 1 stands inside a group."""

    label: str
    place: str
    ours: str
    theirs: str
    sent: str
    required: bool
    depth: int = 0


def lines(mapping: FieldMap, kind: str) -> list[Line]:
    """Các dòng ánh xạ của một loại thông điệp, with examples."""
    facts = SAMPLE_DOSSIER if kind == "dossier" else SAMPLE_PROGRESS
    return _lines(mapping.fields(kind), facts, mapping.to_theirs(kind, facts), 0)


def _lines(fields: Sequence[Field], facts: Mapping[str, Any], sent: Mapping[str, Any], depth: int) -> list[Line]:
    found = []
    for field in fields:
        value, leaves = facts.get(field.ours), sent.get(field.theirs)
        inner = _first(value), _first(leaves)
        shown = ("", "") if field.fields else (_ours(field, value), _sent(leaves))
        found.append(Line(field.label, field.place, shown[0], field.theirs, shown[1], field.required, depth))
        if field.fields:
            found += _lines(field.fields, inner[0] or {}, inner[1] or {}, depth + 1)
    return found


def _first(value: Any) -> Any:
    """A group itself, or the first of a list."""
    return value[0] if isinstance(value, list) and value else value


def _ours(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.kind == "moment":
        return f"{timezone.localtime(value, VIET_NAM):%H:%M %d/%m/%Y}"
    if field.kind == "flag":
        return _("có") if value else _("không")
    if field.kind == "texts":
        return ", ".join(value)
    if field.kind == "code":
        return _word(field.codes, str(value))
    return str(value)


def _sent(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else orjson.dumps(value).decode()


WORDS: dict[str, Mapping[str, Any]] = {
    "status": dict(Status.choices),
    "channel": dict(Channel.choices),
    "service_level": {"full": gettext_lazy("toàn trình"), "partial": gettext_lazy("một phần")},
    "applicant_type": {
        "citizen": gettext_lazy("công dân"),
        "enterprise": gettext_lazy("doanh nghiệp"),
        "agency": gettext_lazy("cơ quan nhà nước"),
        "organisation": gettext_lazy("tổ chức"),
        "foreigner": gettext_lazy("người nước ngoài"),
        "household": gettext_lazy("hộ gia đình"),
    },
    "identity_type": {
        "citizen_id": gettext_lazy("số định danh cá nhân"),
        "passport": gettext_lazy("hộ chiếu"),
        "tax_code": gettext_lazy("mã số thuế"),
        "other": gettext_lazy("giấy tờ khác"),
    },
    "return_way": METHOD_WORDS,
    "payment_method": dict(Payment.Method.choices),
    "fee_kind": KIND_NAMES,
}


def _word(table: str, code: str) -> str:
    """Our word for our code."""
    return str(WORDS.get(table, {}).get(code, code))


TABLES = {
    "status": gettext_lazy("Trạng thái"),
    "channel": gettext_lazy("Cách nộp"),
    "service_level": gettext_lazy("Mức độ dịch vụ"),
    "applicant_type": gettext_lazy("Loại chủ hồ sơ"),
    "identity_type": gettext_lazy("Loại định danh"),
    "return_way": gettext_lazy("Cách nhận kết quả"),
    "payment_method": gettext_lazy("Cách thu"),
    "fee_kind": gettext_lazy("Loại khoản thu"),
}


def verbs(mapping: FieldMap) -> list[tuple[str, str]]:
    """Việc trong nhật ký bằng lời, and what the portal reads."""
    return [(_(LABELS[verb]), words) for verb, words in mapping.progress_of.items()]


def code_tables(mapping: FieldMap) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Các bảng mã: name, and rows of our code, our word, their code."""
    return [
        (str(TABLES.get(name, name)), [(ours, _word(name, ours), theirs) for ours, theirs in rows.items()])
        for name, rows in mapping.codes.items()
    ]
