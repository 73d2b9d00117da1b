"""Biểu mẫu soạn văn bản đi."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thongsuot.documents.models import Urgency
from thongsuot.documents.services.drafting import BODY_LIMIT, Text
from thongsuot.documents.types import document_types

BODY_HELP = _(
    "Mỗi đoạn một dòng. # Tiêu đề giữa · ## Mục · - gạch đầu dòng · | ô | ô | một dòng của bảng · **đậm** · //nghiêng//."
    " Dòng bắt đầu bằng “Điều 1.” thành điều; “Căn cứ…” ở đầu quyết định thành căn cứ."
)


def type_choices() -> list[tuple[str, str]]:
    """Các loại văn bản; the three that are written most stand first."""
    types = document_types()
    first = ["CV", "QD", "TB"]
    return [(key, types[key].name) for key in [*first, *(k for k in types if k not in first)]]


class DraftForm(forms.Form):
    """Nội dung một bản thảo."""

    summary = forms.CharField(label=_("Trích yếu nội dung"), max_length=600)
    urgency = forms.TypedChoiceField(label=_("Độ khẩn"), choices=Urgency.choices, coerce=int, initial=Urgency.NORMAL)
    addressed_to = forms.CharField(
        label=_("Kính gửi"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Mỗi nơi một dòng. Chỉ in ở loại văn bản có kính gửi (công văn, tờ trình, giấy mời…)."),
    )
    body = forms.CharField(
        label=_("Nội dung"),
        max_length=BODY_LIMIT,
        required=False,
        widget=forms.Textarea({"rows": 18}),
        help_text=BODY_HELP,
    )
    appendix = forms.CharField(
        label=_("Phụ lục"), max_length=BODY_LIMIT, required=False, widget=forms.Textarea({"rows": 3})
    )

    def text(self) -> Text:
        """What was typed."""
        given = self.cleaned_data
        return Text(given["summary"], given["body"], given["addressed_to"], given["appendix"], given["urgency"])


class NewForm(DraftForm):
    """Văn bản mới: loại và đơn vị ban hành trước."""

    field_order = ("unit", "type", "template")
    unit = forms.TypedChoiceField(label=_("Đơn vị ban hành"), coerce=int)
    type = forms.ChoiceField(label=_("Loại văn bản"))
    template = forms.ChoiceField(
        label=_("Bắt đầu từ mẫu trong kho"),
        required=False,
        help_text=_("Mẫu điền phần nội dung; để trống nội dung khi chọn mẫu."),
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], templates: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["type"].choices = type_choices()  # type: ignore[attr-defined]
        self.fields["template"].choices = [("", _("không dùng mẫu")), *templates]  # type: ignore[attr-defined]
