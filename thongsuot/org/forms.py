"""Biểu mẫu của phòng đơn vị."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from thongsuot.common.clock import TIMEZONE, Duration, DurationUnit
from thongsuot.common.errors import Invalid
from thongsuot.org import selectors
from thongsuot.org.due_days import duration_from
from thongsuot.org.models import Level
from thongsuot.ui.forms import QuantityField, VietnameseDateField

FIELD_OF = {"quantity": "so", "org_unit": "tinh"}
UNITS = [
    (DurationUnit.WORKING_DAY, _("ngày làm việc")),
    (DurationUnit.SAME_DAY, _("trong ngày làm việc")),
    (DurationUnit.HOUR, _("giờ làm việc")),
    (DurationUnit.DAY, _("ngày (tính cả ngày nghỉ)")),
    (DurationUnit.MONTH, _("tháng")),
]


class DueForm(forms.Form):
    """Tính hạn: what was received when, and how long it may take. Names stand in the address, so they are Vietnamese."""

    ngay = VietnameseDateField(label=_("Ngày nhận hồ sơ"))
    gio = forms.TimeField(
        label=_("Giờ nhận"),
        help_text=_("Ví dụ 14:30"),
        input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H"],
        error_messages={"required": _("Hãy nhập giờ."), "invalid": _("Giờ chưa đúng. Hãy ghi như 14:30.")},
        widget=forms.TextInput,
    )
    so = QuantityField(
        label=_("Thời hạn giải quyết"),
        required=False,
        decimal_places=2,
        max_digits=6,
        help_text=_("Ví dụ 3 hoặc 1,5. “Trong ngày” thì bỏ trống."),
        error_messages={
            "invalid": _("Thời hạn phải là số, ví dụ 3 hoặc 1,5."),
            "max_decimal_places": _("Thời hạn có nhiều nhất hai chữ số sau dấu phẩy."),
            "max_digits": _("Thời hạn quá dài."),
            "max_whole_digits": _("Thời hạn quá dài."),
        },
    )
    don_vi_tinh = forms.ChoiceField(
        label=_("Tính theo"),
        choices=UNITS,
        error_messages={"required": _("Hãy chọn cách tính."), "invalid_choice": _("Không có cách tính này.")},
    )
    tinh = forms.ChoiceField(
        label=_("Nơi nhận hồ sơ"),
        required=False,
        help_text=_("Mỗi tỉnh có thể có giờ làm việc riêng."),
        error_messages={"invalid_choice": _("Không có tỉnh, thành phố này.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = [unit for unit in selectors.units_in_force(today) if unit.level == Level.PROVINCE]
        names = sorted(((unit.code, unit.full_name) for unit in provinces), key=lambda pair: pair[1])
        self.fields["tinh"].choices = [("", _("Giờ làm việc chung cả nước")), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A quantity that fits its unit."""
        cleaned = super().clean() or {}
        if {"so", "don_vi_tinh"} & set(self.errors):
            return cleaned
        try:
            cleaned["duration"] = duration_from(cleaned.get("so"), cleaned["don_vi_tinh"])
        except Invalid as refused:
            raise ValidationError({"so": refused.errors[0]["message"]}) from None
        return cleaned

    @property
    def duration(self) -> Duration:
        """Thời hạn đã nhập."""
        return self.cleaned_data["duration"]

    @property
    def received_at(self) -> datetime:
        """Thời điểm nhận, giờ Việt Nam."""
        return datetime.combine(self.cleaned_data["ngay"], self.cleaned_data["gio"], TIMEZONE)
