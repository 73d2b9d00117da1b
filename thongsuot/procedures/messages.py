"""Lời báo lỗi của biểu mẫu: from the kind of a schema error to a Vietnamese sentence that says what to do."""

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
from django.utils.translation import gettext as _

from thongsuot.procedures.eform import Field

Path = tuple[str, ...]


def message_for(error: jsonschema_rs.ValidationError, fields: Mapping[str, Field]) -> Iterator[tuple[Path, str]]:
    """Each field an error is about, with its sentence; an error about unknown names is about several."""
    path = tuple(str(step) for step in error.instance_path)
    kind: Any = error.kind  # its fields depend on the kind; the library types only what all have
    if kind.name == "required":
        missing = (*path, kind.property)
        yield from _missing(missing, fields)
    elif kind.name == "additionalProperties":
        for name in kind.unexpected:
            yield (*path, name), _("Biểu mẫu này không có mục “%(name)s”. Hãy bỏ mục đó.") % {"name": name[:60]}
    else:
        yield path, _sentence(kind, fields.get(plain(path)))


def plain(path: Path) -> str:
    """Path without row numbers, as fields are known by."""
    return ".".join(step for step in path if not step.isdigit())


def _missing(path: Path, fields: Mapping[str, Field]) -> Iterator[tuple[Path, str]]:
    """A missing group (`mother`) is said at the required fields in it, because people see fields, not groups."""
    if plain(path) in fields:
        yield path, missing_sentence(fields[plain(path)])
        return
    inside = [
        field
        for name, field in fields.items()
        if name == field.path and name.startswith(plain(path) + ".") and field.required and field.when is None
    ]
    if not inside:
        yield path, _("Cần điền mục này.")
    for field in inside:
        yield tuple(field.path.split(".")), missing_sentence(field)


def missing_sentence(field: Field) -> str:
    """What to say of a field that has to be answered and is not."""
    if field.kind == "agreed":
        return _("Cần đánh dấu đồng ý để gửi được.")
    if field.options:
        return _("Hãy chọn: %(label)s.") % {"label": field.label.lower().rstrip("?")}
    return _("Hãy điền: %(label)s.") % {"label": field.label[:1].lower() + field.label[1:]}


def _sentence(kind: Any, field: Field | None) -> str:
    limit = getattr(kind, "limit", None)
    if kind.name == "pattern":
        return _by_pattern(field)
    sentences = {
        "minLength": _("Quá ngắn: cần ít nhất %(limit)s ký tự.") % {"limit": limit},
        "maxLength": _("Quá dài: tối đa %(limit)s ký tự.") % {"limit": limit},
        "minimum": _("Phải từ %(limit)s trở lên.") % {"limit": limit},
        "maximum": _("Không được quá %(limit)s.") % {"limit": limit},
        "minItems": _("Cần ít nhất %(limit)s dòng.") % {"limit": limit},
        "maxItems": _("Không được quá %(limit)s dòng.") % {"limit": limit},
        "enum": _("Hãy chọn một trong các mục có sẵn."),
        "const": _("Cần đánh dấu đồng ý để gửi được."),
        "format": _by_format(getattr(kind, "format", "")),
        "type": _by_type(field),
    }
    return sentences.get(kind.name) or _("Mục này chưa đúng. Hãy xem lại.")


def _by_pattern(field: Field | None) -> str:
    sentences = {
        "id_number": _("Số căn cước phải đúng 12 chữ số."),
        "phone": _("Số điện thoại gồm 10 hoặc 11 chữ số, bắt đầu bằng 0."),
        "person_name": _("Họ tên không có chữ số hay ký hiệu."),
        "time": _("Giờ ghi theo dạng 14:30."),
    }
    return sentences.get(field.kind if field else "") or _("Mục này chưa đúng dạng. Hãy xem lại.")


def _by_format(name: str) -> str:
    if name == "date":
        return _("Ngày không có thật hoặc sai dạng. Hãy ghi ngày/tháng/năm, ví dụ 05/11/2026.")
    if name == "email":
        return _("Địa chỉ thư điện tử phải có dạng ten@noi.vn.")
    return _("Mục này chưa đúng dạng. Hãy xem lại.")


def _by_type(field: Field | None) -> str:
    kind = field.kind if field else ""
    if kind in ("integer", "money", "year"):
        return _("Hãy ghi bằng chữ số, ví dụ 2.")
    if kind in ("yes_no", "agreed"):
        return _("Hãy trả lời có hoặc không.")
    return _("Mục này sai kiểu dữ liệu. Hãy xem lại.")
