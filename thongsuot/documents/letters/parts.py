"""Tệp trong một thư: every part that is a file, however deep it lies; what is not looked into is named, never dropped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from html import unescape

from thongsuot.common.text import nfc
from thongsuot.documents.letters import winmail, wrapped

DEEPEST = 12
WINMAIL = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_BODIES = frozenset({"text/plain", "text/html"})
_UNSEEN = (("<style", "</style"), ("<script", "</script"), ("<title", "</title"), ("<!--", "-->"))
_NEW_LINE = re.compile(r"</?(?:p|div|br|tr|td|th|li|ul|ol|table|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


@dataclass
class Parts:
    """Tệp tìm thấy; `beyond` names those over the limit, `texts` is what letter and letters within say, `signed` says that a signature of S/MIME stands there."""

    most: int
    files: list[tuple[str, bytes]] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    signed: bool = False

    def gather(self, message: Message) -> None:
        """Every file of the message."""
        for name, content in self._files(message, 0):
            if len(self.files) < self.most:
                self.files.append((name, content))
            else:
                self.beyond.append(name)

    def _files(self, part: Message, depth: int) -> Iterator[tuple[str, bytes]]:
        kind = part.get_content_type()
        if depth > DEEPEST:
            self.beyond.append(part.get_filename() or kind)
        elif part.is_multipart():  # also a letter within the letter
            for inner in part.iter_parts() if hasattr(part, "iter_parts") else part.get_payload():
                yield from self._files(inner, depth + 1)
        elif kind in wrapped.SIGNATURES:
            self.signed = True
        else:
            yield from self._leaf(part, kind, depth)

    def _leaf(self, part: Message, kind: str, depth: int) -> Iterator[tuple[str, bytes]]:
        content = part.get_payload(decode=True)
        name = str(part.get_filename() or "")
        if not isinstance(content, bytes) or not content or _is_picture_of_text(part, kind):
            return
        if _is_body(part, kind, name):
            self.texts.append(_said(part, kind, content))
        elif kind in wrapped.TYPES:
            self.signed = True
            inner = message_from_bytes(wrapped.inside(content), policy=policy.default)
            yield from self._files(inner, depth + 1)
        elif (kind in WINMAIL or name.lower() == "winmail.dat") and (found := winmail.unpacked(content)):
            yield from found
        else:
            yield name or _name_for(kind, len(self.files) + 1), content


def _is_body(part: Message, kind: str, name: str) -> bool:
    return kind in _BODIES and not name and part.get_content_disposition() != "attachment"


def _said(part: Message, kind: str, content: bytes) -> str:
    """Chữ của thư; of a page of HTML its words, line by line as they are seen."""
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = content.decode(errors="replace")
    if kind == "text/html":
        for first, last in _UNSEEN:
            text = _without(text, first, last)
        text = unescape(_TAG.sub("", _NEW_LINE.sub("\n", text)))
    return nfc(text)


def _without(text: str, first: str, last: str) -> str:
    """Bỏ những đoạn không hiện ra; one that never ends stays. One way through the text, however it was made."""
    low, kept, place = text.lower(), [], 0
    while (begin := low.find(first, place)) >= 0 and (end := low.find(last, begin)) >= 0:
        kept.append(text[place:begin])
        place = end
    return "".join([*kept, text[place:]])


def _is_picture_of_text(part: Message, kind: str) -> bool:
    """A letterhead or a signature's logo that the text itself shows; the letter as it came keeps it."""
    return kind.startswith("image/") and bool(part.get("content-id")) and part.get_content_disposition() != "attachment"


def _name_for(kind: str, number: int) -> str:
    return f"lich-hop-{number}.ics" if kind == "text/calendar" else f"tep-{number}"
