"""edXML (QCVN 102:2016/BTTTT và sửa đổi 1:2022): bytes to messages and back; knows nothing of databases or networks.

    read(raw) → Message | StatusMessage | Refusal        write(message) → bytes        write_status(status) → bytes

The text of the standard was not at hand; names and places follow public samples. Lenient in reading, strict in writing.
"""

from thongsuot.exchange.axis.edxml.messages import Message, Refusal, StatusMessage
from thongsuot.exchange.axis.edxml.reading import read
from thongsuot.exchange.axis.edxml.writing import CannotWrite, write, write_status

__all__ = ["CannotWrite", "Message", "Refusal", "StatusMessage", "read", "write", "write_status"]
