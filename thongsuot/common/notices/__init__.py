"""Thông báo cho người dân: messages about what the journal says happened, sent by mail or laid down as files.

Rooms say *what* is told (from their feed of the journal); here is how it is kept, sent, tried again and proved. Nothing
is sent inside the transaction of a verb: a mail server that is down delays a message and nothing else.
"""

from thongsuot.common.notices.posting import Message, post
from thongsuot.common.notices.reading import NoticeLine, of_subject, waiting_count
from thongsuot.common.notices.sending import send_due

__all__ = ["Message", "NoticeLine", "of_subject", "post", "send_due", "waiting_count"]
