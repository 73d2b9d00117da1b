"""Ai gửi, cho ai, về văn bản nào, của một thông điệp không được mở: enough to send its refusal back, nothing more.

What is dangerous is never parsed; these words are looked for in its bytes, and believed only when they look like codes.
"""

import re
from typing import Any

from thongsuot.common.text import clean_line
from thongsuot.exchange.axis.edxml.values import well_formed

_FAR = 128 * 1024  # bytes from the start that are looked at: headers stand before attachments
_PREFIX = rb"(?:[A-Za-z]{1,12}:)?"
_FROM = re.compile(rb"<" + _PREFIX + rb"From>(.{0,1000}?)</" + _PREFIX + rb"From>", re.DOTALL)
_TO = re.compile(rb"<" + _PREFIX + rb"To>(.{0,1000}?)</" + _PREFIX + rb"To>", re.DOTALL)
_ORGAN = re.compile(rb"<" + _PREFIX + rb"OrganId>\s{0,9}([A-Za-z0-9.]{1,35})\s{0,9}</")
_DOCUMENT = re.compile(rb"<" + _PREFIX + rb"DocumentId>([^<>&]{1,200})</")
_MOST = 50


def salvaged(raw: bytes) -> dict[str, Any]:
    """Như `Refusal` cần; empty when sender, receiver and document do not all stand there."""
    head = raw[:_FAR]
    sender, document = _FROM.search(head), _DOCUMENT.search(head)
    code = _code(sender[1]) if sender else ""
    receivers = tuple(_code(found[1]) for found in list(_TO.finditer(head))[:_MOST])
    if not code or document is None or not receivers or not all(receivers):
        return {}
    written = document[1].decode("utf-8", "ignore").replace("\0", "")
    return {"sender": code, "receivers": receivers, "document_id": clean_line(written)}


def _code(agency: bytes) -> str:
    """The identifier inside an agency; empty unless it is one."""
    found = _ORGAN.search(agency)
    code = found[1].decode().upper() if found else ""
    return code if well_formed(code) else ""
