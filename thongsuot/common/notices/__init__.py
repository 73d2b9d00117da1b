"""Thông báo cho người dân: messages about what happened, by mail, short message or Zalo, or laid down as files.

Rooms say *what* is told (from their feed of the journal); here is how it is kept, sent, tried again, tried by another
way and proved. Nothing is sent inside a transaction: a gateway that is down delays its own messages and nothing else.
"""

from thongsuot.common.notices.posting import Message, post
from thongsuot.common.notices.reading import NoticeLine, lost, lost_counts, of_subject, waiting_count
from thongsuot.common.notices.sending import send_due
from thongsuot.common.notices.ways import MAIL, SMS, ZALO, Way
from thongsuot.common.notices.words import Book, register

__all__ = [
    "MAIL",
    "SMS",
    "ZALO",
    "Book",
    "Message",
    "NoticeLine",
    "Way",
    "lost",
    "lost_counts",
    "of_subject",
    "post",
    "register",
    "send_due",
    "waiting_count",
]
