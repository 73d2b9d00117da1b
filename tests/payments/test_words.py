"""Amounts in words: worked by hand, and every number read back by a reader written apart."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from thongsuot.payments.words import LIMIT, amount_in_words, spoken

DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
UNITS = {word: n for n, word in enumerate(DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5}


def read(words: str) -> int:
    """Read an amount the way a listener does: groups of three, scales behind them."""
    total = group = 0
    pending: int | None = None
    for word in words.split():
        if word == "tỷ":
            total = (total + group + (pending or 0)) * 10**9
            group, pending = 0, None
        elif word in ("triệu", "nghìn"):
            total, group, pending = total + (group + (pending or 0)) * (10**6 if word == "triệu" else 1_000), 0, None
        elif word == "trăm":
            group, pending = (pending or 0) * 100, None
        elif word == "mươi":
            group, pending = group + (pending or 0) * 10, None
        elif word == "mười":
            group, pending = group + 10, None
        elif word != "linh":
            pending = UNITS[word]
    return total + group + (pending or 0)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (1, "Một đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (25, "Hai mươi lăm đồng"),
        (101, "Một trăm linh một đồng"),
        (105, "Một trăm linh năm đồng"),
        (111, "Một trăm mười một đồng"),
        (115, "Một trăm mười lăm đồng"),
        (500, "Năm trăm đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (8_000, "Tám nghìn đồng"),
        (12_500, "Mười hai nghìn năm trăm đồng"),
        (100_000, "Một trăm nghìn đồng"),
        (1_000_000, "Một triệu đồng"),
        (1_021_055, "Một triệu không trăm hai mươi mốt nghìn không trăm năm mươi lăm đồng"),
        (1_000_000_001, "Một tỷ không trăm linh một đồng"),
        (10**12, "Một nghìn tỷ đồng"),
        (10**12 + 5, "Một nghìn tỷ không trăm linh năm đồng"),
        (123_456_789_000_000, "Một trăm hai mươi ba nghìn bốn trăm năm mươi sáu tỷ bảy trăm tám mươi chín triệu đồng"),
    ],
)
def test_worked_by_hand(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words


@given(st.integers(0, LIMIT - 1))
@example(10**9 - 1)
@example(10**12 - 1)
@example(10**12 + 10**9)
def test_what_is_spoken_reads_back(amount: int) -> None:
    assert read(spoken(amount)) == amount


def test_every_amount_up_to_five_thousand_reads_back_and_differs() -> None:
    words = [spoken(n) for n in range(5_000)]
    assert [read(w) for w in words] == list(range(5_000))
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("amount", [-1, LIMIT])
def test_what_cannot_be_written_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="không đọc được"):
        amount_in_words(amount)
