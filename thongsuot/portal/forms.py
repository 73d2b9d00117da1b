"""Biểu mẫu của cổng công dân, beside the declarations that come from the catalogue."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.id_numbers import clean, problem_of_id_number
from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line, clean_text
from thongsuot.dossiers.checks import EMAIL, PHONE
from thongsuot.portal.filing import OTHER, SELF
from thongsuot.ui.forms import DatePartsField

NEEDED = gettext_lazy("Hãy điền mục này.")


class Line(forms.CharField):
    """Một dòng chữ, cleaned as everything at the door is."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {}).setdefault("required", NEEDED)
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """NFC, one line."""
        try:
            return clean_line(super().to_python(value) or "", limit=self.max_length or 200)
        except Invalid as refused:
            raise ValidationError(refused.errors[0]["message"]) from refused


class Paragraph(forms.CharField):
    """Nhiều dòng chữ."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """NFC, lines kept."""
        try:
            return clean_text(super().to_python(value) or "", limit=self.max_length or 2_000)
        except Invalid as refused:
            raise ValidationError(refused.errors[0]["message"]) from refused


class ContactForm(forms.Form):
    """Liên hệ khi cần: no e-mail is needed; without a phone the citizen looks the dossier up."""

    phone = Line(label=gettext_lazy("Số điện thoại"), max_length=20, required=False)
    email = Line(label=gettext_lazy("Thư điện tử"), max_length=254, required=False)
    address = Line(label=gettext_lazy("Nơi ở hiện nay"), max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, kind, purpose in (("phone", "tel", "tel"), ("email", "email", "email")):
            self.fields[name].widget = forms.TextInput({"autocomplete": purpose, "inputmode": kind})
        self.fields["address"].widget = forms.TextInput({"autocomplete": "street-address"})

    def clean_phone(self) -> str:
        """8–20 digits, as the services check it again."""
        phone = self.cleaned_data["phone"]
        if phone and not PHONE.match(phone):
            raise ValidationError(_("Số điện thoại chỉ gồm 8–20 chữ số."))
        return phone

    def clean_email(self) -> str:
        """An address with an @ in it."""
        email = self.cleaned_data["email"]
        if email and not EMAIL.match(email):
            raise ValidationError(_("Địa chỉ thư điện tử phải có dạng ten@noi.vn."))
        return email


class OtherForm(ContactForm):
    """Nộp thay người khác: who they are and what one is to them."""

    name = Line(label=gettext_lazy("Họ và tên người được nộp thay"), max_length=200)
    id_number = Line(label=gettext_lazy("Số căn cước của người đó"), max_length=20)
    birth_date = DatePartsField(label=gettext_lazy("Ngày sinh của người đó"), required=False)
    relation = Line(label=gettext_lazy("Bạn là ai của người đó?"), max_length=100)
    field_order = ("name", "id_number", "birth_date", "relation", "phone", "email", "address")

    def clean_id_number(self) -> str:
        """Twelve digits that can be true; the filing belongs to the applicant by this number."""
        problem = problem_of_id_number(self.cleaned_data["id_number"])
        if problem:
            raise ValidationError(problem)
        return clean(self.cleaned_data["id_number"])

    def told(self) -> dict[str, Any]:
        """What the draft keeps of the person."""
        data = dict(self.cleaned_data)
        born: date | None = data.pop("birth_date")
        data.pop("relation")
        return data | {"birth_date": born.isoformat() if born else ""}


class WhoseForm(forms.Form):
    """Hồ sơ của ai."""

    whose = forms.ChoiceField(
        label=gettext_lazy("Bạn làm thủ tục này cho ai?"),
        choices=[
            (SELF, gettext_lazy("Cho tôi (hoặc con tôi đang ở với tôi)")),
            (OTHER, gettext_lazy("Nộp thay người khác")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn một câu trả lời.")},
    )


class WithdrawForm(forms.Form):
    """Rút hồ sơ."""

    reason = Paragraph(label=gettext_lazy("Vì sao bạn rút?"), required=False, max_length=2_000)
