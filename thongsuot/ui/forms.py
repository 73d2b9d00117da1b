"""Ô nhập dùng chung: dates and quantities as Vietnamese people write them, and form errors for the summary on top of a page."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_DATE = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})")
EARLIEST_YEAR, LATEST_YEAR = 1800, 2199
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")


class DateInput(forms.TextInput):
    """One box, dd/mm/yyyy."""


class DatePartsInput(forms.MultiWidget):
    """Three boxes: day, month, year."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = {name: forms.TextInput() for name in ("day", "month", "year")}
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[str]:
        """A date as day, month, year."""
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


class VietnameseDateField(forms.Field):
    """Ngày trong một ô: 07/07/2025, 7-7-2025, 07072025."""

    widget = DateInput
    default_error_messages = {
        "required": gettext_lazy("Hãy nhập ngày."),
        "invalid": gettext_lazy("Ngày này không có thật hoặc chưa đúng dạng ngày/tháng/năm, ví dụ 07/07/2025."),
    }

    def to_python(self, value: Any) -> date | None:
        """Read what was typed."""
        if value in (None, "") or isinstance(value, date):
            return value or None
        found = parse_date(str(value))
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def prepare_value(self, value: Any) -> Any:
        """Shown as dd/mm/yyyy; what could not be read stays as typed."""
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


class QuantityField(forms.DecimalField):
    """Số lượng như người Việt viết: 1,5 hoặc 1.5; shown without needless zeros."""

    widget = forms.TextInput({"inputmode": "decimal"})
    default_error_messages = {"invalid": gettext_lazy("Hãy nhập một số, ví dụ 3 hoặc 1,5.")}

    def to_python(self, value: Any) -> Decimal | None:
        """Read a comma as the decimal sign."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """2 and 1,5, never 2.00; what was typed stays as typed."""
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class DatePartsField(forms.MultiValueField):
    """Ngày trong ba ô, cho công dân."""

    widget = DatePartsInput
    default_error_messages = {
        "required": gettext_lazy("Hãy nhập đủ ngày, tháng, năm."),
        "incomplete": gettext_lazy("Hãy nhập đủ ngày, tháng, năm."),
        "invalid": gettext_lazy("Ngày này không có thật. Hãy kiểm tra lại ngày, tháng, năm."),
    }

    def __init__(self, **options: Any) -> None:
        boxes = tuple(forms.CharField(max_length=4, required=False) for _part in range(3))
        super().__init__(boxes, require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> date | None:
        """Join the three boxes; an empty optional date is none."""
        if not any(data_list):
            return None
        if not all(data_list):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        found = parse_date("/".join(data_list))
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


def parse_date(text: str) -> date | None:
    """A real day written the Vietnamese way; None for anything else, also for years nobody means (0025, 9999)."""
    match = _DATE.fullmatch(text.strip()) or _DIGITS.fullmatch(text.strip())
    if not match:
        return None
    day, month, year = (int(part) for part in match.groups())
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:  # far ones also leave what moments in UTC can hold
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def errors_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """Errors of a form in the order of its fields, as `error_summary` takes them."""
    found = []
    for name in ["__all__", *form.fields]:
        field = "" if name == "__all__" else form.add_prefix(name)
        found += [{"field": field, "message": str(message)} for message in form.errors.get(name, [])]
    return found


def add_refused(form: forms.BaseForm, refused: Any) -> None:
    """Put the field errors of a refusal onto the form; what has no field of this form stands above it."""
    for error in refused.errors:
        known = error.get("field") in form.fields
        form.add_error(error["field"] if known else None, error["message"])
    if not refused.errors:
        form.add_error(None, str(refused.detail or _("Không thực hiện được.")))


def widget_kind(field: BoundField) -> str:
    """Which macro of ui/components/forms.html shows this field."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    for kind, name in (
        (DatePartsInput, "date-parts"),
        (DateInput, "date"),
        (forms.DateInput, "date"),
        (forms.Textarea, "textarea"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.Select, "select"),
        (forms.CheckboxInput, "checkbox"),
        (forms.FileInput, "file"),
    ):
        if isinstance(widget, kind):
            return name
    return getattr(widget, "input_type", "text")
