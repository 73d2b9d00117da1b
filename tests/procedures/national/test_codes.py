"""Codes of the national catalogue: what is in shape, what can be mended, what is reported."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.procedures.national.codes import SHAPE, normalised


@pytest.mark.parametrize(
    ("written", "code", "faults"),
    [
        ("1.001193", "1.001193", []),
        (" 1.001193", "1.001193", ["code_space"]),
        ("1.013792.H42", "1.013792.H42", []),
        ("1.013.792.H42", "1.013792.H42", ["code_repaired"]),
        ("1.001193.000.00.00.H56", "1.001193.000.00.00.H56", []),
        ("1.001.193.000.00.00.H56", "1.001193.000.00.00.H56", ["code_repaired"]),
        ("1001193", "1.001193", ["code_repaired"]),
        ("1.00119", "", ["code_unreadable"]),
        ("KQ.G15.000031", "", ["code_unreadable"]),
        ("", "", ["code_unreadable"]),
    ],
)
def test_reads_a_code_and_says_what_it_mended(written, code, faults):
    assert normalised(written) == (code, faults)


@given(st.text(max_size=40))
def test_whatever_is_written_gives_a_code_in_shape_or_none(written):
    code, faults = normalised(written)
    assert code == "" or SHAPE.fullmatch(code)
    assert code or faults == ["code_unreadable"]


@given(st.from_regex(re.compile(SHAPE.pattern, re.A), fullmatch=True))
def test_a_code_in_shape_stays_as_it_is(code):
    assert normalised(code) == (code, [])
