"""Biểu mẫu thu thập số liệu: what is asked of whom, one row of a table, a file."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thongsuot.cutover.models import DataKind, Side
from thongsuot.ui.forms import VietnameseDateField

CLOSE_OF_DAY = time(17, 0)


class AskForm(forms.Form):
    """Yêu cầu số liệu."""

    kinds = forms.MultipleChoiceField(
        label=_("Loại số liệu"),
        choices=DataKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một loại số liệu.")},
    )
    side = forms.ChoiceField(
        label=_("Của đơn vị nào"),
        choices=[(Side.NEW, _("mỗi xã mới")), (Side.OLD, _("mỗi xã cũ"))],
        initial=Side.NEW,
        widget=forms.RadioSelect,
    )
    due_on = VietnameseDateField(label=_("Hạn nộp"), help_text=_("đến 17:00 ngày này"))

    def due_at(self) -> datetime:
        """Close of the chosen day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["due_on"], CLOSE_OF_DAY))


class UploadForm(forms.Form):
    """Tải tệp Excel lên."""

    file = forms.FileField(
        label=_("Tệp Excel đã điền"), error_messages={"required": _("Hãy chọn tệp Excel (.xlsx) đã điền.")}
    )


class ReopenForm(forms.Form):
    """Mở lại số liệu đã nộp."""

    reason = forms.CharField(
        label=_("Lý do mở lại"), max_length=300, error_messages={"required": _("Hãy ghi lý do mở lại.")}
    )


def number_of(text: Any) -> int:
    """A version number of a page; -1 for anything else, which is never the latest."""
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else -1
