"""Verbs of the archive; each one transaction, each change a journal entry."""

from thongsuot.records.services.accepting import accept, close_hand_in, return_line
from thongsuot.records.services.disposing import (
    approve_disposal,
    carry_out_disposal,
    draft_disposal,
    drop_disposal,
    propose_disposal,
)
from thongsuot.records.services.fonds import close_fonds, describe_fonds, fonds_of
from thongsuot.records.services.holding import end_hold, place_hold
from thongsuot.records.services.intake import hand_in
from thongsuot.records.services.late_words import words_came
from thongsuot.records.services.lending import bring_back, lend
from thongsuot.records.services.owing import expect_hand_in, keep_longer
from thongsuot.records.services.reading import answer_request, ask_to_read, view_item

__all__ = [
    "accept",
    "answer_request",
    "approve_disposal",
    "ask_to_read",
    "bring_back",
    "carry_out_disposal",
    "close_fonds",
    "close_hand_in",
    "describe_fonds",
    "draft_disposal",
    "drop_disposal",
    "end_hold",
    "expect_hand_in",
    "fonds_of",
    "hand_in",
    "keep_longer",
    "lend",
    "place_hold",
    "propose_disposal",
    "return_line",
    "view_item",
    "words_came",
]
