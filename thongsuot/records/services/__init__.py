"""Verbs of the archive; each one transaction, each change a journal entry."""

from thongsuot.records.services.accepting import accept, close_hand_in, return_line
from thongsuot.records.services.fonds import close_fonds, describe_fonds, fonds_of
from thongsuot.records.services.intake import hand_in
from thongsuot.records.services.owing import expect_hand_in, keep_longer

__all__ = [
    "accept",
    "close_fonds",
    "close_hand_in",
    "describe_fonds",
    "expect_hand_in",
    "fonds_of",
    "hand_in",
    "keep_longer",
    "return_line",
]
