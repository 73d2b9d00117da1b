"""Lỗi kiểm dữ liệu bằng tiếng Việt: what pydantic found wrong, said so that people can mend it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Names in the texts are filled from pydantic's context of the error.
MESSAGES = {
    "missing": gettext_lazy("Thiếu mục này."),
    "extra_forbidden": gettext_lazy("Không có mục nào tên như vậy."),
    "string_type": gettext_lazy("Phải là chuỗi ký tự."),
    "string_too_short": gettext_lazy("Phải có ít nhất %(min_length)s ký tự."),
    "string_too_long": gettext_lazy("Dài quá %(max_length)s ký tự."),
    "string_pattern_mismatch": gettext_lazy("Không đúng mẫu quy định."),
    "string_unicode": gettext_lazy("Có ký tự hỏng không đọc được."),
    "int_type": gettext_lazy("Phải là số nguyên."),
    "int_parsing": gettext_lazy("Phải là số nguyên."),
    "int_parsing_size": gettext_lazy("Số quá lớn."),
    "int_from_float": gettext_lazy("Phải là số nguyên."),
    "float_type": gettext_lazy("Phải là số."),
    "float_parsing": gettext_lazy("Phải là số."),
    "finite_number": gettext_lazy("Phải là số hữu hạn."),
    "decimal_type": gettext_lazy("Phải là số."),
    "decimal_parsing": gettext_lazy("Phải là số."),
    "decimal_max_digits": gettext_lazy("Có quá %(max_digits)s chữ số."),
    "decimal_max_places": gettext_lazy("Có quá %(decimal_places)s chữ số sau dấu phẩy."),
    "greater_than": gettext_lazy("Phải lớn hơn %(gt)s."),
    "greater_than_equal": gettext_lazy("Phải từ %(ge)s trở lên."),
    "less_than": gettext_lazy("Phải nhỏ hơn %(lt)s."),
    "less_than_equal": gettext_lazy("Phải từ %(le)s trở xuống."),
    "bool_type": gettext_lazy("Phải là true hoặc false."),
    "bool_parsing": gettext_lazy("Phải là true hoặc false."),
    "list_type": gettext_lazy("Phải là danh sách."),
    "too_short": gettext_lazy("Phải có ít nhất %(min_length)s phần tử."),
    "too_long": gettext_lazy("Có quá %(max_length)s phần tử."),
    "dict_type": gettext_lazy("Phải là đối tượng {…}."),
    "model_type": gettext_lazy("Phải là đối tượng {…}."),
    "model_attributes_type": gettext_lazy("Phải là đối tượng {…}."),
    "literal_error": gettext_lazy("Phải là một trong: %(expected)s."),
    "enum": gettext_lazy("Phải là một trong: %(expected)s."),
    "uuid_type": gettext_lazy("Không đúng dạng mã (UUID)."),
    "uuid_parsing": gettext_lazy("Không đúng dạng mã (UUID)."),
    "uuid_version": gettext_lazy("Không đúng dạng mã (UUID)."),
    "date_type": gettext_lazy("Phải là ngày dạng 2025-07-01."),
    "date_parsing": gettext_lazy("Phải là ngày có thật, dạng 2025-07-01."),
    "date_from_datetime_parsing": gettext_lazy("Phải là ngày có thật, dạng 2025-07-01."),
    "date_from_datetime_inexact": gettext_lazy("Phải là ngày, không kèm giờ."),
    "time_parsing": gettext_lazy("Phải là giờ dạng 07:30."),
    "json_invalid": gettext_lazy("Không phải JSON đúng cú pháp."),
}
OWN_WORDS = {"value_error", "assertion_error"}  # raised by our validators, in Vietnamese already


def message_of(error: Mapping[str, Any]) -> str:
    """The Vietnamese message for one pydantic error."""
    kind, context = error["type"], error.get("ctx") or {}
    if kind in OWN_WORDS:
        return str(context.get("error") or error["msg"]).removeprefix("Value error, ")
    template = MESSAGES.get(kind)
    if template is None:
        return _("Giá trị không hợp lệ.")
    return str(template) % {name: str(value).replace(" or ", ", ") for name, value in context.items()}


def field_of(location: Sequence[str | int]) -> str:
    """Dotted name of a field; the whole body is called "body"."""
    return ".".join(str(part) for part in location) or "body"


def field_errors(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Errors as they stand in a problem: [{"field", "message"}]; a field named twice keeps both messages."""
    return [{"field": field_of(error["loc"]), "message": message_of(error)} for error in errors]
