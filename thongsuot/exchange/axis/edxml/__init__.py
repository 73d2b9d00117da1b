"""edXML (QCVN 102:2016/BTTTT và sửa đổi 1:2022): bytes to messages and back; knows nothing of databases or networks.

    read(raw) → Message | StatusMessage | Refusal        write(message) → bytes        write_status(status) → bytes

The text of the standard was not at hand; names and places follow public samples. Lenient in reading, strict in writing.
The libraries of XML are imported by the first call: most processes exchange nothing.
"""

from thongsuot.exchange.axis.edxml.keys import Key
from thongsuot.exchange.axis.edxml.limits import LIMITS, Limits
from thongsuot.exchange.axis.edxml.messages import CannotWrite, Message, Refusal, StatusMessage

__all__ = ["CannotWrite", "Message", "Refusal", "StatusMessage", "read", "write", "write_status"]


def read(raw: bytes, *, limits: Limits = LIMITS, anchors: str = "") -> Message | StatusMessage | Refusal:
    """Đọc một thông điệp. `anchors`: file of root certificates (PEM) that may vouch for its signature."""
    from thongsuot.exchange.axis.edxml import reading

    return reading.read(raw, limits=limits, anchors=anchors)


def write(message: Message, *, key: Key | None = None) -> bytes:
    """Viết thông điệp văn bản. Raises CannotWrite."""
    from thongsuot.exchange.axis.edxml import writing

    return writing.write(message, key=key)


def write_status(status: StatusMessage, *, key: Key | None = None) -> bytes:
    """Viết thông điệp trạng thái. Raises CannotWrite."""
    from thongsuot.exchange.axis.edxml import writing

    return writing.write_status(status, key=key)
