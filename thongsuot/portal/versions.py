"""Hai bản của một trang: what two tabs or devices answered, field by field, and putting one together from both. Pure."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.now import now
from thongsuot.dossiers.helpers import CONSENTS
from thongsuot.org.selectors import unit_by_code
from thongsuot.portal import filing as pages
from thongsuot.portal.filing import Filing
from thongsuot.procedures import eform
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.form_pages import in_words
from thongsuot.procedures.forms import value_at

FORM, APPLICANT = "form.", "applicant."


@dataclass(frozen=True, slots=True)
class Difference:
    """Một mục khác nhau: `key` names it in the form that chooses."""

    key: str
    label: str
    here: str
    elsewhere: str


def differences(version: Version, here: Filing, elsewhere: Filing, step: str) -> list[Difference]:
    """Những mục của trang này mà hai bản nói khác nhau."""
    return [
        Difference(key, label, _words(version, here, key), _words(version, elsewhere, key))
        for key, label in _items(version, step)
        if _value(here, key) != _value(elsewhere, key)
    ]


def take(filing: Filing, other: Filing, key: str) -> None:
    """Lấy một mục từ bản kia."""
    value = _value(other, key)
    if key.startswith(FORM):
        path = key.removeprefix(FORM)
        eform.drop(filing.form, path)
        if value not in (None, "", [], {}):
            eform.put(filing.form, path, value)
    elif key.startswith(APPLICANT):
        filing.applicant[key.removeprefix(APPLICANT)] = value or ""
    else:
        setattr(filing, key, getattr(other, key))  # as it is there: nothing is "" or {}, never None


def keys_of(version: Version, step: str) -> set[str]:
    """Những mục có thể chọn ở trang này."""
    return {key for key, _label in _items(version, step)}


def _items(version: Version, step: str) -> list[tuple[str, str]]:
    if step.startswith(pages.SECTION):
        part = eform.section(version, step.removeprefix(pages.SECTION))
        return [(FORM + item.path, item.label) for item in (part.fields if part else ())]
    person = [("name", _("Họ và tên")), ("id_number", _("Số căn cước")), ("birth_date", _("Ngày sinh"))]
    contact = [("phone", _("Số điện thoại")), ("email", _("Thư điện tử")), ("address", _("Nơi ở"))]
    return {
        pages.PLACE: [("receiving_unit", _("Nơi nhận hồ sơ"))],
        pages.WHO: [
            ("whose", _("Làm cho ai")),
            *((APPLICANT + name, label) for name, label in (*person, *contact)),
            ("relation", _("Bạn là ai của người đó")),
        ],
        pages.LEAVE: [("consent", _("Sự đồng ý của người được nộp thay"))],
        pages.CASE: [("case_code", _("Trường hợp"))],
        pages.WISH: [("wish", _("Cách nhận kết quả"))],
    }.get(step, [])


def _value(filing: Filing, key: str) -> Any:
    if key.startswith(FORM):
        value = value_at(filing.form, key.removeprefix(FORM))
        return None if value in ("", [], {}) else value
    if key.startswith(APPLICANT):
        return filing.applicant.get(key.removeprefix(APPLICANT)) or None
    return getattr(filing, key) or None


def _words(version: Version, filing: Filing, key: str) -> str:
    value = _value(filing, key)
    if value is None:
        return ""
    if key.startswith(FORM):
        item = next(item for _part, item in eform.fields(version) if FORM + item.path == key)
        if item.kind == "rows":
            rows = [", ".join(str(cell) for cell in row.values() if cell not in (None, "")) for row in value]
            return "; ".join(rows)
        return in_words(item, value)
    if key == "receiving_unit":
        unit = unit_by_code(value, timezone.localdate(now()), {"commune"})
        return unit.full_name if unit else str(value)
    if key == "case_code":
        case = version.case(value)
        return case.name if case else str(value)
    if key == "wish":
        return ", ".join(part for part in (wish_words(value.get("method", "")), value.get("address", "")) if part)
    named = {"whose": {pages.SELF: _("cho tôi"), pages.OTHER: _("nộp thay")}, "consent": CONSENTS}
    return str(named.get(key, {}).get(value, value))


def wish_words(method: str) -> str:
    """Cách nhận kết quả bằng lời."""
    return {
        "COUNTER": _("đến quầy nhận"),
        "ONLINE": _("tải về trên mạng"),
        "POSTAL": _("nhận qua bưu chính"),
        "HOME": _("nhận tại nhà"),
    }.get(method, "")
