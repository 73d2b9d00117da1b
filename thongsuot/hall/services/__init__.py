"""Động từ của sảnh. Rows are locked in one order: the day, the counter's spell, the ticket, then the journal."""

from thongsuot.hall.services.calling import (
    call_next,
    come_back,
    finish,
    no_show,
    recall,
    start,
    transfer,
)
from thongsuot.hall.services.days import close_past, close_past_everywhere, give_numbers
from thongsuot.hall.services.served import Served, join_served
from thongsuot.hall.services.staff import leave, rest, sit
from thongsuot.hall.services.taking import book, cancel, check_in, take, tell_no_more

__all__ = [
    "Served",
    "book",
    "call_next",
    "cancel",
    "check_in",
    "close_past",
    "close_past_everywhere",
    "come_back",
    "finish",
    "give_numbers",
    "join_served",
    "leave",
    "no_show",
    "recall",
    "rest",
    "sit",
    "start",
    "take",
    "tell_no_more",
    "transfer",
]
