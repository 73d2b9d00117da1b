"""What has to be paid: tariffs, caps, channels, and honesty about what is not known."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.procedures import BIRTH, BUSINESS, COPY, FULL_FORMS, MARRIAGE_STATUS, RESIDENCE
from thongsuot.procedures.catalogue import Fee
from thongsuot.procedures.fees import amount_due, amount_due_text, copy_fee, total
from thongsuot.procedures.selectors import version_in_force

ON = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("pages", "fee"),
    [(1, 2_000), (2, 4_000), (3, 5_000), (10, 12_000), (198, 200_000), (199, 200_000), (2_000, 200_000)],
)
def test_tariff_of_one_certified_copy(pages, fee):
    assert copy_fee(pages) == fee


@given(st.integers(1, 5_000))
def test_a_page_more_never_costs_less_nor_more_than_two_thousand(pages):
    assert 0 <= copy_fee(pages + 1) - copy_fee(pages) <= 2_000


def test_each_document_is_counted_by_itself(six):
    form = {"documents": [{"name": "Bằng", "pages": 2, "copies": 3}, {"name": "Sổ đỏ", "pages": 5, "copies": 1}]}
    lines = amount_due(version_in_force(COPY, ON), "", "DIRECT", form)
    assert [(line.text, line.amount) for line in lines] == [
        ("Bằng: 2 trang × 3 bản", 12_000),
        ("Sổ đỏ: 5 trang × 1 bản", 7_000),
    ]
    assert total(lines) == 19_000


def test_pages_and_copies_may_be_given_apart(six):
    lines = amount_due(version_in_force(COPY, ON), pages=300, copies=2)
    assert total(lines) == 400_000


def test_tariff_without_pages_is_unknown_not_zero(six):
    version = version_in_force(COPY, ON)
    assert total(amount_due(version)) is None
    assert amount_due_text(version).startswith("2.000 đ mỗi trang")


def test_registration_of_birth_is_free_and_copies_are_not(six):
    version = version_in_force(BIRTH, ON)
    assert total(amount_due(version, "", "DIRECT", FULL_FORMS[BIRTH])) == 0
    assert amount_due_text(version) == "không thu phí"
    assert total(amount_due(version, "", "DIRECT", {"copies": {"quantity": 3}})) == 24_000
    assert total(amount_due(version, quantity=2)) == 16_000


def test_fee_of_the_council_is_said_to_be_unknown(six):
    for code in (MARRIAGE_STATUS, BUSINESS):
        version = version_in_force(code, ON)
        assert total(amount_due(version)) is None
        assert "Hội đồng nhân dân" in amount_due_text(version)


def test_a_fee_without_amount_and_note_is_still_said_in_words(six):
    version = replace(version_in_force(BIRTH, ON), fees=(Fee("FEE", None),))
    assert amount_due_text(version) == "theo pháp luật về phí, lệ phí"


def test_fee_follows_the_channel(six):
    version = version_in_force(RESIDENCE, ON)
    assert total(amount_due(version, "", "ONLINE")) == 10_000
    assert total(amount_due(version, "", "DIRECT")) == 20_000
    assert amount_due_text(version, "", "DIRECT") == "20.000\u00a0đ"
    assert amount_due(version, "", "POSTAL") == []
    assert amount_due_text(version, "", "POSTAL") == "Không có thông tin"


def test_broken_form_does_not_break_the_sum(six):
    assert amount_due(version_in_force(BIRTH, ON), "", "DIRECT", {"copies": "ba"})[0].amount == 0
