"""Biểu mẫu vào sổ một văn bản giấy."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thongsuot.documents.models import Urgency
from thongsuot.documents.services.arriving import ArrivingFacts
from thongsuot.documents.types import document_types
from thongsuot.ui.forms import VietnameseDateField

CLOSE_OF_DAY = time(17, 0)


class PaperForm(forms.Form):
    """Điều ghi trên văn bản giấy, in the order in which it stands on it."""

    issuer_name = forms.CharField(label=_("Cơ quan ban hành"), max_length=250)
    number = forms.CharField(label=_("Số"), max_length=20, required=False)
    notation = forms.CharField(label=_("Ký hiệu"), max_length=60, required=False)
    issued_on = VietnameseDateField(label=_("Ngày ban hành"), required=False)
    type = forms.ChoiceField(label=_("Loại văn bản"))
    summary = forms.CharField(label=_("Trích yếu"), max_length=600)
    urgency = forms.TypedChoiceField(label=_("Độ khẩn"), coerce=int, choices=Urgency.choices, initial=Urgency.NORMAL)
    pages = forms.IntegerField(label=_("Số trang"), min_value=1, max_value=9999, required=False)
    due_on = VietnameseDateField(label=_("Hạn trả lời"), required=False)
    secrecy = forms.ChoiceField(
        label=_("Mức độ mật"),
        choices=[("", _("không")), ("Mật", "Mật"), ("Tối mật", "Tối mật"), ("Tuyệt mật", "Tuyệt mật")],
        required=False,
    )
    to = forms.TypedChoiceField(label=_("Trình"), coerce=int, required=False, empty_value=None)
    scan = forms.FileField(label=_("Bản chụp"), required=False)

    def __init__(self, *args: Any, leaders: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [(one.key, one.name) for one in document_types().values()]
        self.fields["type"].initial = "CV"
        self.fields["to"].choices = [("", _("chưa trình")), *leaders]

    @property
    def rare(self) -> bool:
        """Whether one of the fields that are folded away was filled, or filled wrongly."""
        names = ("urgency", "secrecy", "pages")
        said = (self[name].value() for name in names)
        return any(self[name].errors for name in names) or any(str(one or "0") != "0" for one in said)

    def facts(self) -> ArrivingFacts:
        """The facts as the service takes them; call when valid."""
        data = self.cleaned_data
        due_on = data["due_on"]
        return ArrivingFacts(
            summary=data["summary"],
            type=data["type"],
            number=data["number"],
            notation=data["notation"],
            issued_on=data["issued_on"],
            issuer_name=data["issuer_name"],
            urgency=data["urgency"],
            secrecy=data["secrecy"],
            pages=data["pages"],
            due_at=timezone.make_aware(datetime.combine(due_on, CLOSE_OF_DAY)) if due_on else None,
        )
