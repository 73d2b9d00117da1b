"""Hiểu câu trả lời của cổng: from HTTP status and error_code to what happens with the message. Pure.

Codes (domain §9): "0" done; "3", "-3" exists, to be sent as an update. What the simulator answers beyond them ("1" fields,
"2" unknown dossier, "6" a file arrived damaged, "8" files are missing) is unverified against the real portal; a code nobody knows is a refusal, shown to a person.
"""

from dataclasses import dataclass
from enum import Enum

from thongsuot.exchange.line import Reply

DONE = "0"
EXISTS = frozenset({"3", "-3"})
UNKNOWN = frozenset({"2", "-2"})
HASH_DIFFERS, FILES_MISSING = "6", "8"


class Next(Enum):
    """Việc tiếp theo với tin."""

    CONFIRMED = "confirmed"
    AS_UPDATE = "as_update"
    AS_NEW = "as_new"
    FILES_AGAIN = "files_again"  # it does not have what it was given before
    LATER = "later"  # the system fails, not the message
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Kết luận: what to do, why (causes.py), and the words of the other side."""

    next: Next
    cause: str = ""
    words: str = ""
    retry_after: float | None = None


def understand(reply: Reply, *, updating: bool, kind: str) -> Verdict:
    """Câu trả lời nghĩa là gì for a message of this kind that was sent as new or as an update."""
    if reply.status == 200:
        return _said(reply, updating=updating, kind=kind)
    if reply.status == 0:
        return Verdict(Next.LATER, "no_answer", reply.problem)
    if reply.status in (429, 503):
        return Verdict(Next.LATER, "busy", _words(reply), reply.retry_after)
    if reply.status in (401, 403):
        return Verdict(Next.LATER, "not_allowed", _words(reply))
    if reply.status >= 500 or reply.status in (404, 408):
        return Verdict(Next.LATER, "server_error", _words(reply), reply.retry_after)
    if reply.status == 413 and kind == "file":
        return Verdict(Next.STUCK, "file_too_large", _words(reply))
    if reply.status >= 400:
        return Verdict(Next.STUCK, "refused", _words(reply))
    return Verdict(Next.LATER, "unclear_answer", _words(reply))


def _said(reply: Reply, *, updating: bool, kind: str) -> Verdict:
    code = str(reply.body.get("error_code", "")) if isinstance(reply.body, dict) else ""
    if code == DONE:
        return Verdict(Next.CONFIRMED, words=_words(reply))
    if code == "":
        return Verdict(Next.LATER, "unclear_answer", _words(reply))
    if kind == "file" and code == HASH_DIFFERS:
        return Verdict(Next.STUCK, "file_hash_differs", _words(reply))
    if kind == "dossier" and code == FILES_MISSING:
        return Verdict(Next.FILES_AGAIN, "files_missing_there", _words(reply))
    if kind == "dossier" and code in EXISTS and not updating:
        return Verdict(Next.AS_UPDATE)
    if kind == "progress" and code in EXISTS:
        return Verdict(Next.CONFIRMED, words=_words(reply))
    if code in UNKNOWN:
        if kind == "dossier" and updating:
            return Verdict(Next.AS_NEW)
        return Verdict(Next.STUCK, "dossier_unknown", _words(reply))
    return Verdict(Next.STUCK, "refused", _words(reply))


def _words(reply: Reply) -> str:
    """What was said, short: HTTP status, code and message."""
    if isinstance(reply.body, dict):
        said = f"{reply.body.get('error_code', '')} {reply.body.get('message', '')}".strip()
    else:
        said = reply.problem
    return f"HTTP {reply.status} {said}".strip()[:300]
