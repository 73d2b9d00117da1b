"""Biểu mẫu của người kiểm soát thủ tục: shapes of what is typed; the rules stand in the services."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thongsuot.procedures.decisions import Act
from thongsuot.procedures.models import Decision, DurationUnit, ReviewItem
from thongsuot.ui.forms import QuantityField, VietnameseDateField

TIMED = ("DIRECT", "ONLINE", "POSTAL")
UNITS = [("", _("chưa biết")), *DurationUnit.choices]


def _text(rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), required=False, **options)


class DecisionForm(forms.Form):
    """Quyết định công bố."""

    number = forms.CharField(label=_("Số, ký hiệu"), max_length=80)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)
    rank = forms.ChoiceField(label=_("Cấp công bố"), choices=Decision.Rank.choices)
    kind = forms.ChoiceField(label=_("Nội dung chính"), choices=Decision.Effect.choices)
    signed_on = VietnameseDateField(label=_("Ngày ký"), required=False)
    effective_on = VietnameseDateField(label=_("Ngày có hiệu lực"), required=False)
    law_effective_on = VietnameseDateField(label=_("Ngày văn bản quy định thủ tục có hiệu lực"), required=False)
    entered_on = VietnameseDateField(label=_("Ngày nhập cơ sở dữ liệu quốc gia"), required=False)
    fast_track = forms.BooleanField(label=_("Văn bản ban hành theo trình tự rút gọn"), required=False)
    note = _text(label=_("Ghi chú"), max_length=2000)

    def act(self) -> Act:
        """What the form says, for the service."""
        return Act(**self.cleaned_data)


class ApprovalForm(forms.Form):
    """Duyệt một lần nạp: under which decision, from when."""

    number = forms.CharField(label=_("Số quyết định công bố"), max_length=80)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)
    signed_on = VietnameseDateField(label=_("Ngày ký"), required=False)
    effective_on = VietnameseDateField(label=_("Có hiệu lực từ ngày"))

    def act(self) -> Act:
        """The decision of the approval; it amends, whatever else it does."""
        return Act(kind=Decision.Effect.AMEND, **self.cleaned_data)


class ProcedureForm(forms.Form):
    """Nội dung của một thủ tục, as far as it is typed here; forms and processes have editors of their own."""

    code = forms.CharField(label=_("Mã thủ tục"), max_length=40)
    name = forms.CharField(label=_("Tên thủ tục"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    short_name = forms.CharField(label=_("Tên ngắn"), max_length=160, required=False)
    field = forms.CharField(label=_("Lĩnh vực"), max_length=120)
    executing_agency = forms.CharField(label=_("Cơ quan thực hiện"), max_length=1000, required=False)
    authority_agency = forms.CharField(label=_("Cơ quan có thẩm quyền"), max_length=1000, required=False)
    conditions = _text(label=_("Yêu cầu, điều kiện"), max_length=20_000)
    non_territorial = forms.BooleanField(label=_("Tiếp nhận phi địa giới"), required=False)
    full_process = forms.BooleanField(label=_("Trực tuyến toàn trình"), required=False)
    sets = forms.IntegerField(label=_("Số bộ hồ sơ"), min_value=1, max_value=20, initial=1)
    results = _text(3, label=_("Kết quả"), help_text=_("Mỗi dòng: mã | tên kết quả"))
    fees = _text(4, label=_("Phí, lệ phí"), help_text=_("Mỗi dòng: cách nộp | lệ phí, phí hay giá | số đồng | ghi chú"))
    components = _text(
        8,
        label=_("Thành phần hồ sơ"),
        help_text=_("Mỗi dòng: nộp, xuất trình hay lưu ý | tên giấy tờ | số bản chính | số bản sao | bắt buộc"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for channel in TIMED:
            self.fields[f"offered_{channel}"] = forms.BooleanField(required=False)
            self.fields[f"quantity_{channel}"] = QuantityField(
                required=False, min_value=0, max_digits=6, decimal_places=2
            )
            self.fields[f"unit_{channel}"] = forms.ChoiceField(choices=UNITS, required=False)


class UploadForm(forms.Form):
    """Tệp danh mục quốc gia."""

    file = forms.FileField(label=_("Tệp CSV hoặc JSON"))
    whole = forms.BooleanField(
        label=_("Tệp là toàn bộ danh mục"),
        required=False,
        help_text=_("Thủ tục đang có mà không có trong tệp sẽ được nêu là “không còn”."),
    )


class RoundForm(forms.Form):
    """Đợt rà soát mới."""

    name = forms.CharField(label=_("Tên đợt"), max_length=200)
    due_on = VietnameseDateField(label=_("Xong trước ngày"), required=False)
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False)

    def __init__(self, *args: Any, fields_known: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["field"].choices = [("", _("Mọi lĩnh vực")), *((name, name) for name in fields_known)]


class VerdictForm(forms.Form):
    """Kết luận rà soát."""

    verdict = forms.ChoiceField(label=_("Kết luận"), choices=ReviewItem.Verdict.choices[1:], widget=forms.RadioSelect)
    reason = _text(label=_("Lý do"), max_length=4000, help_text=_("Bắt buộc khi sửa hoặc cắt bỏ."))
    days_saved = QuantityField(
        label=_("Ngày làm việc tiết kiệm mỗi hồ sơ"), required=False, min_value=0, max_digits=6, decimal_places=2
    )
    proposed_quantity = QuantityField(
        label=_("Thời hạn đề xuất"), required=False, min_value=0, max_digits=6, decimal_places=2
    )
    proposed_unit = forms.ChoiceField(label=_("Đơn vị thời hạn"), choices=UNITS, required=False)


def initial_of(decision: Decision) -> Mapping[str, Any]:
    """A draft as its form shows it."""
    return {name: getattr(decision, name) for name in DecisionForm.base_fields}
