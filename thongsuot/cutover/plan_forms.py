"""Biểu mẫu của kế hoạch: shapes of what is typed; the rules stand in the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thongsuot.cutover.models import PlanKind
from thongsuot.cutover.services.plans import HOURS, NewPlan
from thongsuot.ui.forms import VietnameseDateField


class PlanForm(forms.Form):
    """Lập kế hoạch."""

    title = forms.CharField(label=_("Tên kế hoạch"), max_length=200, help_text=_("Ví dụ: Sắp xếp cấp xã tỉnh Hà Tĩnh"))
    kind = forms.ChoiceField(
        label=_("Phạm vi"),
        choices=[
            (PlanKind.PROVINCE, _("Sắp xếp cả tỉnh: mọi xã, phường của tỉnh phải có trong kế hoạch")),
            (PlanKind.SOME, _("Một số đơn vị: đơn vị không nêu thì giữ nguyên")),
        ],
        widget=forms.RadioSelect,
        initial=PlanKind.PROVINCE,
    )
    province_id = forms.TypedChoiceField(label=_("Tỉnh, thành phố"), coerce=int)
    effective_on = VietnameseDateField(
        label=_("Ngày có hiệu lực"), help_text=_("Từ 00:00 ngày này, giờ Việt Nam. Ví dụ 01/07/2025")
    )
    legal_basis = forms.CharField(
        label=_("Căn cứ"), max_length=200, help_text=_("Số, ký hiệu nghị quyết. Ví dụ: Nghị quyết số 1665/NQ-UBTVQH15")
    )
    is_exercise = forms.BooleanField(
        label=_("Kế hoạch diễn tập"),
        required=False,
        help_text=_("Không phải nghị quyết có thật; trang nào cũng ghi rõ."),
    )
    rollback_hours = forms.IntegerField(
        label=_("Được quay lại trong (giờ)"),
        min_value=HOURS[0],
        max_value=HOURS[1],
        initial=72,
        help_text=_("Tính từ lúc chuyển xong. 72 giờ là đề xuất, chưa có quy định."),
    )
    code = forms.CharField(
        label=_("Mã ngắn"),
        max_length=40,
        required=False,
        help_text=_("Dùng trong địa chỉ trang và dòng lệnh, ví dụ ha-tinh-2025. Để trống thì tự đặt."),
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, provinces: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["province_id"].choices = provinces  # type: ignore[attr-defined]
        self.fields["province_id"].initial = provinces[0][0] if provinces else None

    def new_plan(self) -> NewPlan:
        """What the form says, for the service."""
        return NewPlan(**self.cleaned_data)
