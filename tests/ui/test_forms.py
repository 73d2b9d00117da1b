"""Dates and quantities as people type them, and errors for the summary."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms

from thongsuot.common.errors import Invalid
from thongsuot.ui.forms import (
    DatePartsField,
    QuantityField,
    VietnameseDateField,
    add_refused,
    errors_of,
    parse_date,
    widget_kind,
)


class Limit(forms.Form):
    days = QuantityField(decimal_places=2, max_digits=6)


@pytest.mark.parametrize(("typed", "read"), [("1,5", "1.5"), ("1.5", "1.5"), (" 3 ", "3"), ("0,25", "0.25")])
def test_reads_a_quantity_with_comma_or_point(typed, read):
    form = Limit({"days": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["days"] == Decimal(read)


def test_shows_a_quantity_without_needless_zeros_and_says_how_one_is_typed():
    for stored, shown in (("2.00", "2"), ("1.50", "1,5"), ("100", "100")):
        assert Limit(initial={"days": Decimal(stored)})["days"].value() == shown
    assert Limit({"days": "ba"}).errors["days"] == ["Hãy nhập một số, ví dụ 3 hoặc 1,5."]


class Birth(forms.Form):
    name = forms.CharField(label="Họ và tên", error_messages={"required": "Hãy nhập họ và tên."})
    born = DatePartsField(label="Ngày sinh")
    issued = VietnameseDateField(label="Ngày cấp", required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)
    place = forms.ChoiceField(choices=[("a", "A")], required=False)
    way = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect, required=False)
    some = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False)
    agree = forms.BooleanField(required=False)
    paper = forms.FileField(required=False)
    secret = forms.CharField(widget=forms.PasswordInput, required=False)
    step = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize("typed", ["07/07/2025", "7/7/2025", "7-7-2025", "7.7.2025", "07072025", " 7 7 2025 "])
def test_reads_a_day_however_it_is_typed(typed):
    assert parse_date(typed) == date(2025, 7, 7)


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/2025",
        "2025-07-07",
        "7/7/25",
        "hôm nay",
        "",
        "00/00/0000",
        "7/13/2025",
        "١/٢/٢٠٢٥x",
        "31/12/9999",
        "7/7/0025",
    ],
)
def test_refuses_what_is_no_day(typed):
    assert parse_date(typed) is None


def test_three_boxes_make_a_day():
    form = Birth({"name": "An", "born_day": "1", "born_month": "7", "born_year": "2025", "issued": "2/7/2025"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(2025, 7, 1)
    assert form.cleaned_data["issued"] == date(2025, 7, 2)


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        (("", "", ""), "Hãy nhập đủ ngày, tháng, năm."),
        (("1", "", "2025"), "Hãy nhập đủ ngày, tháng, năm."),
        (("31", "2", "2025"), "Ngày này không có thật. Hãy kiểm tra lại ngày, tháng, năm."),
    ],
)
def test_three_boxes_say_what_is_missing(boxes, message):
    form = Birth(
        {"name": "An", **{f"born_{part}": box for part, box in zip(("day", "month", "year"), boxes, strict=True)}}
    )
    assert form.errors["born"] == [message]


def test_what_cannot_be_read_stays_as_typed():
    form = Birth({"issued": "hôm qua"})
    assert form["issued"].value() == "hôm qua"
    assert "07/07/2025" in form.errors["issued"][0]


def test_errors_come_in_the_order_of_the_fields():
    form = Birth({"issued": "hôm qua"})
    assert [error["field"] for error in errors_of(form)] == ["name", "born", "issued"]
    assert errors_of(form)[0]["message"] == "Hãy nhập họ và tên."


def test_a_refusal_of_a_service_lands_at_its_field():
    form = Birth({"name": "An", "born_day": "1", "born_month": "7", "born_year": "2025"})
    assert form.is_valid()
    add_refused(
        form, Invalid(errors=[{"field": "name", "message": "Tên quá dài."}, {"field": "khac", "message": "Lạ."}])
    )
    assert errors_of(form) == [{"field": "", "message": "Lạ."}, {"field": "name", "message": "Tên quá dài."}]


def test_a_refusal_without_fields_stands_on_top():
    form = Birth({"name": "An", "born_day": "1", "born_month": "7", "born_year": "2025"})
    form.is_valid()
    add_refused(form, Invalid("Chưa nộp được."))
    assert errors_of(form) == [{"field": "", "message": "Chưa nộp được."}]


def test_every_kind_of_widget_has_its_macro():
    kinds = {name: widget_kind(Birth()[name]) for name in Birth.base_fields}
    assert kinds == {
        "name": "text",
        "born": "date-parts",
        "issued": "date",
        "note": "textarea",
        "place": "select",
        "way": "radios",
        "some": "checkboxes",
        "agree": "checkbox",
        "paper": "file",
        "secret": "password",
        "step": "hidden",
    }
