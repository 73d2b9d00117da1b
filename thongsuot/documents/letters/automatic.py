"""Thư do máy gửi: what a program wrote by itself is never answered, and what only answers us is no document (RFC 3834)."""

import re
from email.message import Message
from enum import StrEnum

OURS = re.compile(r"<(thong-bao-[^<>@\s]{1,90})@[^<>\s]+>")
_ANSWERS = frozenset({"auto-replied", "auto-notified"})
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_BULK_MARKS = ("list-id", "list-unsubscribe", "feedback-id")


class Automatic(StrEnum):
    """Máy gửi tới mức nào."""

    NO = ""
    GENERATED = "generated"  # a program's own letter: may be a document, is never answered
    REPLIED = "replied"  # an answer by a program: no document


def kind_of(message: Message) -> Automatic:
    """Whether a person sent it. An answer to a notice of ours counts as generated: two programs must not go on talking."""
    submitted = _word(message, "auto-submitted")
    precedence = _word(message, "precedence")
    if submitted in _ANSWERS or precedence == "auto_reply" or _is_report(message) or _answers_an_invitation(message):
        return Automatic.REPLIED
    if _line(message, "x-autoreply") or _line(message, "x-autorespond") or _line(message, "return-path") == "<>":
        return Automatic.REPLIED
    if submitted not in ("", "no") or precedence in _BULK or any(message.get(mark) for mark in _BULK_MARKS):
        return Automatic.GENERATED
    return Automatic.GENERATED if answers_ours(message) else Automatic.NO


def answers_ours(message: Message) -> bool:
    """Whether it says that it answers a notice of this program, of whatever installation."""
    return bool(OURS.search(_line(message, "in-reply-to")) or OURS.search(_line(message, "references")))


def undelivered(message: Message) -> str:
    """Mã của thông báo của ta mà máy chủ báo là không tới; empty when it reports nothing of the kind."""
    if not _is_report(message) or not message.is_multipart():
        return ""
    words = "\n".join(_raw(part) for part in message.walk() if not part.is_multipart())
    failed = re.search(r"(?im)^action:\s*failed\b", words)
    named = OURS.search(words)
    return named.group(1) if failed and named else ""


def _raw(part: Message) -> str:
    """Headers and text of a part: what a report quotes of our letter stands in either."""
    heads = "\n".join(f"{name}: {value}" for name, value in part.items())
    payload = part.get_payload(decode=True)
    return f"{heads}\n{payload.decode(errors='replace') if isinstance(payload, bytes) else ''}"


def _is_report(message: Message) -> bool:
    return message.get_content_type() == "multipart/report"


def _answers_an_invitation(message: Message) -> bool:
    """A calendar program says that somebody comes or not."""
    answers = ("reply", "counter", "refresh")
    return any(
        part.get_content_type() == "text/calendar" and str(part.get_param("method", "")).lower() in answers
        for part in message.walk()
    )


def _word(message: Message, name: str) -> str:
    return _line(message, name).split(";")[0].strip().lower()


def _line(message: Message, name: str) -> str:
    return str(message.get(name, "") or "").strip()
